"""What a plan may be run on: dtypes, byte orders, strides, batches, `out`, backends; nothing is written on failure."""

from __future__ import annotations

import os
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import resample
from resample.plan.plan import Plan
from resample.plan.words import Add, AnyOrder, Cast, Clip, Gather, Groups4, Map, Pairs, Reverse, Shr, Sum, Taps
from resample.run import execute, reference
from tests.words.making import Array, plan_of

ROOT = Path(__file__).parents[2]
BACKENDS = pytest.mark.parametrize("backend", ["numpy", "numba"])
FINISH = (Add(2), Shr(2), Clip(0, 255), Cast("u8"))


def halving(shape: tuple[int, ...], dtype: str = "u8") -> Plan:
    """Return a plan that halves the first two axes with weights 1, 2, 1."""
    steps = []
    for axis in (0, 1):
        outputs = shape[axis] // 2
        index = np.minimum(2 * np.arange(outputs), shape[axis] - 3)
        weight = np.tile([1, 2, 1], (outputs, 1))
        finish = (*FINISH[:3], Cast(dtype))
        steps.append(Taps((axis,), (index,), (np.full(outputs, 3),), (weight,), Sum("i32"), finish))
    return plan_of(shape, dtype, *steps)


PLAN = halving((8, 10, 3))
IMAGE = np.random.default_rng(1).integers(0, 256, (8, 10, 3)).astype(np.uint8)
WANTED = reference.run(PLAN, IMAGE)


def unaligned(image: Array) -> Array:
    raw = np.zeros(image.nbytes + 1, np.uint8)[1:].view(image.dtype).reshape(image.shape)
    raw[...] = image
    return raw


def read_only(image: Array) -> Array:
    copy = image.copy()
    copy.flags.writeable = False
    return copy


LAYOUTS: dict[str, Callable[[Array], Array]] = {
    "contiguous": lambda x: x,
    "fortran": np.asfortranarray,
    "reversed": lambda x: x[::-1, ::-1].copy()[::-1, ::-1],
    "strided": lambda x: np.repeat(np.repeat(x, 2, 0), 3, 1)[::2, ::3],
    "read-only": read_only,
    "broadcast": lambda x: np.broadcast_to(x[:, :, :1], x.shape),
    "unaligned": unaligned,
}


@BACKENDS
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("dtype", ["u8", "i32"])
def test_any_strides(backend: str, layout: str, dtype: str) -> None:
    plan = halving((8, 10, 3), dtype) if dtype == "u8" else plan_of((8, 10, 3), dtype, Gather(1, np.arange(9, -1, -1)))
    image = LAYOUTS[layout](IMAGE.astype(plan.source.storage))
    before = image.copy()
    assert (plan.run(image, backend=backend) == reference.run(plan, np.ascontiguousarray(image))).all()
    assert (image == before).all()


@BACKENDS
def test_other_byte_orders_are_converted(backend: str) -> None:
    plan = plan_of((4,), "u16", Map((Clip(0, 1000), Add(1))))
    image = np.array([0, 1, 256, 999], ">u2")
    result = plan.run(image, backend=backend)
    assert result.tolist() == [1, 2, 257, 1000]
    assert result.dtype.isnative
    assert plan.run(image, backend=backend, trace=True)[0].dtype.isnative


@BACKENDS
@pytest.mark.parametrize("batch", [(1,), (3,), (2, 3), (0,), (2, 0)])
def test_batches(backend: str, batch: tuple[int, ...]) -> None:
    images = np.random.default_rng(2).integers(0, 256, (*batch, 8, 10, 3)).astype(np.uint8)
    result = PLAN.run(images, backend=backend)
    assert result.shape == (*batch, 4, 5, 3)
    for at in np.ndindex(*batch):
        assert (result[at] == reference.run(PLAN, images[at])).all()


@BACKENDS
@pytest.mark.parametrize("batch", [(), (2,), (0,)])
def test_traces(backend: str, batch: tuple[int, ...]) -> None:
    images = np.broadcast_to(IMAGE, (*batch, 8, 10, 3))
    traced = PLAN.run(images, backend=backend, trace=True)
    assert [t.shape for t in traced] == [(*batch, 8, 10, 3), (*batch, 4, 10, 3), (*batch, 4, 5, 3)]
    for one, wanted in zip(traced, reference.run(PLAN, IMAGE, trace=True), strict=True):
        assert (one == wanted).all()


@BACKENDS
@pytest.mark.parametrize("trace", [False, True])
def test_out_takes_the_result(backend: str, trace: bool) -> None:
    for out in (np.empty((4, 5, 3), np.uint8), np.empty((8, 5, 6), np.uint8)[::2, :, ::-2]):
        result = PLAN.run(IMAGE, out=out, backend=backend, trace=trace)
        assert (out == WANTED).all()
        assert trace or result is out


@BACKENDS
def test_out_may_be_a_part_of_the_image(backend: str) -> None:
    image = IMAGE.copy()
    assert (PLAN.run(image, out=image[1:5, 2:7], backend=backend) == WANTED).all()
    # One that could be written directly, if its first samples were not the last that are read.
    tall = np.random.default_rng(3).integers(0, 256, (40, 30, 3), np.uint8)
    plan = resample.plan("pillow:bilinear", shape=tall.shape, dtype="uint8", size=(20, 24))
    wanted = plan.run(tall, backend=backend)
    for start in (-wanted.size, 0, 100):
        image = tall.copy()
        out = image.reshape(-1)[start:][: wanted.size].reshape(wanted.shape)
        assert (plan.run(image, out=out, backend=backend) == wanted).all()


@BACKENDS
@pytest.mark.parametrize(
    ("out", "error", "rule"),
    [
        (np.zeros((4, 5, 3), np.int8), TypeError, "the result is uint8, out is int8"),
        (np.zeros((5, 4, 3), np.uint8), ValueError, "the result has shape (4, 5, 3), out has (5, 4, 3)"),
        (np.zeros((1, 4, 5, 3), np.uint8), ValueError, "out has (1, 4, 5, 3)"),
        (read_only(np.zeros((4, 5, 3), np.uint8)), ValueError, "read-only"),
        ([0], TypeError, "out must be a numpy.ndarray, not list"),
    ],
)
def test_a_wrong_out_is_refused_before_anything_runs(
    backend: str, out: Any, error: type[Exception], rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(execute, "EXECUTORS", {})
    with pytest.raises(error) as refused:
        PLAN.run(IMAGE, out=out, backend=backend)
    assert rule in str(refused.value)
    assert not np.any(out)


@BACKENDS
def test_out_stays_as_it_is_when_a_run_fails(backend: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pictures: list[Array] = []

    def failing(plan: Plan, picture: Array, target: Array, threads: int) -> None:
        target[...] = 77
        pictures.append(picture)
        if len(pictures) == 2:
            raise MemoryError

    monkeypatch.setitem(execute.EXECUTORS, backend, failing)
    out = np.zeros((2, 4, 5, 3), np.uint8)
    with pytest.raises(MemoryError):
        PLAN.run(np.stack([IMAGE, IMAGE]), out=out, backend=backend)
    assert not out.any()


@pytest.mark.parametrize(
    ("image", "error", "rule"),
    [
        (IMAGE.astype(np.int8), TypeError, "the plan takes uint8 (u8), the image is int8"),
        (IMAGE.astype(float), TypeError, "the image is float64"),
        (IMAGE.tolist(), TypeError, "an image must be a numpy.ndarray, not list"),
        (IMAGE[:, :9], ValueError, "pictures of shape (8, 10, 3), batch axes in front; the image has (8, 9, 3)"),
        (IMAGE[0], ValueError, "the image has (10, 3)"),
        (np.moveaxis(np.stack([IMAGE] * 2), 0, -1), ValueError, "the image has (8, 10, 3, 2)"),
    ],
)
def test_a_wrong_image_is_refused(image: Any, error: type[Exception], rule: str) -> None:
    with pytest.raises(error) as refused:
        PLAN.run(image)
    assert rule in str(refused.value)


@pytest.mark.parametrize(("threads", "error"), [(0, ValueError), (-1, ValueError), (1.5, TypeError), ("2", TypeError)])
def test_threads_are_a_number_from_one_on(threads: Any, error: type[Exception]) -> None:
    with pytest.raises(error, match="threads must be"):
        PLAN.run(IMAGE, threads=threads)


def test_backends_by_name_and_by_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    for name in execute.BACKENDS:
        monkeypatch.setitem(execute.EXECUTORS, name, lambda *_, name=name: asked.append(name))
    PLAN.run(IMAGE)
    monkeypatch.setenv("RESAMPLE_BACKEND", "numpy")
    PLAN.run(IMAGE)
    PLAN.run(IMAGE, backend="numba")
    assert asked == ["numba", "numpy", "numba"]
    monkeypatch.setenv("RESAMPLE_BACKEND", "cuda")
    with pytest.raises(ValueError, match="RESAMPLE_BACKEND 'cuda' is not one of numba, numpy"):
        PLAN.run(IMAGE)
    with pytest.raises(ValueError, match="backend '' is not one of"):
        PLAN.run(IMAGE, backend="")


def test_numba_is_imported_when_a_kernel_is_wanted() -> None:
    code = (
        "import sys, numpy as np; from resample.plan.words import Map; from tests.words.making import plan_of\n"
        "plan = plan_of((1,), 'u8', Map(())); image = np.zeros(1, np.uint8)\n"
        "plan.run(image, backend='numpy'); assert 'numba' not in sys.modules\n"
        "plan.run(image); assert 'numba' in sys.modules"
    )
    environment = {k: v for k, v in os.environ.items() if k != "RESAMPLE_BACKEND"}
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120, env=environment, cwd=ROOT)


def test_the_result_of_no_steps_is_a_copy() -> None:
    image = np.arange(3, dtype=np.uint8)
    for backend in execute.BACKENDS:
        result = plan_of((3,), "u8").run(image, backend=backend)
        assert (result == image).all()
        assert not np.shares_memory(result, image)


@pytest.mark.parametrize("order", [AnyOrder(), Pairs(), Groups4("i32"), Reverse()])
@pytest.mark.parametrize(("axes", "threads"), [((0,), 1), ((1,), 1), ((0, 1), 1), ((0, 1), 3)])
def test_memory_is_bounded(order: Any, axes: tuple[int, ...], threads: int) -> None:
    # 12 MB of samples, of which a hundredth is left; a block has 1 MB for each dtype that it goes through.
    image = np.zeros((4000, 3000), np.uint8)
    how = Sum("i32" if isinstance(order, AnyOrder) else "f32", order, "zero")
    windows = {0: np.arange(0, 4000, 100), 1: np.arange(0, 3000, 100)}
    index = tuple(windows[a] for a in axes)
    count = tuple(np.full(i.size, 10 if len(axes) == 2 else 100) for i in index)
    plan = plan_of(image.shape, "u8", Taps(axes, index, count, None, how, (Cast("u8", "sat"),)))
    out = np.empty(plan.shape, np.uint8)
    plan.run(image, out=out, threads=threads)
    tracemalloc.start()
    plan.run(image, out=out, threads=threads)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 * 2**20 + out.nbytes
