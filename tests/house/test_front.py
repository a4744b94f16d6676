"""The front door: layouts, kinds of pictures, `out`, backends, and what is refused."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

import resample
from resample.errors import NotExact, SpecError
from resample.front.layout import infer
from tests.require import require

LIKE = "pillow:bicubic"


def picture(*shape: int) -> np.ndarray:
    return np.random.default_rng(len(shape)).integers(0, 256, shape, np.uint8)


BASE = picture(12, 10, 3)
LAYOUTS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "contiguous": lambda a: a,
    "fortran": np.asfortranarray,
    "reversed": lambda a: np.ascontiguousarray(a[::-1, ::-1])[::-1, ::-1],
    "strided": lambda a: np.repeat(np.repeat(a, 2, 0), 3, 1)[::2, ::3],
    "channels reversed": lambda a: np.ascontiguousarray(a[..., ::-1])[..., ::-1],
    "transposed": lambda a: np.ascontiguousarray(a.transpose(1, 0, 2)).transpose(1, 0, 2),
}


@pytest.mark.parametrize("backend", ["numpy", "numba"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_memory_layout_does_not_matter(layout: str, backend: str) -> None:
    image = LAYOUTS[layout](BASE)
    image.setflags(write=False)
    assert np.array_equal(image, BASE)
    got = resample.resize(image, (5, 7), like=LIKE, backend=backend)
    assert np.array_equal(got, resample.resize(BASE.copy(), (5, 7), like=LIKE, backend="numpy"))
    assert got.shape == (5, 7, 3)


def test_kinds_of_shapes() -> None:
    single = resample.resize(BASE[..., 0], (5, 7), like=LIKE)
    assert single.shape == (5, 7)
    whole = resample.resize(BASE, (5, 7), like=LIKE)
    assert np.array_equal(whole[..., 0], single)
    batch = resample.resize(np.stack([BASE, BASE[::-1]]), (5, 7), like=LIKE)
    assert batch.shape == (2, 5, 7, 3)
    assert np.array_equal(batch[0], whole)
    chw = resample.resize(BASE.transpose(2, 0, 1), (5, 7), like=LIKE, layout="CHW")
    assert np.array_equal(chw.transpose(1, 2, 0), whole)
    nchw = resample.resize(BASE.transpose(2, 0, 1)[None], (5, 7), like=LIKE, layout="nchw")
    assert np.array_equal(nchw[0].transpose(1, 2, 0), whole)
    assert resample.resize(np.zeros((0, 8, 8, 3), np.uint8), (4, 4), like=LIKE, layout="NHWC").shape == (0, 4, 4, 3)


@pytest.mark.parametrize(
    ("shape", "layout", "says"),
    [
        ((3, 20, 20), None, "looks like channels first"),
        ((2, 3, 20, 20), None, "looks like channels first"),
        ((5,), None, "needs layout="),
        ((1, 2, 3, 4, 5), None, "needs layout="),
        ((4, 0, 3), None, "is empty"),
        ((4, 5, 3), "HW", "does not name the 3 axes"),
        ((4, 5, 3), "HHC", "does not name the 3 axes"),
        ((4, 5, 3), "HNC", "N comes first"),
    ],
)
def test_layouts_that_are_refused(shape: tuple[int, ...], layout: str | None, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        infer(shape, "array", layout)


@pytest.mark.parametrize("backend", ["numpy", "numba"])
def test_out_takes_the_result(backend: str) -> None:
    want = resample.resize(BASE, (5, 7), like=LIKE)
    out = np.zeros((5, 7, 3), np.uint8)
    assert resample.resize(BASE, (5, 7), like=LIKE, out=out, backend=backend) is out
    assert np.array_equal(out, want)
    strided = np.zeros((5, 14, 3), np.uint8)[:, ::2]
    resample.resize(BASE, (5, 7), like=LIKE, out=strided, backend=backend)
    assert np.array_equal(strided, want)
    chw = np.zeros((3, 5, 7), np.uint8)
    resample.resize(BASE.transpose(2, 0, 1), (5, 7), like=LIKE, out=chw, layout="CHW", backend=backend)
    assert np.array_equal(chw.transpose(1, 2, 0), want)


@pytest.mark.parametrize(
    ("out", "error"),
    [
        (np.full((5, 6, 3), 9, np.uint8), ValueError),
        (np.full((5, 7, 3), 9, np.int16), TypeError),
        ([[1]], TypeError),
    ],
)
def test_out_is_untouched_when_the_call_fails(out: object, error: type[Exception]) -> None:
    with pytest.raises(error):
        resample.resize(BASE, (5, 7), like=LIKE, out=out)  # type: ignore[arg-type]  # the error is what is tested
    if isinstance(out, np.ndarray):
        assert (out == 9).all()


def test_out_that_is_read_only() -> None:
    out = np.full((5, 7, 3), 9, np.uint8)
    out.setflags(write=False)
    with pytest.raises(ValueError, match="read-only"):
        resample.resize(BASE, (5, 7), like=LIKE, out=out)


@pytest.mark.parametrize(
    ("size", "error"),
    [
        ((0, 5), ValueError),
        ((5, -1), ValueError),
        ((5.0, 5), TypeError),
        ((True, 5), TypeError),
        (5, TypeError),
        ("ab", TypeError),
    ],
)
def test_sizes_that_are_refused(size: object, error: type[Exception]) -> None:
    with pytest.raises(error):
        resample.resize(BASE, size, like=LIKE)  # type: ignore[arg-type]  # the error is what is tested


def test_what_is_no_picture() -> None:
    for value in ([[1, 2]], None, "x", 3):
        with pytest.raises(TypeError, match="a picture is an ndarray"):
            resample.resize(value, (2, 2), like=LIKE)
    with pytest.raises(TypeError, match="complex128"):
        resample.resize(np.zeros((4, 4), complex), (2, 2), like=LIKE)
    with pytest.raises(SpecError):
        resample.resize(BASE, (2, 2), like="pillow:cubic")
    with pytest.raises(ValueError, match="backend"):
        resample.resize(BASE, (2, 2), like=LIKE, backend="cuda")
    with pytest.raises(ValueError, match="threads"):
        resample.resize(BASE, (2, 2), like=LIKE, threads=0)


def test_big_endian_values_are_kept() -> None:
    native = np.random.default_rng(0).normal(size=(9, 8)).astype(np.float32)
    want = resample.resize(native, (4, 5), like="pillow:lanczos")
    assert np.array_equal(resample.resize(native.astype(">f4"), (4, 5), like="pillow:lanczos"), want)


def test_bool_is_not_a_byte() -> None:
    bits = BASE[..., 0] > 99
    got = resample.resize(bits, (5, 7), like="pillow:bilinear")
    assert got.dtype == np.bool_
    assert np.array_equal(got, resample.resize(bits, (5, 7), like="pillow:nearest")), "mode 1 knows no other filter"
    with pytest.raises((TypeError, NotImplementedError), match=r"[Bb]ool"):
        resample.resize(bits, (5, 7), like="torch:bilinear")


def test_a_plan_can_be_made_traced_and_read_back() -> None:
    plan = resample.plan(LIKE, shape=(12, 10, 3), dtype="uint8", size=(5, 7))
    steps = plan.run(BASE, trace=True)
    assert len(steps) == len(plan.steps) + 1
    assert np.array_equal(steps[0], BASE)
    assert np.array_equal(steps[-1], plan.run(BASE))
    for state, step in zip(plan.states, steps, strict=True):
        assert step.shape == state.shape
    again = resample.Plan.from_json(plan.to_json())
    assert again == plan
    assert hash(again) == hash(plan)
    assert again.digest == plan.digest
    assert np.array_equal(again.run(BASE), steps[-1])
    assert "pillow@13.0:bicubic" in str(plan)
    assert plan != resample.plan(LIKE, shape=(12, 10, 3), dtype="uint8", size=(5, 6))


def test_plans_are_immutable() -> None:
    plan = resample.plan(LIKE, shape=(12, 10, 3), dtype="uint8", size=(5, 7))
    with pytest.raises(AttributeError):
        plan.label = "x"  # type: ignore[misc]  # that it cannot be assigned is what is tested
    with pytest.raises(ValueError, match="read-only"):
        plan.steps[0].index[0][0] = 1  # type: ignore[union-attr,index]  # likewise


def test_the_environment_chooses_the_backend(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RESAMPLE_BACKEND", "numpy")
    got = resample.resize(BASE, (5, 7), like=LIKE)
    monkeypatch.setenv("RESAMPLE_BACKEND", "fortran")
    with pytest.raises(ValueError, match="fortran"):
        resample.resize(BASE, (5, 7), like=LIKE)
    monkeypatch.delenv("RESAMPLE_BACKEND")
    assert np.array_equal(got, resample.resize(BASE, (5, 7), like=LIKE))


def test_images_come_back_as_images() -> None:
    image_module = require("PIL.Image", "13.0.0")
    image = image_module.fromarray(BASE)
    got = resample.resize(image, (5, 7), like=LIKE)
    assert isinstance(got, image_module.Image)
    assert got.tobytes() == image.resize((7, 5), image_module.Resampling.BICUBIC).tobytes()


def test_tensors_come_back_as_tensors() -> None:
    torch = require("torch", "2.13.0")
    tensor = torch.from_numpy(BASE.transpose(2, 0, 1).copy())
    got = resample.resize(tensor, (5, 7), like=LIKE)
    assert isinstance(got, torch.Tensor)
    assert np.array_equal(got.numpy().transpose(1, 2, 0), resample.resize(BASE, (5, 7), like=LIKE))
    with pytest.raises(TypeError, match="detach"):
        resample.resize(torch.zeros(3, 8, 8, requires_grad=True), (4, 4), like=LIKE)


def test_what_is_not_exact_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from resample.front import call

    plan = resample.plan(LIKE, shape=(4, 4), dtype="uint8", size=(2, 2))
    loose = resample.Plan(plan.source, plan.steps, bound=0.5, notes=("said for the test",))
    monkeypatch.setattr(call, "cached_plan", lambda *_, **__: loose)
    with pytest.raises(NotExact, match="said for the test"):
        resample.resize(BASE[:4, :4, 0], (2, 2), like=LIKE)
    assert resample.resize(BASE[:4, :4, 0], (2, 2), like=LIKE, exact=False).shape == (2, 2)


@pytest.mark.parametrize("shape", [(1, 1), (20000, 3), (3, 20000)])
def test_extreme_shapes(shape: tuple[int, int]) -> None:
    image_module = require("PIL.Image", "13.0.0")
    thin = picture(*shape)
    for size in ((1, 1), (7, 2), (2, 300)):
        want = image_module.fromarray(thin).resize(size[::-1], image_module.Resampling.BICUBIC)
        assert resample.resize(thin, size, like=LIKE).tobytes() == want.tobytes()
