"""What the room of Pillow tells the rest of the house: specs, sources, recipes, and the calls that plans equal."""

from __future__ import annotations

import numpy as np
import pytest

import resample
from resample import registry
from resample.errors import SpecError
from resample.pillow.modes import MODES
from resample.pillow.versions import CATALOGUE, VERSIONS
from resample.spec import Geometry, Spec
from tests.originals.pillow_draws import Image, array_of, image_of, samples

ROOM = registry.original("pillow")


def test_specs_are_the_filters_of_the_newest_version() -> None:
    modes = ["nearest", "box", "bilinear", "hamming", "bicubic", "lanczos", "mks2013", "mks2021"]
    assert [str(spec) for spec in ROOM.specs()] == [f"pillow@13.0:{mode}" for mode in modes]


@pytest.mark.parametrize("mode", MODES)
def test_every_recipe_is_made_of_names(mode: str) -> None:
    for version, name in ((v, n) for v in VERSIONS for n in CATALOGUE.modes):
        if VERSIONS[version].filters == 8 or not name.startswith("mks"):
            spec = Spec("pillow", name, version=version, options=(("as", mode),)).complete()
            text = str(ROOM.recipe(spec, MODES[mode].dtype))
            assert ("premultiplied" in text) == (mode in ("LA", "RGBA") and name != "nearest")


@pytest.mark.parametrize(
    ("text", "geometry"),
    [
        ("pillow:nearest", Geometry((4, 3))),
        ("pillow:lanczos,as=RGBX", Geometry((4, 3), box=(0.5, 1.0, 7.5, 8.0), reducing_gap=1.5)),
        ("pillow:reduce", Geometry(scale=(2, 3))),
        ("pillow:reduce", Geometry(scale=(1, 3), box=(1, 0, 8, 9))),
        ("pillow:reduce", Geometry(scale=(1, 1), box=(-1, 0, 8, 9))),
    ],
)
def test_the_call_gives_what_the_plan_gives(text: str, geometry: Geometry) -> None:
    spec = Spec.parse(text)
    values = samples(np.random.default_rng(1), "RGBA", (8, 9))
    source = ROOM.source(spec, values.shape, "u8", "HWC")
    im = image_of(values, spec.option("as", "RGBA"))
    result = eval(ROOM.call(spec, source, geometry), {"im": im, "Image": Image})  # the text is meant to be run
    assert ROOM.plan(spec, source, geometry).run(values).tobytes() == array_of(result).tobytes()


def test_axes_of_sources() -> None:
    spec = Spec.parse("pillow:box")
    assert ROOM.source(spec, (3, 9, 8), "u8", "CHW").shape == (9, 8, 3)
    assert ROOM.source(spec, (9, 8), "f32", "HW").shape == (9, 8, 1)
    with pytest.raises(ValueError, match="axes H, W and C, not D, H, W"):
        ROOM.source(spec, (2, 9, 8), "f32", "DHW")
    with pytest.raises(TypeError, match=r"Cannot handle this data type: \(1, 1, 5\), \|u1"):
        ROOM.source(spec, (9, 8, 5), "u8", "HWC")
    with pytest.raises(TypeError, match="bfloat16"):
        ROOM.source(spec, (9, 8), "bf16", "HW")


def test_bool_is_mode_1() -> None:
    spec = Spec.parse("pillow:bicubic")
    values = np.random.default_rng(2).integers(0, 2, (9, 8, 1)).astype(bool)
    plan = ROOM.plan(spec, ROOM.source(spec, (9, 8), "bool", "HW"), Geometry((4, 5)))
    assert np.array_equal(
        plan.run(values.view(np.uint8))[..., 0], np.asarray(Image.fromarray(values[..., 0]).resize((5, 4)))
    )
    with pytest.raises(ValueError, match="Invalid mode for data type"):
        ROOM.source(Spec.parse("pillow:bicubic,as=L"), (9, 8), "bool", "HW")
    with pytest.raises(TypeError, match=r"\(1, 1, 3\), \|b1"):
        ROOM.source(spec, (9, 8, 3), "bool", "HWC")


def test_what_a_geometry_must_hold() -> None:
    picture = np.zeros((9, 8), np.uint8)
    for size, scale in ((None, None), ((4, 3), (2, 2)), ((4,), None)):
        with pytest.raises(ValueError, match="a resize takes size="):
            resample.resize(picture, size, scale=scale, like="pillow:box")
    for size, scale in ((None, None), ((4, 3), (2, 2)), (None, (2,))):
        with pytest.raises(ValueError, match="a reduction takes scale="):
            resample.resize(picture, size, scale=scale, like="pillow:reduce")
    with pytest.raises(TypeError, match="'float' object cannot be interpreted as an integer"):
        resample.resize(picture, scale=(2.5, 2), like="pillow:reduce")


def test_what_does_not_exist_is_refused_with_what_does() -> None:
    for text, rule in (
        ("pillow:bicubik", "mode 'bicubik' of pillow is not one of nearest, box"),
        ("pillow@12.1:box", "version '12.1' of pillow is not one of 13.0"),
        ("pillow:box,as=RGBB", "option as 'RGBB' of pillow is not one of 1, L, P"),
        ("pillow(cpu=avx2):box", "build setting 'cpu' of pillow is not one of"),
        ("pillow@12.3:mks2013", "pillow@12.3 has no mks2013, which came with 13.0"),
    ):
        with pytest.raises(SpecError) as error:
            Spec.parse(text)
        assert str(error.value).startswith(rule)


def test_an_image_of_another_mode_than_the_spec_names() -> None:
    with pytest.raises(ValueError, match=r"pillow@13\.0:box,as=CMYK on a picture of mode RGB"):
        resample.resize(Image.new("RGB", (9, 8)), (4, 3), like="pillow:box,as=CMYK")
