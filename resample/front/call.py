"""The two calls of the front door, `resize` and `plan`, and the cache of plans that drop-ins share."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from resample import registry
from resample.caches import Cache, clear
from resample.errors import NotExact
from resample.front import kinds
from resample.front.layout import infer, view_as
from resample.front.memo import Calls
from resample.plan.plan import Plan, Source
from resample.spec import Geometry, Spec

#: Plans kept; a data loader that draws sizes at random needs more than a few, and one plan is small.
CACHED_PLANS = 512
#: Bytes of all of them: what they hold and, about as much again, what executors make of it.
CACHED_BYTES = 64 * 2**20

_BYTES = 4096  # of a plan without its arrays

#: Calls of `resize` that were made before.
_CALLS = Calls()
_find = _CALLS.find
_ONE = 1  # the number of threads where it is not given

_PLANS: Cache[tuple[Spec, Source, Geometry], Plan] = Cache(CACHED_PLANS, CACHED_BYTES)
_SPECS: Cache[str, Spec] = Cache(CACHED_PLANS, 2**20)


def cached_plan(spec: Spec, source: Source, geometry: Geometry, *, keep: bool = True) -> Plan:
    """Return the plan of a resize, from the cache where it was made before; `keep` it there if it is made now."""
    key = (spec, source, geometry)
    found = _PLANS.kept.get(key)
    if found is None:
        found = registry.original(spec.original).plan(spec, source, geometry)
        if keep:
            _PLANS.put(key, found, _BYTES + 2 * found.nbytes)
    return found


def parse(text: str) -> Spec:
    """Return the spec of a text, from the cache where it was read before."""
    found = _SPECS.kept.get(text)
    if found is None:
        found = Spec.parse(text)
        _SPECS.put(text, found, 500)
    return found


def clear_caches() -> None:
    """Forget every call, plan, table and spec that is kept, of all originals.

    Examples
    --------
    >>> resample.clear_caches()
    """
    clear()


def exact_plan(spec: Spec, source: Source, geometry: Geometry, exact: bool = True, *, keep: bool = True) -> Plan:
    """Return a plan, refusing one that is not exact.

    Raises
    ------
    NotExact
        If the plan is not proven equal to the original and `exact` is set; the message gives the reason.
    """
    result = cached_plan(spec, source, geometry, keep=keep)
    if exact and not result.exact:
        raise NotExact(f"{spec}: {'; '.join(result.notes)}; exact=False waives this")
    return result


def _spec(like: str | Spec) -> Spec:
    return parse(like) if isinstance(like, str) else like.complete()


def _geometry(size: Any, scale: Any, box: Any, reducing_gap: float | None) -> Geometry:
    """Return the geometry, each sequence as a tuple of plain numbers."""

    def whole(n: Any) -> int:
        if isinstance(n, bool) or not isinstance(n, int | np.integer):
            raise TypeError(f"size {size!r}: (height, width) are whole numbers")
        if n < 1:
            raise ValueError(f"size {size!r}: height and width must be > 0")
        return int(n)

    try:
        return Geometry(
            None if size is None else tuple(whole(n) for n in size),
            None if scale is None else tuple(float(v) for v in scale),
            None if box is None else tuple(float(v) for v in box),
            reducing_gap,
        )
    except TypeError as error:
        raise TypeError(f"size, scale and box are sequences of numbers: {error}") from None


def plan(
    like: str | Spec,
    *,
    shape: tuple[int, ...],
    dtype: npt.DTypeLike,
    size: tuple[int, ...] | None = None,
    scale: tuple[float, ...] | None = None,
    box: tuple[float, float, float, float] | None = None,
    reducing_gap: float | None = None,
    layout: str | None = None,
    exact: bool = True,
) -> Plan:
    """Return the plan of a resize without running it.

    Parameters
    ----------
    like : str or Spec
        What to equal, such as ``"pillow:bicubic"`` or ``"opencv@4.13(ipp=off):area"``.
    shape : tuple of int
        Shape of the pictures, (height, width), (height, width, channels), or with a batch in front.
    dtype : dtype-like
        Dtype of the samples; ``"bf16"`` for bfloat16.
    size : tuple of int
        (height, width) of the result.
    scale : tuple of float, optional
        (vertical, horizontal) factors, for originals that take them.
    box : tuple of float, optional
        (left, top, right, bottom) of the part to resize, for Pillow.
    reducing_gap : float, optional
        Pillow's.
    layout : str, optional
        Letters of the axes, such as ``"CHW"``; needed where the shape looks like channels first.
    exact : bool
        Refuse a plan that is not proven equal to the original.

    Returns
    -------
    Plan

    Raises
    ------
    SpecError
        If there is no such original, build, mode or option.
    NotExact
        If the original cannot be equalled in every bit and `exact` is set.
    TypeError, ValueError
        By the rules of the original, for a shape, dtype or size that it does not take.

    Examples
    --------
    >>> plan = resample.plan("pillow:bilinear", shape=(1, 4, 1), dtype="uint8", size=(1, 2))
    >>> plan.run(np.array([[[0], [100], [200], [100]]], np.uint8)).tolist()
    [[[71], [143]]]
    """
    spec = _spec(like)
    name = "bf16" if isinstance(dtype, str) and dtype == "bf16" else kinds.dtype_name(np.dtype(dtype))
    letters = infer(tuple(shape), "array", layout)
    source = _source(spec, tuple(shape), name, letters)
    return exact_plan(spec, source, _geometry(size, scale, box, reducing_gap), exact)


def _source(spec: Spec, shape: tuple[int, ...], dtype: str, letters: str) -> Source:
    """Return the source of one picture out of an array of these axes."""
    own = letters.removeprefix("N")
    return registry.original(spec.original).source(spec, shape[len(letters) - len(own) :], dtype, own)


def resize(
    image: Any,
    size: tuple[int, ...] | None = None,
    *,
    like: str | Spec,
    scale: tuple[float, ...] | None = None,
    box: tuple[float, float, float, float] | None = None,
    reducing_gap: float | None = None,
    layout: str | None = None,
    out: npt.NDArray[Any] | None = None,
    threads: int = 1,
    backend: str | None = None,
    exact: bool = True,
) -> Any:
    """Resize a picture exactly as an original does.

    Parameters
    ----------
    image : ndarray, PIL.Image.Image or torch.Tensor
        An array is (height, width), (height, width, channels) or (batch, height, width, channels), a tensor
        (channels, height, width) or (batch, channels, height, width), unless `layout` says otherwise; any strides.
    size : tuple of int
        (height, width) of the result.
    like : str or Spec
        What to equal, such as ``"pillow:bicubic"``.
    scale : tuple of float, optional
        (vertical, horizontal) factors, for originals that take them.
    box : tuple of float, optional
        (left, top, right, bottom) of the part to resize, for Pillow.
    reducing_gap : float, optional
        Pillow's.
    layout : str, optional
        Letters of the axes, such as ``"CHW"``; needed where the shape looks like channels first.
    out : ndarray, optional
        Takes the result; of its shape and dtype. Untouched by a call that is refused; one that is interrupted may leave
        it half written.
    threads : int
        Threads that share the rows; the bits do not depend on it.
    backend : {"numba", "numpy"}, optional
        Executor; both give the same bits.
    exact : bool
        Refuse a plan that is not proven equal to the original.

    Returns
    -------
    ndarray, PIL.Image.Image or torch.Tensor
        Of the kind and layout that came in; the dtype is the original's result dtype.

    Raises
    ------
    SpecError, NotExact, TypeError, ValueError
        As in `resample.plan`.

    Examples
    --------
    >>> resample.resize(np.array([[0, 100, 200, 100]], np.uint8), (1, 2), like="pillow:bilinear")
    array([[ 71, 143]], dtype=uint8)
    """
    plain = (
        scale is None and box is None and reducing_gap is None and layout is None
        and backend is None and exact is True
    )  # fmt: skip
    alone = out is None and threads is _ONE
    if plain:
        call = _find(image, size, like)
        if call is not None:
            if alone:
                return call.run(image)
            done = call.shared(image, out, threads)
            if done is not None:
                return done
    spec = _spec(like)
    room = registry.original(spec.original)
    geometry = _geometry(size, scale, box, reducing_gap)
    if kinds.is_image(image) and hasattr(room, "resize_image"):
        return room.resize_image(spec, image, geometry, threads=threads, backend=backend)
    picture = kinds.unwrap(image)
    letters = infer(picture.array.shape, picture.kind, layout)
    source = _source(spec, picture.array.shape, picture.dtype, letters)
    flat = letters == "HW" and source.axes.replace("C", "") == "HW"
    if plain and (flat or letters == source.axes) and _CALLS.takes(image, size, like):
        made = exact_plan(spec, source, geometry, keep=not alone)
        shape = tuple(n for n, axis in zip(made.shape, source.axes, strict=True) if axis in letters)
        call = _CALLS.keep(image, size, like, made, shape)
        if call is not None and alone:
            return call.run(image)
    made = exact_plan(spec, source, geometry, exact)
    view = view_as(letters, source)
    target = None if out is None else view.to_source(_out_array(out, made))
    result = made.run(view.to_source(picture.array), out=target, backend=backend, threads=threads)
    return picture.wrap(view.from_source(result)) if out is None else out


def _out_array(out: Any, made: Plan) -> npt.NDArray[Any]:
    """Return the array that takes the result, as the dtype of the plan."""
    if not isinstance(out, np.ndarray):
        raise TypeError(f"out is an ndarray, not {type(out).__name__}")
    if kinds.storage(kinds.dtype_name(out.dtype)) != kinds.storage(made.dtype):
        raise TypeError(f"out of dtype {out.dtype} for a result of {made.dtype}")
    return kinds.unwrap(out).array
