"""What is public documents every parameter, checked on the imported objects, where a dataclass shows its fields."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterator

import pytest
from numpydoc.validate import validate

# Beyond the form that `numpydoc lint` checks: parameters documented, all of them, no other ones; returns; examples.
REQUIRED = {"GL08", "PR01", "PR02", "PR03", "PR04", "PR07", "RT01", "RT03", "SS01"}
ROOMS = ["resample.pillow", "resample.opencv", "resample.torch"]


def public() -> Iterator[str]:
    """Yield the dotted names of what users call."""
    for module in ["resample", *ROOMS]:
        home = importlib.import_module(module)
        for name in home.__all__:
            value = getattr(home, name)
            if inspect.isfunction(value) or inspect.isclass(value):
                yield f"{value.__module__}.{value.__qualname__}"


@pytest.mark.parametrize("name", sorted(set(public())))
def test_public_objects_are_documented(name: str) -> None:
    assert [f"{code}: {text}" for code, text in validate(name)["errors"] if code in REQUIRED] == []
