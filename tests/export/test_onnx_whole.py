"""ONNX models of samples that no float32 holds, in onnxruntime, against the real originals; none is refused."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import resample
from resample import registry
from resample.errors import NotExact
from resample.export import to_onnx
from resample.opencv.errors import error
from resample.plan.plan import Plan
from resample.plan.words import (
    FLOATS,
    Add,
    Cast,
    Clip,
    DivBy,
    DivCount,
    Forward,
    Gather,
    Groups4,
    Map,
    MulBy,
    Part,
    PointOp,
    Round,
    Span,
    Split,
    Sum,
    Taps,
)
from resample.run import reference
from tests.export.cells import SMALL, Cell, Size, same
from tests.export.runtimes import onnx_session
from tests.originals.replays import present
from tests.originals.torch_worker import torchvision
from tests.require import require
from tests.words.making import plan_of, same_bits
from tests.words.plans import picture

onnx = require("onnx", "1.23")
require("onnxruntime", "1.31")

PROFILES = ("portable", "ort")
DTYPES = ("uint8", "int8", "uint16", "int16", "uint32", "int32", "int64", "float16", "bf16", "float32", "float64")
#: Down, up and down, from and to one pixel.
PAIRS: tuple[tuple[Size, Size], ...] = (((13, 17), (5, 7)), ((31, 19), (23, 30)), ((1, 1), (4, 6)), ((9, 200), (9, 3)))


def exact_plans(room: str) -> Iterator[Plan]:
    """Yield the plans of every spec and dtype of a room on each pair of sizes."""
    axes, channels = ("CHW", (3,)) if room.startswith("torch") else ("HWC", (1, 2, 4))
    for spec in registry.original(room).specs():
        for dtype in DTYPES:
            for c in channels:
                for before, after in PAIRS:
                    shape = (c, *before) if axes == "CHW" else (*before, c)
                    try:
                        plan = resample.plan(str(spec), shape=shape, dtype=dtype, size=after, layout=axes)
                    except (TypeError, ValueError, RuntimeError, error):  # The original refuses such pictures.
                        continue
                    yield plan


def of_whole_numbers(plan: Plan) -> bool:
    """Return whether a plan does nothing but copy, or computes with integers alone."""
    dtypes = {state.dtype for state in plan.states}
    taps = [step for step in plan.steps if isinstance(step, Taps)]
    taps += [part.taps for step in plan.steps if isinstance(step, Split) for part in step.parts]
    copies = all(isinstance(step, Gather) for step in plan.steps)
    return copies or not (dtypes | {step.sum.acc for step in taps}) & set(FLOATS)


@pytest.mark.parametrize("room", sorted(registry.ORIGINALS))
def test_no_plan_of_whole_numbers_is_refused(room: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onnx.checker, "check_model", lambda *_, **__: None)
    found = [plan for plan in {plan.digest: plan for plan in exact_plans(room)}.values() if of_whole_numbers(plan)]
    for number, plan in enumerate(found):
        models = [to_onnx(plan, profile=profile) for profile in PROFILES]
        image = picture(plan, number)
        result = onnx_session(models[number % 2])(image)
        assert same_bits(result, reference.run(plan, image), plan.dtype), plan.label
    assert len(found) >= 20


def extremes(cell: Cell) -> Iterator[npt.NDArray[Any]]:
    """Yield pictures over the whole range of an integer dtype: noise, a slope, the two ends, the ends and near them."""
    rng, ends = np.random.default_rng([*cell.before, *cell.after]), np.iinfo(cell.dtype)
    yield rng.integers(ends.min, ends.max, cell.shape, cell.dtype, endpoint=True)
    slope = np.linspace(0, 1, prod(cell.shape)).reshape(cell.shape)
    yield (ends.min + np.floor(slope * (float(ends.max) - ends.min))).clip(ends.min, ends.max - 2**7).astype(cell.dtype)
    either = np.where(rng.random(cell.shape) < 0.5, ends.min, ends.max)
    yield either.astype(cell.dtype)
    yield (either + rng.integers(-2, 3, cell.shape)).clip(ends.min, ends.max).astype(cell.dtype)


#: Whole numbers of up to 96 bits between samples of 16 and 32, which come in, and go out, in digits.
WIDE = [
    Cell("opencv:linear_exact", dtype, 1 + 2 * (n % 2), *pair)
    for n, pair in enumerate(SMALL[:-1])
    for dtype in ("uint16", "int16", "int32")
]


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("cell", WIDE, ids=str)
def test_wide_samples_equal_the_originals_over_their_whole_range(cell: Cell, profile: str) -> None:
    model = onnx_session(to_onnx(cell.plan(), profile=profile))
    for image in extremes(cell):
        assert same(model(image), cell.original(image))


#: Spec, dtype and channels of pictures whose samples are only copied: noise in all their bits.
COPIED = [
    *(("opencv:nearest", dtype, 3) for dtype in ("int8", "uint16", "int16", "uint32", "int32", "float32", "float64")),
    *(("pillow:nearest", dtype, 1) for dtype in ("uint16", "int32", "uint32", "float32")),
    *((f"torch:{mode}", dtype, 3) for mode in ("nearest", "nearest-exact") for dtype in ("float16", "bf16", "float64")),
]


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("pair", [((13, 17), (5, 31)), ((9, 7), (9, 7))], ids=str)
@pytest.mark.parametrize("copied", COPIED, ids=str)
def test_nearest_keeps_every_bit_of_every_dtype(copied: tuple[str, str, int], pair: Any, profile: str) -> None:
    """Among the floats are NaNs with payloads, infinities and subnormals."""
    cell = Cell(*copied, *pair)
    stored = np.dtype("uint16" if cell.dtype == "bf16" else cell.dtype)
    noise = np.random.default_rng(5).integers(0, 256, (*cell.shape, stored.itemsize), np.uint8)
    image = noise.view(stored)[..., 0]
    result = onnx_session(to_onnx(cell.plan(), profile=profile))(image)
    if cell.room != "torch":
        assert same(result, cell.original(image))
        return
    torch = require("torch", "2.13")
    samples = torch.from_numpy(image).view(torch.bfloat16) if cell.dtype == "bf16" else torch.from_numpy(image)
    mode = cell.spec.partition(":")[2]
    wanted = torch.nn.functional.interpolate(samples[None], size=cell.after, mode=mode)[0]
    assert result.tobytes() == wanted.view(torch.uint8).numpy().tobytes()


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("dtype", ["int16", "int32"])
def test_integers_that_pass_through_float32_are_rounded_like_the_original(dtype: str, profile: str) -> None:
    """torchvision takes them to float32 and back, which loses the low bits of large ones."""
    present("torchvision", "0.29.2")
    torch, transforms = require("torch", "2.13"), torchvision().transforms
    ends = np.iinfo(dtype)
    image = np.random.default_rng(6).integers(ends.min, ends.max, (3, 13, 17), dtype, endpoint=True)
    plan = resample.plan("torchvision:nearest", shape=image.shape, dtype=dtype, size=(7, 30), layout="CHW")
    nearest = transforms.InterpolationMode.NEAREST
    wanted = transforms.functional.resize(torch.from_numpy(image), [7, 30], nearest).numpy()
    assert same(onnx_session(to_onnx(plan, profile=profile))(image), wanted)


def test_whole_numbers_wrap_as_the_plan_says() -> None:
    taps = Taps((0,), (np.zeros(1),), (np.array([2]),), None, Sum("i32", wraps=True), (MulBy(2**24), Add(7)))
    plan, image = plan_of((2,), "u8", taps), np.array([200, 119], np.uint8)
    for profile in PROFILES:
        assert onnx_session(to_onnx(plan, profile=profile))(image).tolist() == [2**24 * (319 - 256) + 7]


def test_parts_that_are_no_grid_are_laid_over_each_other() -> None:
    def taps(weight: int) -> Taps:
        count = np.full(3, 2)
        return Taps((0,), (np.arange(3),), (count,), (np.full((3, 2), weight),), Sum("i32"))

    # The first five of 2 x 4 columns and channels, counted as one, and the rest.
    parts = Part((Span((1, 2), 0, 5),), taps(1)), Part((Span((1, 2), 5, 8),), taps(-1000))
    plan = plan_of((4, 2, 4), "u16", Split(parts))
    image = picture(plan, 1)
    for profile in PROFILES:
        assert same(onnx_session(to_onnx(plan, profile=profile))(image), reference.run(plan, image))


@pytest.mark.parametrize("divisor", [3.0, 7.0, 12.0, 49.0, 255.0, 1000.0])
def test_a_portable_quotient_of_whole_numbers_is_rounded_once(divisor: float) -> None:
    plan = plan_of((2**16,), "u16", Map((Cast("f32"), DivBy(divisor))))
    image = np.arange(2**16).astype(np.uint16)
    model = to_onnx(plan)
    assert same(onnx_session(model)(image), image.astype(np.float32) / np.float32(divisor))
    assert "Div" not in {node.op_type for node in model.graph.node}


def test_groups_that_wrap_are_refused() -> None:
    taps = Taps((0,), (np.zeros(1),), (np.array([4]),), None, Sum("i64", Groups4("i32"), wraps=True))
    with pytest.raises(NotExact, match="in their own dtype"):
        to_onnx(plan_of((4,), "u32", taps))


@pytest.mark.parametrize(
    "ops",
    [
        *(
            (Cast("f32"), MulBy(-0.25), last)
            for last in (Round("trunc"), Round("away"), Clip(-2.0, 0.0), Clip(-0.0, 0.5))
        ),
        (Cast("i16"), MulBy(-3), Cast("f32")),
    ],
    ids=str,
)
def test_a_zero_has_a_sign_where_it_is_a_float(ops: tuple[PointOp, ...]) -> None:
    plan = plan_of((4,), "u8", Map(ops))
    image = np.array([0, 1, 4, 9], np.uint8)
    for profile in PROFILES:
        assert same(onnx_session(to_onnx(plan, profile=profile))(image), reference.run(plan, image))


def test_a_portable_quotient_by_counts_that_differ() -> None:
    taps = Taps(
        (0,),
        (np.array([0, 0, 2]),),
        (np.array([1, 3, 7]),),
        None,
        Sum("f32", Forward()),
        (DivCount((0,)), Round("rne")),
    )
    plan = plan_of((9, 40), "i16", taps, Map((Cast("i16", "sat"),)))
    for seed in range(3):
        image = picture(plan, seed)
        assert same(onnx_session(to_onnx(plan))(image), reference.run(plan, image))
