"""`resample resize`: what it reads, what it says, what it refuses, what it writes."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from resample.tools import compare, sizes
from tests.require import require
from tests.tools.command import call, process, refused

Image: Any = require("PIL.Image")
LANCZOS = ("--like", "pillow:lanczos")


def pixels(*shape: int, dtype: type = np.uint8) -> np.ndarray:
    rng = np.random.default_rng(shape)
    return rng.integers(0, np.iinfo(dtype).max, shape, dtype, endpoint=True)


def saved(path: Path, array: np.ndarray, **options: Any) -> Path:
    Image.fromarray(array).save(path, **options)
    return path


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    return saved(tmp_path / "in.png", pixels(30, 40, 3))


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out.png"


@pytest.mark.parametrize("shape", [(30, 40), (30, 40, 2), (30, 40, 3), (30, 40, 4)])
def test_the_file_holds_what_pillow_computes(tmp_path: Path, out: Path, shape: tuple[int, ...]) -> None:
    require("PIL", "13.0")
    source = saved(tmp_path / "in.png", pixels(*shape))
    result = call("resize", source, out, "--size", "17x9", *LANCZOS)
    assert (result.exit_code, result.stderr) == (0, "")
    want = Image.open(source).resize((17, 9), Image.Resampling.LANCZOS)
    assert np.array_equal(np.asarray(Image.open(out)), np.asarray(want))
    assert Image.open(out).mode == want.mode


def test_sixteen_bits_stay_sixteen_bits(tmp_path: Path, out: Path) -> None:
    require("PIL", "13.0")
    source = saved(tmp_path / "in.png", pixels(30, 40, dtype=np.uint16))
    assert "grey, 16 bits" in call("resize", source, out, "--size", "17x9", *LANCZOS).stdout
    want = Image.open(source).resize((17, 9), Image.Resampling.LANCZOS)
    assert np.array_equal(np.asarray(Image.open(out)), np.asarray(want))


def test_another_original_gets_the_same_pixels_in_the_same_order(photo: Path, out: Path) -> None:
    cv2 = require("cv2", "5.0")
    cv2.ipp.setUseIPP(False)
    result = call("resize", photo, out, "--size", "17x9", "--like", "opencv:area")
    want = cv2.resize(np.asarray(Image.open(photo)), (17, 9), interpolation=cv2.INTER_AREA)
    assert np.array_equal(np.asarray(Image.open(out)), want)
    assert "cv2.resize(src, (17, 9), interpolation=cv2.INTER_AREA)" in result.stdout
    assert "colour order as decoded" in result.stdout and "40x30 RGB" in result.stdout


@pytest.mark.parametrize("tag", [None, *range(1, 9), 9])
def test_orientation_is_applied_and_said(tmp_path: Path, out: Path, tag: int | None) -> None:
    exif = Image.Exif()
    if tag is not None:
        exif[0x0112] = tag
    source = saved(tmp_path / "in.png", pixels(30, 40, 3), exif=exif)
    upright = np.asarray(require("PIL.ImageOps").exif_transpose(Image.open(source)))
    height, width = upright.shape[:2]
    result = call("resize", source, out, "--size", f"{width}x{height}", *LANCZOS)
    assert np.array_equal(np.asarray(Image.open(out)), upright)
    assert 0x0112 not in Image.open(out).getexif()
    said = {None: "no EXIF orientation tag", 1: "EXIF orientation 1: upright", 9: "not one of 1 to 8: not applied"}
    assert said.get(tag, f"EXIF orientation {tag} applied") in result.stdout


def test_orientation_is_ignored_when_told(tmp_path: Path, out: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    source = saved(tmp_path / "in.png", pixels(30, 40, 3), exif=exif)
    result = call("resize", source, out, "--size", "40x30", "--exif", "ignore", *LANCZOS)
    assert np.array_equal(np.asarray(Image.open(out)), pixels(30, 40, 3))
    assert "EXIF orientation 6 not applied" in result.stdout


def test_palettes_and_bits_are_expanded_and_said(tmp_path: Path, out: Path) -> None:
    Image.fromarray(pixels(30, 40, 3)).quantize(16).save(tmp_path / "p.png")
    result = call("resize", tmp_path / "p.png", out, "--size", "40x30", *LANCZOS)
    assert "palette expanded to RGB" in result.stdout
    assert np.array_equal(np.asarray(Image.open(out)), np.asarray(Image.open(tmp_path / "p.png").convert("RGB")))
    Image.fromarray(pixels(30, 40)).convert("1").save(tmp_path / "1.png")
    result = call("resize", tmp_path / "1.png", out, "--size", "40x30", "--force", *LANCZOS)
    assert "black and white expanded to 0 and 255" in result.stdout
    assert np.array_equal(np.asarray(Image.open(out)), np.asarray(Image.open(tmp_path / "1.png").convert("L")))


def test_a_transparent_palette_keeps_its_alpha(tmp_path: Path, out: Path) -> None:
    Image.fromarray(pixels(30, 40, 3)).quantize(16).save(tmp_path / "p.png", transparency=3)
    assert "palette expanded to RGBA" in call("resize", tmp_path / "p.png", out, "--size", "40x30", *LANCZOS).stdout
    want = np.asarray(Image.open(tmp_path / "p.png").convert("RGBA"))
    assert want[..., 3].min() == 0 and np.array_equal(np.asarray(Image.open(out)), want)


def test_what_a_file_has_and_the_result_has_not_is_said(tmp_path: Path, out: Path) -> None:
    frames = [Image.fromarray(pixels(30, 40 + 0 * n, 3)) for n in range(3)]
    frames[0].save(tmp_path / "in.tiff", save_all=True, append_images=frames[1:])
    assert "first of 3 pictures" in call("resize", tmp_path / "in.tiff", out, "--size", "9x9", *LANCZOS).stdout
    (tmp_path / "deep.png").write_bytes(png(4, 4, depth=16, rows=bytes(4 * (1 + 4 * 6))))
    result = call("resize", tmp_path / "deep.png", out, "--size", "9x9", "--force", *LANCZOS)
    assert "16 bits a channel in the file, of which Pillow decodes 8" in result.stdout


def test_a_colour_profile_is_kept_and_said(tmp_path: Path, out: Path) -> None:
    profile = require("PIL.ImageCms").ImageCmsProfile(require("PIL.ImageCms").createProfile("sRGB")).tobytes()
    source = saved(tmp_path / "in.png", pixels(30, 40, 3), icc_profile=profile)
    assert "colour profile kept, not applied" in call("resize", source, out, "--size", "9x9", *LANCZOS).stdout
    assert Image.open(out).info["icc_profile"] == profile


@pytest.mark.parametrize("mode", ["CMYK", "YCbCr", "LAB"])
def test_samples_that_are_not_plain_are_refused_with_the_reason(tmp_path: Path, out: Path, mode: str) -> None:
    Image.new(mode, (9, 9)).save(tmp_path / "in.tiff")
    line = refused("resize", tmp_path / "in.tiff", out, "--size", "5x5", *LANCZOS)
    assert f"mode {mode}: " in line and "convert it first" in line
    assert not out.exists()


def test_lossy_formats_are_called_lossy_and_lossless_ones_checked(photo: Path, tmp_path: Path) -> None:
    jpeg = call("resize", photo, tmp_path / "out.jpg", "--size", "9x9", *LANCZOS).stdout
    want = np.asarray(Image.open(photo).resize((9, 9), Image.Resampling.LANCZOS)).astype(int)
    got = np.asarray(Image.open(tmp_path / "out.jpg"))
    share = f"{(want != got).mean():.0%} of the values differ, by up to {abs(want - got).max()}; PNG keeps them"
    assert f"JPEG, a lossy format: read back, {share}" in jpeg
    for extension in ("png", "webp", "tiff", "bmp"):
        result = call("resize", photo, tmp_path / f"out.{extension}", "--size", "9x9", *LANCZOS)
        assert "read back: every value is there" in result.stdout
        assert np.array_equal(np.asarray(Image.open(tmp_path / f"out.{extension}")), want)


def test_backends_write_the_same_bytes(photo: Path, tmp_path: Path) -> None:
    for backend in ("numba", "numpy"):
        call("resize", photo, tmp_path / f"{backend}.png", "--size", "17x9", "--backend", backend, *LANCZOS)
    assert (tmp_path / "numba.png").read_bytes() == (tmp_path / "numpy.png").read_bytes()


def test_the_output_may_be_the_input_if_forced(photo: Path) -> None:
    before = photo.read_bytes()
    assert "exists; --force replaces it" in refused("resize", photo, photo, "--size", "9x9", *LANCZOS)
    assert photo.read_bytes() == before
    assert call("resize", photo, photo, "--size", "9x9", "--force", *LANCZOS).exit_code == 0
    assert Image.open(photo).size == (9, 9)


# --- refusals ---------------------------------------------------------------------------------------------------------


def png(width: int, height: int, depth: int = 8, rows: bytes = b"") -> bytes:
    """A PNG that claims a size, whatever it holds."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, depth, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


SIZES = {
    "0x5": "width and height must be > 0",
    "5x0": "width and height must be > 0",
    "-5x5": "width and height must be > 0",
    "5": "is not WIDTHxHEIGHT",
    "5x": "is not WIDTHxHEIGHT",
    "5x5x5": "is not WIDTHxHEIGHT",
    "5.5x5": "is not WIDTHxHEIGHT",
    "٣x5": "is not WIDTHxHEIGHT",
    "": "is not WIDTHxHEIGHT",
    "100000x100000": "10,000,000,000 pixels, more than 89,478,485; --max-pixels allows more",
    "9" * 18 + "x1": "pixels, more than",
    "9" * 40 + "x1": "is not WIDTHxHEIGHT",
}


@pytest.mark.parametrize("size", SIZES)
def test_sizes(photo: Path, out: Path, size: str) -> None:
    assert SIZES[size] in refused("resize", photo, out, f"--size={size}", *LANCZOS)
    assert not out.exists()


SPECS = {
    "pillow:bicubik": "did you mean 'bicubic'?",
    "pilow:bicubic": "original 'pilow' is not one of pillow",
    "pillow@1.0:bicubic": "version '1.0' of pillow is not one of",
    "bicubic": "is not of the form",
    "": "is not of the form",
    "opencv(ipp=maybe):area": "ipp",
    "torch:area": "uint8",
}


@pytest.mark.parametrize("spec", SPECS)
def test_specs(photo: Path, out: Path, spec: str) -> None:
    assert SPECS[spec] in refused("resize", photo, out, "--size", "5x5", "--like", spec)
    assert not out.exists()


def cut(photo: Path) -> bytes:
    data = photo.read_bytes()
    return data[: len(data) // 2]


INPUTS: dict[str, tuple[Callable[[Path], bytes | None], str]] = {
    "missing": (lambda photo: None, "No such file or directory"),
    "empty": (lambda photo: b"", "is not a picture that Pillow"),
    "text": (lambda photo: b"hello" * 100, "is not a picture that Pillow"),
    "truncated": (cut, "cannot read"),
    "flipped": (lambda photo: bytes([*photo.read_bytes()[:60], 255, *photo.read_bytes()[61:]]), "cannot read"),
    "bomb": (lambda photo: png(20_000, 20_000), "more than 89,478,485 pixels; --max-pixels allows more"),
    "small bomb": (lambda photo: png(10_000, 9_000), "more than 89,478,485 pixels"),
    "no data": (lambda photo: png(100, 100), "cannot read"),
}


@pytest.mark.parametrize("kind", INPUTS)
def test_inputs(photo: Path, out: Path, tmp_path: Path, kind: str) -> None:
    make, reason = INPUTS[kind]
    data = make(photo)
    if data is not None:
        (tmp_path / "bad.png").write_bytes(data)
    assert reason in refused("resize", tmp_path / "bad.png", out, "--size", "5x5", *LANCZOS)
    assert not out.exists()


def test_every_cut_of_a_jpeg_is_refused_or_read(photo: Path, tmp_path: Path, out: Path) -> None:
    stream = io.BytesIO()
    Image.open(photo).save(stream, format="JPEG")
    for length in range(0, len(stream.getvalue()) - 2, 97):
        (tmp_path / "cut.jpg").write_bytes(stream.getvalue()[:length])
        refused("resize", tmp_path / "cut.jpg", out, "--size", "5x5", *LANCZOS)
    assert not out.exists()


def test_a_directory_is_no_picture(tmp_path: Path, out: Path) -> None:
    assert "Is a directory" in refused("resize", tmp_path, out, "--size", "5x5", *LANCZOS)


@pytest.mark.parametrize("name", ["out.xyz", "out", "out.", ".png", "out.png.txt", "out.psd"])
def test_extensions_that_are_no_format_are_refused_with_some_that_are(photo: Path, tmp_path: Path, name: str) -> None:
    line = refused("resize", photo, tmp_path / name, "--size", "5x5", *LANCZOS)
    assert "is no format to write; try .png, .jpg" in line
    assert not (tmp_path / name).exists()


def test_a_format_that_cannot_hold_the_picture_is_refused(tmp_path: Path) -> None:
    source = saved(tmp_path / "in.png", pixels(9, 9, 4))
    line = refused("resize", source, tmp_path / "out.jpg", "--size", "5x5", *LANCZOS)
    assert "JPEG does not hold a picture of 5x5 RGB and alpha, 8 bits: " in line
    assert not (tmp_path / "out.jpg").exists()


def test_targets(photo: Path, tmp_path: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out.write_bytes(b"old")
    assert "exists; --force" in refused("resize", photo, out, "--size", "5x5", *LANCZOS)
    assert out.read_bytes() == b"old"
    assert "is a directory" in refused("resize", photo, tmp_path, "--size", "5x5", *LANCZOS)
    missing = tmp_path / "no" / "out.png"
    assert "is not a directory" in refused("resize", photo, missing, "--size", "5x5", *LANCZOS)


def test_a_result_that_does_not_fit_into_memory_is_refused(
    photo: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_large(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(compare, "resized", too_large)
    assert "not enough memory" in refused("resize", photo, out, "--size", "5x5", *LANCZOS)
    assert not out.exists()


def test_more_pixels_can_be_allowed(photo: Path, out: Path) -> None:
    assert "more than 1,199" in refused("resize", photo, out, "--size", "5x5", "--max-pixels", "1199", *LANCZOS)
    assert call("resize", photo, out, "--size", "5x5", "--max-pixels", "1200", *LANCZOS).exit_code == 0
    assert Image.MAX_IMAGE_PIXELS == sizes.MAX_PIXELS


def test_a_backend_of_the_environment_is_checked(photo: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RESAMPLE_BACKEND", "cuda")
    assert "'cuda' is not one of numba, numpy" in refused("resize", photo, out, "--size", "5x5", *LANCZOS)


def test_a_process_says_one_line_and_exits_with_2(photo: Path, tmp_path: Path) -> None:
    done = process("resize", photo, tmp_path / "out.gif.no", "--size", "5x5", *LANCZOS)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "Traceback" not in done.stderr


def test_without_pillow_the_extra_is_named(photo: Path, out: Path) -> None:
    done = process("resize", photo, out, "--size", "5x5", *LANCZOS, code="sys.modules['PIL'] = None")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "resample: reading and writing files needs Pillow: pip install 'resample-exact[cli]'\n"


@pytest.mark.parametrize("module", ["typer", "rich"])
def test_without_the_extra_it_is_named(module: str) -> None:
    done = process("--version", code=f"sys.modules['{module}'] = None")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"resample: the command line needs {module}: pip install 'resample-exact[cli]'\n"
