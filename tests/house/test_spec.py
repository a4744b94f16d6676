"""The text of specs, both ways, and what is said of a text that names nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resample import registry
from resample.errors import SpecError
from resample.spec import Spec


@pytest.mark.parametrize("name", sorted(registry.ORIGINALS))
def test_every_spec_reads_back(name: str) -> None:
    specs = registry.original(name).specs()
    assert specs
    for spec in specs:
        assert Spec.parse(str(spec)) == spec == spec.complete()
        assert spec.version, "the text of a spec always shows its build"
        assert str(spec).startswith(name)


def test_parts_of_a_spec() -> None:
    spec = Spec.parse("pillow@12.2:bicubic")
    assert (spec.original, spec.version, spec.mode, spec.options) == ("pillow", "12.2", "bicubic", ())
    assert str(Spec.parse("  pillow:bicubic ")) == "pillow@13.0:bicubic"
    assert Spec.parse("pillow:bicubic").name == "pillow@13.0"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("pillow", "is not of the form"),
        ("pillow:", "is not of the form"),
        ("pillow:bicubic:box", "is not one of"),
        ("Pillow:bicubic", "is not of the form"),
        ("pilow:bicubic", "original 'pilow' is not one of"),
        ("pillow@7.0:bicubic", "version '7.0' of pillow is not one of 13.0"),
        ("pillow:bicubik", "did you mean 'bicubic'?"),
        ("pillow.v2:bicubic", "api 'v2' of pillow"),
        ("pillow(ipp=off):bicubic", "build setting 'ipp' of pillow"),
        ("pillow:bicubic,antialias", "option 'antialias' of pillow"),
        ("pillow:bicubic,x,x", "names a key twice"),
    ],
)
def test_a_text_that_names_nothing(text: str, says: str) -> None:
    with pytest.raises(SpecError) as error:
        Spec.parse(text)
    assert says in str(error.value)


@given(st.text(alphabet="pilow@.:,=()0123v ", max_size=20))
def test_any_text_is_a_spec_or_a_spec_error(text: str) -> None:
    try:
        spec = Spec.parse(text)
    except SpecError:
        return
    assert Spec.parse(str(spec)) == spec
