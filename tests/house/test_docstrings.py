"""What is public says what each of its parameters is, checked on the imported objects."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import re
from collections.abc import Iterator
from typing import Any

import pytest
from numpydoc.validate import validate

# Beyond the form that `numpydoc lint` checks: every parameter is documented, in its order, with a type, and no other.
REQUIRED = {"GL08", "PR01", "PR02", "PR03", "PR04", "RT01", "SS01"}


def public() -> Iterator[Any]:
    """Yield what users call: the package's own names and those of each drop-in."""
    for module in ("resample", "resample.pillow", "resample.opencv", "resample.torch"):
        home = importlib.import_module(module)
        yield from (getattr(home, name) for name in home.__all__)


def dotted(value: Any) -> str:
    return f"{value.__module__}.{value.__qualname__}"


@pytest.mark.parametrize("function", sorted({v for v in public() if inspect.isfunction(v)}, key=dotted), ids=dotted)
def test_public_functions_document_their_parameters(function: Any) -> None:
    assert [f"{code}: {text}" for code, text in validate(dotted(function))["errors"] if code in REQUIRED] == []


@pytest.mark.parametrize("kind", sorted({v for v in public() if inspect.isclass(v)}, key=dotted), ids=dotted)
def test_public_classes_name_their_fields(kind: Any) -> None:
    text = inspect.getdoc(kind) or ""
    fields = dataclasses.fields(kind) if dataclasses.is_dataclass(kind) else ()
    assert text and not [field.name for field in fields if field.init and not re.search(rf"\b{field.name}\b", text)]
