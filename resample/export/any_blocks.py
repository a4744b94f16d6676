"""The roads of means over blocks and over windows: what shrinks by whole factors, and adaptive pooling."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from resample.errors import NotExact
from resample.export.any_four import joints
from resample.export.any_joint import Joint, SizedJoint
from resample.export.any_names import rounded_to
from resample.export.any_road import Picture, Road
from resample.export.c_ops import Expressions
from resample.export.c_text import indented
from resample.plan.plan import Plan
from resample.plan.words import Add, AnyOrder, Cascade, Cast, Groups4, Pairs, Shr, Sum
from resample.rules.blocks import BLOCK_SUMS

__all__ = ["HALF", "half", "whole_factors", "windows"]

#: C condition of results of exactly half the size.
HALF = "h == 2 * oh && w == 2 * ow"
_HALF = ("const size_t n0 = 2, f0 = 2 * i0;", "const size_t n1 = 2, f1 = 2 * i1;")
_WHOLE = (
    "const size_t n0 = height / to_height, f0 = i0 * n0;",
    "const size_t n1 = width / to_width, f1 = i1 * n1;",
)
# All samples lie one behind the other.
_ALL = ("const size_t n0 = 1, f0 = i0;", "const size_t n1 = height * width, f1 = i1;")
#: Samples of a probe that fill no vector.
_FEW = 4
# From i * n / m rounded down to (i + 1) * n / m rounded up.
_OUTWARD = tuple(
    f"const size_t f{a} = (size_t)((uint64_t)i{a} * {n} / to_{n}), "
    f"n{a} = (size_t)(1 + ((uint64_t)(i{a} + 1) * {n} - 1) / to_{n}) - f{a};"
    for a, n in enumerate(("height", "width"))
)
#: Whether a number of samples is a whole multiple of another, by the scale that is computed of them.
_MULTIPLE = """\
static inline int @_multiple(int64_t n, int64_t m)
{
    @_NO_CONTRACTION
    const double scale = 1.0 / ((double)m / (double)n);
    return scale >= 1.0 && fabs(scale - rint(scale)) < 2.220446049250313e-16; /* 2**-52 */
}
"""
_WRAPPING = Sum("i32", AnyOrder(), wraps=True)


def _mean(dtype: str, channels: int) -> Joint:
    """Return the mean of a block, of any size."""
    if dtype not in BLOCK_SUMS:
        raise NotExact(f"means of blocks of {dtype} have no lowering to C of any size")
    if dtype == "u8":
        return Joint(_WRAPPING, rounded_to(dtype), (Cast("f32"),), stop=channels)
    acc, inner = BLOCK_SUMS[dtype]
    return Joint(Sum(acc, Groups4(inner)), rounded_to(dtype), (), stop=channels)


def half(e: Expressions, picture: Picture) -> Road:
    """Return the road to results of exactly half the size: the mean of 2x2 samples.

    Integers of one, three and four channels are rounded half up; of single precision, pairs are added in vectors of
    four samples.

    Raises
    ------
    NotExact
        For samples that have no means.
    """
    dtype, channels = picture.dtype, picture.channels
    mean = _mean(dtype, channels)
    parts: list[tuple[Joint, str, str]] = []
    if BLOCK_SUMS[dtype][1] == "i32" and channels in (1, 3, 4):
        parts.append((Joint(_WRAPPING, (Add(2), Shr(2), Cast(dtype, "wrap")), stop=channels), "0", "to_width"))
    elif dtype == "f32" and channels in (1, 4):
        cut = "to_width" if channels == 4 else "to_width / 4 * 4"
        parts.append((Joint(Sum("f32", Pairs(), "first"), (), (), stop=channels), "0", cut))
        parts += [(mean, cut, "to_width")] if channels == 1 else []
    else:
        parts.append((mean, "0", "to_width"))
    return _road(e, picture, "half", parts, _HALF, HALF)


def whole_factors(e: Expressions, picture: Picture) -> Road:
    """Return the road to results that are smaller by whole factors: the mean of a block."""
    parts = [(_mean(picture.dtype, picture.channels), "0", "to_width")]
    road = _road(e, picture, "blocks", parts, _WHOLE, "@_multiple(h, oh) && @_multiple(w, ow)")
    return replace(road, code=f"{_MULTIPLE}\n{road.code}")


def windows(e: Expressions, picture: Picture, plans: Sequence[Plan]) -> list[Road]:
    """Return the roads of means over windows that overlap, whose words are those of the plans.

    A result of one pixel is the sum of all samples, in an order of its own, and one that is too small for its vectors
    in another.

    Raises
    ------
    NotExact
        If the plans do not say it alike.
    """
    rows, columns = (plans[0].source.axis(letter) for letter in "HW")
    said: dict[tuple[bool, bool], set[tuple[Joint, ...]]] = {}
    for plan in plans:
        one = plan.shape[rows] == plan.shape[columns] == 1
        few = one and plan.source.shape[rows] * plan.source.shape[columns] < _FEW
        said.setdefault((one, few), set()).add(joints(plan))
    if len(said) != 3 or any(len(words) > 1 or () in words for words in said.values()):
        raise NotExact("windows that plans sum in several ways have no lowering to C of any size")
    (few_words,), (one_words,), (words,) = (said[key] for key in ((True, True), (True, False), (False, False)))
    lanes = max(w.sum.order.lanes if isinstance(w.sum.order, Cascade) else 1 for w in one_words)
    pixel = "to_height == 1 && to_width == 1"
    found = [_road(e, picture, "windows", [(w, "0", "to_width") for w in words], _OUTWARD, "")]
    found.insert(0, _road(e, picture, "pixel", [(w, "0", "1") for w in one_words], _ALL, pixel))
    if few_words != one_words:
        condition = f"{pixel} && height * width < {lanes}"
        found.insert(0, _road(e, picture, "few", [(w, "0", "1") for w in few_words], _ALL, condition))
    return found


def _road(
    e: Expressions,
    picture: Picture,
    name: str,
    parts: list[tuple[Joint, str, str]],
    places: tuple[str, ...],
    when: str,
) -> Road:
    """Return a road of sums, each for the outputs of a row from one to another."""
    code, run = [], []
    for n, (words, start, stop) in enumerate(parts):
        made = SizedJoint(e, name + ("_rest" if n else ""), words, picture, places)
        code.append(indented(made.code()))
        sizes = f"{picture.planes}, height, width, to_height, to_width, {start}, {stop}"
        run.append(f"{made.name}(source, result, {sizes});")
    return Road("\n".join(code), (), tuple(run), when)
