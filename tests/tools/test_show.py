"""`resample show`, `specs`, `doctor` and `--version`."""

from __future__ import annotations

import importlib.metadata
import re
from typing import Any

import pytest

import resample
from resample import registry
from resample.spec import Spec
from resample.tools import doctor, show
from tests.tools.command import call, process, refused


def test_the_plan_that_is_shown_is_the_plan_that_runs() -> None:
    text = call("show", "pillow:bicubic", "--input", "640x480", "--size", "224x224").stdout
    plan = resample.plan("pillow:bicubic", shape=(480, 640, 3), dtype="uint8", size=(224, 224))
    assert str(plan) in text and f"digest  {plan.digest}" in text
    recipe = registry.original("pillow").recipe(Spec.parse("pillow:bicubic"), "u8")
    assert all(line in text for line in str(recipe).splitlines())
    assert "equals im.resize((224, 224), Image.Resampling.BICUBIC)" in text


@pytest.mark.parametrize("name", registry.ORIGINALS)
def test_every_spec_can_be_shown(name: str) -> None:
    for spec in registry.original(name).specs():
        result = call("show", str(spec), "--input", "20x10", "--size", "7x5", "--dtype", "float32", "--channels", "1")
        assert (result.exit_code, result.stderr) == (0, "")
        assert result.stdout.startswith(f"{spec}: 20x10 to 7x5, 1 channels of f32\nequals ")


def test_what_show_refuses() -> None:
    size = ("--input", "20x10", "--size", "7x5")
    assert "dtype 'u8' is not one of uint8, " in refused("show", "pillow:box", *size, "--dtype", "u8")
    assert "uint8" in refused("show", "torch:area", *size)
    assert "> 0" in refused("show", "pillow:box", "--input", "0x10", "--size", "7x5")
    assert "pixels, more than" in refused("show", "pillow:box", "--input", "99999x99999", "--size", "7x5")


def test_all_specs_are_listed_and_can_be_read_back() -> None:
    lines = call("specs").stdout.splitlines()
    listed = [line for line in lines if line and not line.startswith(" ")]
    assert listed == [str(spec) for name in registry.ORIGINALS for spec in registry.original(name).specs()]
    assert [str(Spec.parse(line)) for line in listed] == listed


def test_builds_are_listed() -> None:
    text = call("specs").stdout
    for name in registry.ORIGINALS:
        known = show.catalogue(name)
        assert known is not None
        assert f"  versions  {', '.join(known.versions)}" in text


def test_the_doctor_knows_the_other_distribution(monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(doctor.name_clash()) == []
    real = importlib.metadata.version
    monkeypatch.setattr(doctor, "version", lambda name: "2.1" if name == "resample" else real(name))
    assert "WARNING: the distribution 'resample' 2.1 is installed too" in call("doctor").stdout


def test_the_doctor_compares_versions(monkeypatch: pytest.MonkeyPatch) -> None:
    versions: dict[str, Any] = {"PIL": "12.2.0", "cv2": "4.11.0.86", "torch": None}
    monkeypatch.setattr(doctor, "installed", versions.get)
    text = call("doctor").stdout
    assert re.search(r"^pillow +12\.2\.0: verified as pillow@12\.2$", text, re.M)
    assert re.search(r"^opencv +4\.11\.0\.86: NOT VERIFIED; verified are 5\.0, 4\.13", text, re.M)
    assert re.search(r"^torch +not installed$", text, re.M)


def test_the_doctor_names_the_processor_and_the_cache() -> None:
    text = call("doctor").stdout
    assert re.search(r"^Numba [\d.]+ for \S+:", text, re.M)
    assert re.search(r"^cache of compiled kernels: \d+ files, [\d.]+ MiB under /", text, re.M)


def test_the_version() -> None:
    done = process("--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"resample-exact {resample.__version__}\n", "")


def test_no_arguments_show_the_commands() -> None:
    text = call().output
    assert all(name in text for name in ("compare", "resize", "show", "specs", "doctor", "WIDTHxHEIGHT"))
