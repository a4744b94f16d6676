"""`resample compare`: every figure of the table again by other means, verdicts of each kind, exit codes."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from resample import registry
from resample.spec import Spec
from resample.tools import check, compare
from resample.tools.check import Claim, Outcome
from tests.require import require
from tests.tools import aborting, absent
from tests.tools.command import call, process, refused

Image: Any = require("PIL.Image", "13.0")

ROW = re.compile(r"(\S+:\S+)  +(\S+(?: %)?)  +(\S+)  +(\S+)  +(\S+ m?s)  (\S.*)")
PILLOW = ("nearest", "box", "bilinear", "hamming", "bicubic", "lanczos", "mks2013", "mks2021")


def rows(text: str) -> dict[str, tuple[str, ...]]:
    """Return spec -> cells of a printed table."""
    return {m[1]: m.groups()[1:] for line in text.splitlines() if (m := ROW.fullmatch(line))}


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    smooth = np.add.outer(np.arange(60) * 2, np.arange(80))[:, :, None] + np.array([0, 30, 60])
    noise = np.random.default_rng(5).integers(0, 40, smooth.shape)
    Image.fromarray((smooth + noise).clip(0, 255).astype(np.uint8)).save(tmp_path / "in.png")
    return tmp_path / "in.png"


@pytest.fixture
def claim() -> Claim:
    image = np.random.default_rng(1).integers(0, 256, (20, 30, 3), np.uint8)
    want = Image.fromarray(image).resize((7, 5), Image.Resampling.BICUBIC)
    return Claim(Spec.parse("pillow:bicubic"), image, np.array(want))


def test_the_figures_are_those_of_the_originals(photo: Path) -> None:
    picture = Image.open(photo)
    likes = [f"--like=pillow:{mode}" for mode in PILLOW]
    result = call("compare", photo, "--size", "33x22", *likes)
    assert (result.exit_code, result.stderr) == (0, "")
    table = rows(result.stdout)
    assert list(table) == [f"pillow@13.0:{mode}" for mode in PILLOW]
    images = [np.asarray(picture.resize((33, 22), Image.Resampling[mode.upper()])).astype(int) for mode in PILLOW]
    for mode, image in zip(PILLOW, images, strict=True):
        share, largest, mean, time, verdict = table[f"pillow@13.0:{mode}"]
        assert (verdict, float(time.split()[0]) > 0) == ("equal to Pillow 13.0.0, bit for bit", True)
        apart = abs(image - images[0])
        if mode == PILLOW[0]:
            assert (share, largest, mean) == ("-", "-", "-")
        else:
            want = (f"{100 * (apart > 0).mean():.2f} %", str(apart.max()), f"{apart.mean():.3f}")
            assert (share, largest, mean) == want


def test_without_arguments_every_spec_stands_on_the_bundled_photograph() -> None:
    for module, version in (("cv2", "5.0"), ("torch", "2.13")):
        require(module, version)
    done = process("compare")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("coffee.png (bundled): 600x400 RGB, 8 bits; colour order as decoded; no EXIF")
    assert "to 224x224; " in done.stdout and "backend numba" in done.stdout
    table = rows(done.stdout)
    assert set(table) == {str(s) for name in registry.ORIGINALS for s in registry.original(name).specs()}
    assert all(re.fullmatch(r"equal to .* bit for bit", cells[-1]) for cells in table.values()), done.stdout
    assert next(iter(table)) == "pillow@13.0:bilinear"
    assert "\x1b" not in done.stdout
    sentence(done.stdout)


def sentence(text: str) -> None:
    """Compute the sentence under the table again, from the originals themselves."""
    cv2, torch = require("cv2"), require("torch")
    cv2.ipp.setUseIPP(False)
    picture = Image.open(Path(compare.__file__).parents[1] / "data" / "coffee.png")
    array = np.asarray(picture)
    tensor = torch.from_numpy(array.copy())[None].permute(0, 3, 1, 2)
    interpolate = torch.nn.functional.interpolate
    results = {
        "pillow": np.asarray(picture.resize((224, 224), Image.Resampling.BILINEAR)),
        "opencv": cv2.resize(array, (224, 224), interpolation=cv2.INTER_LINEAR),
        "torch": interpolate(tensor, (224, 224), mode="bilinear")[0].permute(1, 2, 0).numpy(),
    }
    found = re.search(
        r'"bilinear" is (\d+) different pictures in (\d+) libraries: (\w+)\S+ and (\w+)\S+ differ in ([\d.]+) % '
        r"of the values, by up to (\d+) of 255 grey levels, ([\d.]+) on average",
        text,
    )
    assert found
    a, b = (results[found[n]].astype(int) for n in (3, 4))
    largest = max(abs(x.astype(int) - y).max() for x in results.values() for y in results.values())
    assert int(found[6]) == abs(a - b).max() == largest
    assert found[5] == f"{100 * (a != b).mean():.2f}"
    assert found[7] == f"{abs(a - b).mean():.3g}"


def test_another_version_is_not_compared_and_says_so(photo: Path) -> None:
    result = call("compare", photo, "--size", "22x22", "--like", "pillow:bilinear", "--like", "pillow@12.2:bicubic")
    assert result.exit_code == 0
    table = rows(result.stdout)
    assert table["pillow@12.2:bicubic"][-1] == "installed 13.0.0, spec is 12.2: not compared"
    assert "pillow@12.2:bicubic differs from pillow@13.0:bilinear in " in result.stdout


def test_equal_results_are_called_equal(photo: Path) -> None:
    result = call("compare", photo, "--like", "pillow:bilinear", "--like", "pillow@12.2:bilinear")
    assert rows(result.stdout)["pillow@12.2:bilinear"][:3] == ("0 %", "0", "0")
    assert "All 2 specs give the same values: a model cannot tell them apart." in result.stdout


def test_one_spec_is_not_compared_with_anything(photo: Path) -> None:
    assert "name a second one with --like" in call("compare", photo, "--like", "pillow:bilinear").stdout


def test_a_wrong_result_is_loud_and_exits_with_1(photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = compare.one

    def tampered(*arguments: Any) -> compare.Row | compare.Skipped:
        row = honest(*arguments)
        assert isinstance(row, compare.Row)
        row.result[3, 4, 1] ^= 1
        return row

    monkeypatch.setattr(compare, "one", tampered)
    result = call("compare", photo, "--size", "22x22", "--like", "pillow:bilinear", "--like", "pillow:box")
    assert result.exit_code == 1
    assert result.stdout.count("DIFFERS: 1 of 1,452 values from Pillow 13.0.0") == 2


def test_every_bit_counts(claim: Claim) -> None:
    assert check.check([claim])[0].outcome is Outcome.EQUAL
    for index in np.ndindex(claim.result.shape):
        claim.result[index] ^= 128
    assert check.check([claim])[0].text == "DIFFERS: 105 of 105 values from Pillow 13.0.0"


def test_another_dtype_or_shape_is_a_difference(claim: Claim) -> None:
    wide = check.check([Claim(claim.spec, claim.image, claim.result.astype(np.float32))])[0]
    assert (wide.outcome, wide.good) == (Outcome.DIFFERS, False)
    assert wide.text == "DIFFERS: Pillow 13.0.0 gives uint8 of shape (5, 7, 3), not float32 of (5, 7, 3)"


def replaced(monkeypatch: pytest.MonkeyPatch, module: ModuleType) -> None:
    monkeypatch.setattr(check, "worker_of", lambda name: module)


def test_an_original_that_is_not_installed_is_no_failure(photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replaced(monkeypatch, absent)
    result = call("compare", photo, "--like", "pillow:bilinear", "--like", "pillow:box")
    assert result.exit_code == 0
    assert [cells[-1] for cells in rows(result.stdout).values()] == ["not installed", "not installed"]


def test_an_original_that_dies_is_a_failure(photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replaced(monkeypatch, aborting)
    result = call("compare", photo, "--like", "pillow:bilinear")
    assert result.exit_code == 1
    assert "FAILED: Aborting ended by signal 6: " in result.stdout


def test_an_original_without_a_caller_is_not_compared(claim: Claim, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "worker_of", lambda name: None)
    assert check.check([claim])[0].text == "not compared: nothing here calls it"


def test_switches_of_a_process_reach_the_original_and_its_errors_come_back() -> None:
    require("torch", "2.13")
    image = np.random.default_rng(2).random((90, 90, 3), np.float32)
    specs = [Spec.parse(f"torch(cpu={cpu},threads={n}):bilinear") for cpu in ("avx2", "default") for n in (1, 2)]
    done = list(compare.compare(image, (97, 95), specs))
    assert all(isinstance(row, compare.Row) for row in done)
    assert len({row.result.tobytes() for row in done if isinstance(row, compare.Row)}) == 4
    claims = [Claim(row.spec, row.image, row.result) for row in done if isinstance(row, compare.Row)]
    assert [verdict.text for verdict in check.check(claims)] == ["equal to torch 2.13.0, bit for bit"] * 4
    wrong = [Claim(claims[n].spec, image, claims[1 - n].result) for n in (0, 1)]
    grey = np.zeros((4, 4, 3), np.uint8)
    *swapped, raised = check.check([*wrong, Claim(Spec.parse("torch:area"), grey, grey)])
    assert [verdict.outcome for verdict in swapped] == [Outcome.DIFFERS] * 2
    assert raised.outcome is Outcome.DIFFERS
    assert raised.text.startswith("DIFFERS: torch 2.13.0 raises NotImplementedError: ")


def test_a_level_of_ipp_is_compared_only_where_it_runs() -> None:
    require("cv2", "5.0")
    image = np.random.default_rng(2).integers(0, 256, (40, 40, 3), np.uint8)
    claims = [Claim(Spec.parse(f"opencv(ipp={level}):area"), image, image) for level in ("off", "avx2", "avx512")]
    verdicts = check.check(claims)
    assert [v.outcome for v in verdicts][:1] == [Outcome.EQUAL]
    assert verdicts[0].text == "equal to OpenCV 5.0.0 with IPP off, bit for bit"
    for verdict, level in zip(verdicts[1:], ("avx2", "avx512"), strict=True):
        assert f"with IPP at {level}," in verdict.text or f"spec is ipp={level} (" in verdict.text


def test_a_spec_that_takes_no_bytes_gets_floats_and_says_so(photo: Path) -> None:
    torch = require("torch", "2.13")
    result = call("compare", photo, "--size", "33x22", "--like", "torch:nearest", "--like", "torch:area")
    assert result.exit_code == 0
    spec = "torch@2.13(cpu=avx2,threads=1):area"
    assert f"{spec}: as float32, because " in result.stdout
    tensor = torch.from_numpy(np.array(Image.open(photo)))[None].permute(0, 3, 1, 2)
    interpolate = torch.nn.functional.interpolate
    near = interpolate(tensor, (22, 33), mode="nearest").double()
    apart = (interpolate(tensor.float(), (22, 33), mode="area").double() - near).abs()
    assert rows(result.stdout)[spec][2] == f"{apart.mean():.3f}"


def test_a_spec_that_does_not_take_the_picture_is_refused_if_it_was_named(photo: Path) -> None:
    line = refused("compare", photo, "--like", "pillow:bilinear", "--like", "torch:lanczos")
    assert line == "torch@2.13(cpu=avx2,threads=1):lanczos: lanczos needs antialias=True"


def test_what_is_refused(photo: Path, tmp_path: Path) -> None:
    assert "width and height must be > 0" in refused("compare", photo, "--size", "0x5")
    assert "No such file" in refused("compare", tmp_path / "no.png")
    assert "did you mean 'bicubic'" in refused("compare", photo, "--like", "pillow:bicubik")
    assert call("compare", photo, "--backend", "cuda").exit_code == 2


def test_a_name_in_the_working_directory_is_not_taken_for_an_original(
    photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PIL", "json", "numpy"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('wrong module')\n")
    monkeypatch.chdir(tmp_path)
    result = call("compare", photo, "--like", "pillow:bilinear")
    assert "equal to Pillow 13.0.0, bit for bit" in result.stdout
