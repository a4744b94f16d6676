"""torchvision 0.29.2's resize beside ours, in this process: sizes, PIL images, warnings, errors, transforms."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from resample import torchvision as ours
from resample.errors import NotExact, SpecError
from resample.torchvision.sizes import output_size
from tests.originals.replays import present
from tests.originals.torch_worker import torchvision
from tests.require import require

present("torchvision", "0.29.2")
torch = require("torch", "2.13.0")
Image = require("PIL.Image", "13.0.0")
theirs = torchvision()
V1, V2 = theirs.transforms.functional, theirs.transforms.v2.functional
Mode, OurMode = theirs.transforms.InterpolationMode, ours.InterpolationMode

Outcome = tuple[Any, list[str]]


def outcome(call: Callable[..., Any], *arguments: Any, **given: Any) -> Outcome:
    """Return what a call gives, as values that can be compared, and the kinds of its warnings."""
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        try:
            result = call(*arguments, **given)
        except (ArithmeticError, LookupError, NotImplementedError, RuntimeError, TypeError, ValueError) as error:
            result = type(error).__name__
    if isinstance(result, Image.Image):
        result = (result.mode, result.size, result.tobytes())
    elif isinstance(result, torch.Tensor):
        result = (result.dtype, tuple(result.shape), result.stride(), result.numpy().tobytes())
    return result, [warning.category.__name__ for warning in seen]


def photograph(mode: str, size: tuple[int, int] = (23, 17)) -> Any:
    rng = np.random.default_rng(1)
    return Image.fromarray(rng.integers(0, 256, (size[1], size[0], 3), dtype=np.uint8)).convert(mode)


def tensor(*shape: int, dtype: Any = torch.uint8) -> Any:
    return (torch.rand(shape, generator=torch.Generator().manual_seed(3)) * 255).to(dtype)


def test_sizes_of_results() -> None:
    rng = np.random.default_rng(5)
    for api, module in (("", V1), ("v2", V2)):
        compute = module._geometry._compute_resized_output_size if api else module._compute_resized_output_size
        for _ in range(3000):
            h, w = (int(n) for n in rng.integers(1, 400, 2))
            size: Any = [int(rng.integers(1, 300))]
            most = int(rng.integers(1, 400)) if rng.random() < 0.5 else None
            if api and rng.random() < 0.2:
                size = None
            elif rng.random() < 0.2:
                size, most = [int(n) for n in rng.integers(1, 300, 2)], None
            expected, kinds = outcome(compute, (h, w), size, most)
            mine = outcome(output_size, h, w, size, most, api)
            assert mine == (expected if isinstance(expected, str) else tuple(expected), kinds)


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "1", "P", "F", "I"])
@pytest.mark.parametrize("interpolation", list(OurMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("api", ["", "v2"])
def test_images(api: str, interpolation: Any, mode: str) -> None:
    image, module = photograph(mode), V2 if api else V1
    mine = ours.v2.resize if api else ours.resize
    for size in ((9, 31), 11):
        for antialias in (True, False, None):
            expected = outcome(module.resize, image, size, Mode(interpolation.value), antialias=antialias)
            assert outcome(mine, image, size, interpolation, antialias=antialias) == expected


def test_warnings_of_images() -> None:
    for call in (ours.resize, ours.v2.resize):
        with pytest.warns(UserWarning, match="antialias=False is ignored"):
            call(photograph("L"), 5, antialias=False)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            call(photograph("L"), 5)
            call(np.zeros((3, 8, 8), np.uint8), 5, antialias=False)


RGB = (3, 20, 30)
CALLS: dict[str, tuple[Any, tuple[Any, ...], dict[str, Any]]] = {
    "int": (tensor(*RGB), (10,), {}),
    "pair": (tensor(*RGB), ((10, 12),), {}),
    "same": (tensor(*RGB), ((20, 30),), {}),
    "same by one number": (tensor(*RGB), (20,), {}),
    "size a float": (tensor(*RGB), (10.0,), {}),
    "size of floats": (tensor(*RGB), ((10.0, 12.0),), {}),
    "size True": (tensor(*RGB), (True,), {}),
    "size of a bool": (tensor(*RGB), ((4, True),), {}),
    "size of more than memory": (tensor(*RGB), ((1 << 34, 1 << 20),), {}),
    "size of one float": (tensor(*RGB), ([10.5],), {}),
    "size of three": (tensor(*RGB), ((1, 2, 3),), {}),
    "size empty": (tensor(*RGB), ((),), {}),
    "size None": (tensor(*RGB), (None,), {}),
    "size None, max_size": (tensor(*RGB), (None,), {"max_size": 12}),
    "size None, max_size a float": (tensor(*RGB), (None,), {"max_size": 12.0}),
    "size 0": (tensor(*RGB), (0,), {}),
    "size below 0": (tensor(*RGB), ((-1, 5),), {}),
    "size of numpy": (tensor(*RGB), (np.int64(10),), {}),
    "size of a wide picture": (tensor(1, 1, 1000), (1,), {"max_size": 2}),
    "size 0 by max_size": (tensor(1, 10, 1000), (20,), {"max_size": 21}),
    "max_size": (tensor(*RGB), (10,), {"max_size": 12}),
    "max_size below size": (tensor(*RGB), (10,), {"max_size": 10}),
    "max_size with a pair": (tensor(*RGB), ((10, 12),), {"max_size": 40}),
    "mode by number": (tensor(*RGB), (10, 3), {}),
    "mode by a wrong number": (tensor(*RGB), (10, 9), {}),
    "mode None": (tensor(*RGB), (10, None), {}),
    "mode a text": (tensor(*RGB), (10, "bilinear"), {}),
    "mode a wrong text": (tensor(*RGB), (10, "cubic"), {}),
    "mode box": (tensor(*RGB), (10, 4), {}),
    "mode hamming": (tensor(*RGB), (10, 5), {}),
    "lanczos": (tensor(*RGB), (10, 1), {}),
    "lanczos without antialias": (tensor(*RGB), (10, 1), {"antialias": False}),
    "one axis": (tensor(20), (10,), {}),
    "two axes": (tensor(20, 30), (10,), {}),
    "five axes": (tensor(2, 2, *RGB), (10,), {}),
    "a PIL image, the same": (photograph("L"), ((17, 23),), {"antialias": False}),
    "no channels": (tensor(0, 20, 30), (10,), {}),
    "no pictures": (tensor(0, *RGB), (10,), {}),
    "complex": (torch.zeros(RGB, dtype=torch.complex64), (10,), {}),
    "RGB to one pixel": (tensor(*RGB), ((1, 1),), {}),
}
#: torch makes floats of complex numbers with a warning, and float8 or uint64 of nothing; ours take real numbers only.
OURS_ONLY = {"complex": "NotImplementedError"}


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("api", ["", "v2"])
def test_calls(api: str, name: str) -> None:
    image, arguments, given = CALLS[name]
    mine = outcome((ours.v2 if api else ours).resize, image, *arguments, **given)
    expected = outcome((V2 if api else V1).resize, image, *arguments, **given)
    if name in OURS_ONLY:
        assert mine[0] == OURS_ONLY[name]
    else:
        assert mine == expected


def test_the_object_itself_comes_back() -> None:
    for image in (np.zeros((3, 4, 6), np.int16), tensor(3, 4, 6), photograph("L", (6, 4))):
        assert ours.resize(image, [4, 6]) is image
        assert ours.v2.resize(image, 4) is image


def test_members_of_both_enumerations_are_taken() -> None:
    x = np.arange(27, dtype=np.uint8).reshape(3, 3, 3)
    for name in ("NEAREST_EXACT", "BICUBIC"):
        mine, other = (ours.resize(x, 2, getattr(module, name)) for module in (OurMode, Mode))
        assert np.array_equal(mine, other)


TRANSFORMS = ((ours.Resize, theirs.transforms.Resize), (ours.v2.Resize, theirs.transforms.v2.Resize))
KEPT = (
    ((5,), {}),
    (([5],), {}),
    (((5, 7),), {"interpolation": 3}),
    ((5,), {"max_size": 6}),
    ((5,), {"antialias": False}),
)


@pytest.mark.parametrize(("size", "given"), KEPT)
def test_transforms(size: Any, given: dict[str, Any]) -> None:
    for image in (tensor(3, 9, 8), tensor(2, 3, 9, 8), photograph("RGB")):
        for mine, other in TRANSFORMS:
            expected = outcome(other(size, **given), image)
            assert outcome(mine(size, **given), image) == expected
            assert outcome(mine(size, **given).forward, image) == expected


def test_transforms_show_their_arguments() -> None:
    assert repr(ours.Resize(5, 3)) == repr(theirs.transforms.Resize(5, 3))
    for given in ({}, {"interpolation": 3, "max_size": 6}, {"antialias": None}, {"interpolation": "nearest"}):
        assert repr(ours.v2.Resize(5, **given)) == repr(theirs.transforms.v2.Resize(5, **given))
    mine, other = (
        module.Resize((5, 6), mode.BOX) for module, mode in ((ours.v2, OurMode), (theirs.transforms.v2, Mode))
    )
    assert repr(mine) == repr(other)


LABELLED = {
    "Image": (
        tensor(3, 9, 8),
        tensor(2, 3, 9, 8),
        tensor(3, 9, 8).permute(0, 2, 1),
        tensor(3, 9, 8, dtype=torch.float32),
    ),
    "Video": (tensor(4, 3, 9, 8),),
    "Mask": (tensor(9, 8), tensor(1, 9, 8), tensor(5, 9, 8, dtype=torch.int64), tensor(2, 9, 8, dtype=torch.bool)),
}


@pytest.mark.parametrize("label", LABELLED)
def test_labelled_tensors_keep_their_label(label: str) -> None:
    kind = getattr(theirs.tv_tensors, label)
    for value in map(kind, LABELLED[label]):
        for size, mode in (((5, 4), "bilinear"), (4, "nearest-exact"), ([6], "nearest"), ((9, 8), "bicubic")):
            result = ours.v2.resize(value, size, mode)
            assert type(result) is kind
            assert outcome(lambda x: x.as_subclass(torch.Tensor), result) == outcome(
                lambda x: x.as_subclass(torch.Tensor), V2.resize(value, size, mode)
            )
            assert type(ours.v2.Resize(size)(value)) is kind
    for api in (ours, V1):
        # v1 knows no labels.
        assert type(api.resize(kind(LABELLED[label][-1]), [4, 4])) is torch.Tensor


def test_boxes_and_points_are_refused() -> None:
    made = theirs.tv_tensors
    boxes = made.BoundingBoxes(torch.zeros(1, 4), format="XYXY", canvas_size=(9, 8))
    for value in (boxes, made.KeyPoints(torch.zeros(1, 2), canvas_size=(9, 8))):
        for call in (lambda x: ours.v2.resize(x, 4), ours.v2.Resize(4)):
            with pytest.raises(TypeError, match="holds no pixels"):
                call(value)


@pytest.mark.parametrize("size", [None, "ab", (1, 2, 3), (), 5.0, {3, 4}])
def test_transforms_refuse_sizes(size: Any) -> None:
    for mine, other in TRANSFORMS:
        made, refused = (outcome(transform, size)[0] for transform in (mine, other))
        assert isinstance(made, str) == isinstance(refused, str)
        assert not isinstance(made, str) or made == refused


def test_builds() -> None:
    installed = ours.at("installed")
    assert (installed.version, installed.threads) == ("0.29", torch.get_num_threads())
    with pytest.raises(SpecError, match=r"is not one of 0\.29"):
        ours.at("0.20")


def test_what_lies_outside_32_unsigned_bits_is_refused() -> None:
    x = np.zeros((1, 4, 4), np.uint32)
    with pytest.raises(NotExact, match="32 unsigned bits"):
        ours.resize(x, 2)
    assert ours.resize(x, 2, OurMode.NEAREST).dtype == np.uint32


def test_the_two_versions_differ_on_bytes() -> None:
    x = np.random.default_rng(0).integers(0, 256, (3, 97, 131), dtype=np.uint8)
    first, second = ours.resize(x, (40, 50)).astype(int), ours.v2.resize(x, (40, 50)).astype(int)
    assert np.abs(first - second).max() == 1
    assert 0.1 < np.mean(first != second) < 0.15


def test_signed_integers_wrap_where_cubics_overshoot() -> None:
    x = np.array([[[-128, 127, 127, -128, 127, 127]]], np.int8)
    got = ours.resize(x, (1, 9), OurMode.BICUBIC, antialias=False).ravel().tolist()
    assert -102 in got
