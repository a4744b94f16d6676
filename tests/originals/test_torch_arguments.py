"""What torch's interpolate takes and refuses: the same calls, the same types of errors, the same memory formats."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import ml_dtypes
import numpy as np
import pytest

from resample import torch as F
from resample.errors import NotExact, SpecError
from resample.torch.layout import converted_strides, is_channels_last, is_contiguous, suggests_channels_last
from resample.torch.loaded import settings_of
from resample.torchvision.layout import viewed
from tests.require import require

torch = require("torch", "2.13.0")
functional = require("torch.nn.functional")
NAN, INF = float("nan"), float("inf")


def zeros(*shape: int, dtype: Any = np.float32) -> np.ndarray:
    return np.zeros(shape, dtype)


X = zeros(1, 2, 4, 6)

#: Calls that torch refuses.
REFUSED: dict[str, tuple[np.ndarray, dict[str, Any]]] = {
    "2-D": (zeros(4, 6), {"size": 3}),
    "6-D": (zeros(1, 1, 2, 2, 2, 2), {"size": 3}),
    "bicubic 3-D": (zeros(1, 1, 4), {"size": 3, "mode": "bicubic"}),
    "bicubic 5-D": (zeros(1, 1, 4, 4, 4), {"size": 3, "mode": "bicubic"}),
    "lanczos 3-D": (zeros(1, 1, 4), {"size": 3, "mode": "lanczos"}),
    "unknown mode": (X, {"size": 3, "mode": "cubic"}),
    "linear 4-D": (X, {"size": 3, "mode": "linear"}),
    "bilinear 3-D": (zeros(1, 1, 4), {"size": 3, "mode": "bilinear"}),
    "trilinear 4-D": (X, {"size": 3, "mode": "trilinear"}),
    "linear 5-D": (zeros(1, 1, 4, 4, 4), {"size": 3, "mode": "linear"}),
    "neither": (X, {}),
    "both": (X, {"size": 3, "scale_factor": 2.0}),
    "size of three": (X, {"size": (3, 3, 3)}),
    "size of none": (X, {"size": ()}),
    "factors of one": (X, {"scale_factor": (2.0,)}),
    "size of floats": (X, {"size": (3.0, 2)}),
    "size a float": (X, {"size": 3.0}),
    "size True": (X, {"size": True}),
    "size of bools": (X, {"size": (True, 2)}),
    "size an array": (X, {"size": np.array([3, 2])}),
    "size a text": (X, {"size": "3"}),
    "size 0": (X, {"size": 0}),
    "size below 0": (X, {"size": (3, -1)}),
    "area below 0": (X, {"size": (3, -1), "mode": "area"}),
    "factor 0": (X, {"scale_factor": 0.0}),
    "factor below 0": (X, {"scale_factor": -1.0}),
    "factor small": (X, {"scale_factor": 0.1, "mode": "bilinear"}),
    "factor small, recomputed": (X, {"scale_factor": 0.1, "recompute_scale_factor": True}),
    "factor nan": (X, {"scale_factor": NAN}),
    "factor inf": (X, {"scale_factor": INF, "mode": "bicubic"}),
    "factor huge": (X, {"scale_factor": 1e30}),
    "factor nan, recomputed": (X, {"scale_factor": NAN, "recompute_scale_factor": True}),
    "factor inf, area": (X, {"scale_factor": INF, "mode": "area"}),
    "factor a text": (X, {"scale_factor": "2"}),
    "factor an array": (X, {"scale_factor": np.array([2.0, 2.0])}),
    "size of a float and a whole number": (X, {"size": (3, 2.0)}),
    "size of an array": (X, {"size": (3, np.array(2))}),
    "size of a tensor of floats": (X, {"size": (3, torch.tensor(2.0))}),
    "size beyond 64 bits": (X, {"size": 1 << 63}),
    "size beyond memory": (X, {"size": (1 << 34, 1 << 22)}),
    "sizes beyond 64 bits together": (X, {"size": (1 << 40, 1 << 40), "mode": "bilinear"}),
    "line beyond memory": (zeros(1, 1, 4), {"size": 1 << 44, "mode": "linear"}),
    "factor beyond memory": (X, {"scale_factor": 1e12, "mode": "area"}),
    "factor beyond 64 bits, area": (X, {"scale_factor": 1e19, "mode": "area"}),
    "factor beyond float64": (X, {"scale_factor": 10**400}),
    "factors of a text": (X, {"scale_factor": (2.0, "2")}),
    "factors of None": (X, {"scale_factor": (2.0, None)}),
    "recompute with size a text": (X, {"size": "3", "recompute_scale_factor": True}),
    "recompute with size of floats": (X, {"size": (3.0, 2), "recompute_scale_factor": True}),
    "corners by a number": (X, {"size": 3, "mode": "bilinear", "align_corners": 1}),
    "corners by a text, cubic": (X, {"size": 3, "mode": "bicubic", "align_corners": "yes"}),
    "corners by a number, lanczos": (X, {"size": 3, "mode": "lanczos", "antialias": True, "align_corners": 1}),
    "corners by a bool of numpy": (X, {"size": 3, "mode": "bilinear", "align_corners": np.True_}),
    "mode a list": (X, {"size": 3, "mode": ["bilinear"]}),
    "recompute with size": (X, {"size": 3, "recompute_scale_factor": True}),
    "corners of nearest": (X, {"size": 3, "align_corners": False}),
    "corners of nearest-exact": (X, {"size": 3, "mode": "nearest-exact", "align_corners": True}),
    "corners of area": (X, {"size": 3, "mode": "area", "align_corners": False}),
    "antialias of nearest": (X, {"size": 3, "antialias": True}),
    "antialias of area": (X, {"size": 3, "mode": "area", "antialias": True}),
    "antialias 3-D": (zeros(1, 1, 4), {"size": 3, "mode": "bilinear", "antialias": True}),
    "lanczos alone": (X, {"size": 3, "mode": "lanczos"}),
    "lanczos with corners": (X, {"size": 3, "mode": "lanczos", "antialias": True, "align_corners": True}),
    "no channels": (zeros(1, 0, 4, 6), {"size": 3}),
    "no rows": (zeros(1, 2, 0, 6), {"size": 3, "mode": "bilinear"}),
    "no columns, area": (zeros(1, 2, 4, 0), {"size": 3, "mode": "area"}),
    "f16 antialias": (zeros(1, 2, 4, 6, dtype="f2"), {"size": 3, "mode": "bilinear", "antialias": True}),
    "u8 linear": (zeros(1, 2, 4, dtype="u1"), {"size": 3, "mode": "linear"}),
    "u8 trilinear": (zeros(1, 2, 4, 4, 4, dtype="u1"), {"size": 3, "mode": "trilinear"}),
    "u8 area": (zeros(1, 2, 4, 4, dtype="u1"), {"size": 3, "mode": "area"}),
    "u8 area to one pixel": (zeros(1, 2, 4, 4, dtype="u1"), {"size": 1, "mode": "area"}),
    "i4 area to one sample of no pictures": (zeros(0, 2, 4, dtype="i4"), {"size": 1, "mode": "area"}),
    "u8 area 5-D of no pictures": (zeros(0, 2, 4, 4, 4, dtype="u1"), {"size": 2, "mode": "area"}),
    "i4, size 0": (zeros(1, 2, 4, 4, dtype="i4"), {"size": 0}),
    "bool, both": (zeros(1, 2, 4, 4, dtype="?"), {"size": 3, "scale_factor": 2.0}),
    "i8, no corners": (zeros(1, 2, 4, 4, dtype="i8"), {"size": 3, "align_corners": True}),
    "u8 RGB to one pixel": (zeros(1, 3, 5, 5, dtype="u1"), {"size": 1, "mode": "bilinear"}),
    **{f"{t} nearest": (zeros(1, 2, 4, 4, dtype=t), {"size": 3}) for t in ("i1", "i2", "i4", "i8", "u2", "?", "c8")},
    **{f"{t} bilinear": (zeros(1, 2, 4, 4, dtype=t), {"size": 3, "mode": "bilinear"}) for t in ("i1", "i8", "u2", "?")},
}

#: Calls that it takes, though one might not think so.
TAKEN: dict[str, tuple[np.ndarray, dict[str, Any]]] = {
    "size of numpy": (X, {"size": (np.int64(3), np.int16(2))}),
    "size a list": (X, {"size": [3, 2]}),
    "size of a number and a bool": (X, {"size": (3, True)}),
    "size an array of no axes": (X, {"size": np.array(3)}),
    "size of tensors": (X, {"size": (torch.tensor(3), torch.tensor([2]))}),
    "factors of an array": (X, {"scale_factor": (2.0, np.array(1.5))}),
    "factors of tensors": (X, {"scale_factor": (2.0, torch.tensor([1.5]))}),
    "f16 antialias to its size": (
        zeros(1, 2, 4, 6, dtype="f2"),
        {"size": (4, 6), "mode": "bilinear", "antialias": True},
    ),
    "u8 area to nothing": (zeros(1, 2, 4, 6, dtype="u1"), {"size": (0, 3), "mode": "area"}),
    "i2 area of no pictures": (zeros(0, 2, 4, 6, dtype="i2"), {"size": 3, "mode": "area"}),
    "factor an int": (X, {"scale_factor": 2}),
    "factor True": (X, {"scale_factor": True}),
    "factors mixed": (X, {"scale_factor": (2, 1.5)}),
    "factor float32": (X, {"scale_factor": np.float32(1.7)}),
    "factor float32, recomputed": (X, {"scale_factor": np.float32(1.1), "recompute_scale_factor": True}),
    "factor a text, recomputed": (zeros(1, 1, 1, 2), {"scale_factor": "2", "recompute_scale_factor": True}),
    "recompute False with size": (X, {"size": 3, "recompute_scale_factor": False}),
    "area of no rows": (X, {"size": (0, 3), "mode": "area"}),
    "area by a small factor": (X, {"scale_factor": 0.1, "mode": "area"}),
    "no pictures": (zeros(0, 2, 4, 6), {"size": 3}),
    "no pictures, bilinear": (zeros(0, 2, 4, 6), {"size": 3, "mode": "bilinear", "antialias": True}),
    "no pictures, area": (zeros(0, 2, 4, 6), {"size": 1, "mode": "area"}),
}


def outcome(call: Callable[[], Any]) -> tuple[int, ...] | str:
    """Return the shape of a result, or the type of an error."""
    try:
        return tuple(call().shape)
    except (ArithmeticError, LookupError, NotImplementedError, RuntimeError, TypeError, ValueError) as error:
        return type(error).__name__


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    array, arguments = REFUSED[name]
    theirs = outcome(lambda: functional.interpolate(torch.from_numpy(array), **arguments))
    assert outcome(lambda: F.interpolate(array, **arguments)) == theirs
    assert isinstance(theirs, str), "torch takes this call"


@pytest.mark.parametrize("name", TAKEN)
def test_taken(name: str) -> None:
    array, arguments = TAKEN[name]
    theirs = functional.interpolate(torch.from_numpy(array), **arguments)
    ours = F.interpolate(array, **arguments)
    assert ours.shape == tuple(theirs.shape) and ours.dtype == array.dtype


@pytest.mark.parametrize("value", [None, [[1.0]], "text", 3.0])
def test_what_is_no_input(value: Any) -> None:
    with pytest.raises(TypeError, match=r"an ndarray or a torch\.Tensor"):
        F.interpolate(value, 3)


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "bool", "int8", "int16", "int32", "int64", "uint16", "uint8"])
def test_antialias_copies_what_keeps_its_size(dtype: str) -> None:
    x = (torch.rand(2, 5, 6, 7, generator=torch.Generator().manual_seed(2)) * 99).to(getattr(torch, dtype))
    for tensor in (x, x.contiguous(memory_format=torch.channels_last), x[:, 1:, 2:], x.permute(1, 0, 3, 2)):
        arguments = {"size": tuple(tensor.shape[2:]), "mode": "bicubic", "antialias": True}
        ours, theirs = F.interpolate(tensor, **arguments), functional.interpolate(tensor, **arguments)
        assert ours.dtype == theirs.dtype and ours.stride() == theirs.stride() and torch.equal(ours, theirs)
        assert ours.data_ptr() != tensor.data_ptr()


def test_tensors_without_samples_have_strides() -> None:
    for shape in ((0, 3, 4, 5), (2, 3, 4, 5)):
        for x in (torch.zeros(shape), torch.zeros(shape).contiguous(memory_format=torch.channels_last)):
            for size in ((2, 3), (0, 3), (1, 1)):
                ours, theirs = (f(x, size, mode="area") for f in (F.interpolate, functional.interpolate))
                assert (ours.shape, ours.stride()) == (theirs.shape, theirs.stride())


def test_tensors_stay_tensors() -> None:
    x = torch.arange(24.0).reshape(1, 2, 3, 4)
    result = F.interpolate(x, (5, 6), mode="bilinear")
    assert isinstance(result, torch.Tensor)
    assert torch.equal(result, functional.interpolate(x, (5, 6), mode="bilinear"))


def test_tensors_follow_the_loaded_torch() -> None:
    x = torch.randn(1, 3, 90, 90, generator=torch.Generator().manual_seed(1))
    before = torch.get_num_threads()
    try:
        for threads in (1, 2):
            torch.set_num_threads(threads)
            assert F.at("installed").threads == threads == settings_of(torch)[2]
            assert torch.equal(
                F.interpolate(x, (97, 95), mode="bilinear"), functional.interpolate(x, (97, 95), mode="bilinear")
            )
    finally:
        torch.set_num_threads(before)


@pytest.mark.parametrize("dtype", ["float32", "float64", "float16", "bfloat16", "uint8"])
def test_tensors_of_every_dtype_and_format(dtype: str) -> None:
    x = (torch.rand(2, 5, 6, 7, generator=torch.Generator().manual_seed(2)) * 255).to(getattr(torch, dtype))
    for tensor in (x, x.contiguous(memory_format=torch.channels_last), x[:, 1:, 2:], x[:1, :, :, ::2]):
        ours = F.interpolate(tensor, (9, 4), mode="bicubic")
        theirs = functional.interpolate(tensor, (9, 4), mode="bicubic")
        assert ours.dtype == theirs.dtype and ours.stride() == theirs.stride()
        assert torch.equal(ours, theirs)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: torch.zeros(1, 1, 4, 4, requires_grad=True), r"detach\(\)"),
        (lambda: torch.zeros(1, 1, 4, 4, device="meta"), r"\.cpu\(\)"),
        (lambda: torch.zeros(1, 1, 4, 4).to_sparse(), r"to_dense\(\)"),
    ],
)
def test_tensors_that_are_refused(make: Callable[[], Any], says: str) -> None:
    with pytest.raises(TypeError, match=says):
        F.interpolate(make(), 3)


def test_bfloat16_of_ml_dtypes() -> None:
    x = np.linspace(-2, 2, 24).reshape(1, 1, 4, 6).astype(ml_dtypes.bfloat16)
    ours = F.interpolate(x, (5, 9), mode="bilinear")
    tensor = torch.from_numpy(x.view(np.int16)).view(torch.bfloat16)
    theirs = functional.interpolate(tensor, (5, 9), mode="bilinear").view(torch.int16).numpy()
    assert ours.dtype == ml_dtypes.bfloat16 and np.array_equal(ours.view(np.int16), theirs)


def test_arrays_that_torch_cannot_share_are_copied() -> None:
    x = np.arange(24, dtype=np.float32).reshape(1, 1, 4, 6)
    plain = F.interpolate(x[:, :, ::-1].copy(), (7, 5), mode="bilinear")
    assert np.array_equal(F.interpolate(x[:, :, ::-1], (7, 5), mode="bilinear"), plain)
    assert np.array_equal(F.interpolate(x[:, :, ::-1].astype(">f4"), (7, 5), mode="bilinear"), plain)
    x.flags.writeable = False
    assert F.interpolate(x, (7, 5)).flags.writeable


def test_builds_that_do_not_exist() -> None:
    for arguments in ({"cpu": "avx512"}, {"threads": 0}, {"version": "2.0"}):
        with pytest.raises(SpecError, match="is not one of"):
            F.at(**arguments)


@pytest.mark.parametrize("version", ["2.12.1", "2.14.0+cu130"])
def test_another_torch_is_refused(version: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch, "__version__", version)
    with pytest.raises(NotExact, match="was not verified"):
        F.interpolate(torch.zeros(1, 1, 4, 4), 3)
    assert F.at().interpolate(torch.zeros(1, 1, 4, 4), 3).shape == (1, 1, 3, 3)


def tensors(n: int) -> list[Any]:
    """Return tensors of many strides: permuted, cut, thinned, expanded."""
    rng, made = random.Random(3), []
    for _ in range(n):
        axes = rng.choice((3, 4, 4, 4, 5))
        x = torch.zeros([rng.choice((1, 1, 2, 3, 4, 5)) + 2 for _ in range(axes)], dtype=torch.float16)
        x = x.permute(rng.sample(range(axes), axes))
        for axis in range(axes):
            how = rng.random()
            if how < 0.5:
                x = x.narrow(axis, 1, rng.randint(1, x.shape[axis] - 1))
            elif how < 0.7:
                x = x[(slice(None),) * axis + (slice(None, None, 2),)]
        if rng.random() < 0.4:
            x = x.contiguous() if axes != 4 or rng.random() < 0.5 else x.contiguous(memory_format=torch.channels_last)
        made.append(x.narrow(0, 0, 1).expand(2, *x.shape[1:]) if rng.random() < 0.1 else x)
    return made


def test_strides_are_read_as_torch_reads_them() -> None:
    suggest = require("torch._prims_common").suggest_memory_format
    for x in tensors(3000):
        shape, strides = tuple(x.shape), x.stride()
        assert is_contiguous(shape, strides) == x.is_contiguous()
        assert converted_strides(shape, strides) == x.to(torch.float32).stride()
        merged = (shape[0] * shape[1], *shape[2:])
        assert viewed(shape, strides, merged) == x.reshape(merged).stride()
        assert viewed(shape, strides, (1, *shape)) == x.reshape((1, *shape)).stride()
        if x.ndim > 3:
            last = torch.channels_last if x.ndim == 4 else torch.channels_last_3d
            assert is_channels_last(shape, strides) == x.is_contiguous(memory_format=last)
            assert suggests_channels_last(shape, strides) == (suggest(x) == last)
