"""Golden vectors: stored pictures, sets that are released, and folders that were changed."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from resample.export import png, vectors
from resample.tools import export_commands
from tests.export import release
from tests.require import require

RUNNER = CliRunner()
FEW = (((13, 17), (5, 7)), ((60, 31), (7, 29)))


def call(*words: object) -> tuple[int, str]:
    done = RUNNER.invoke(export_commands.app, [str(w) for w in words])
    return done.exit_code, done.output


@pytest.mark.parametrize(
    ("dtype", "channels", "mode"),
    [("uint8", 1, "L"), ("uint8", 2, "LA"), ("uint8", 3, "RGB"), ("uint8", 4, "RGBA"), ("uint16", 1, "I;16")],
)
def test_a_png_is_what_other_readers_read(dtype: str, channels: int, mode: str) -> None:
    image_module = require("PIL.Image", "13.0")
    # 300 rows of 300 pixels are more than one stored block.
    image = vectors.Case("noise", 5, dtype, (300, 301, channels), (1, 1)).picture()
    data = png.write(image)
    found = image_module.open(io.BytesIO(data))
    assert found.mode == mode and (np.asarray(found).reshape(image.shape) == image).all()
    assert (png.read(data) == image).all() and png.read(data).dtype == image.dtype


def test_what_is_no_png_of_ours_is_refused() -> None:
    with pytest.raises(ValueError, match="holds no float32"):
        png.write(np.zeros((2, 2, 3), np.float32))
    good = png.write(np.zeros((2, 2, 3), np.uint8))
    for data in (b"", good[:40], b"x" + good[1:], good[:45] + b"\xff" + good[46:]):
        with pytest.raises(ValueError, match="not a PNG of plain samples"):
            png.read(data)


def test_a_set_of_png_conforms_and_one_that_was_changed_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vectors, "SIZES", FEW)
    code, text = call("vectors", "pillow:bilinear", "-o", tmp_path / "set", "--png", "--steps")
    assert code == 0, text
    names = {path.suffix for path in (tmp_path / "set").iterdir()}
    assert names == {".json", ".npy", ".png"}
    listed = json.loads((tmp_path / "set" / "manifest.json").read_text())
    assert {"spec", "original", "version", "build", "licence", "layout", "format"} < set(listed)
    assert all(len(e["steps"]) == 1 and {"picture_sha256", "result_sha256", "seen"} < set(e) for e in listed["cases"])
    # A program that copies the stored result of the case: equal, whatever computed it.
    script = "import sys, shutil; shutil.copy(sys.argv[1], sys.argv[2])"
    (tmp_path / "copy.py").write_text(script)
    code, text = call("conform", tmp_path / "set", "--", "python3", tmp_path / "copy.py", "{png}", "{output}")
    assert code == 1 and "0 of 6 cases equal" in text
    first = tmp_path / "set" / listed["cases"][0]["picture"]
    image = png.read(first.read_bytes())
    first.write_bytes(png.write(image ^ np.uint8(1)))
    code, text = call("conform", tmp_path / "set", "--", "true")
    assert code == 2 and "not that of the manifest" in " ".join(text.split())


def test_a_set_with_channels_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What torch makes of its ordinary memory; our NumPy export of the same layout conforms, another order does not."""
    monkeypatch.setattr(vectors, "SIZES", FEW[:1])
    code, text = call("vectors", "torch:bicubic,antialias", "-o", tmp_path / "set", "--layout", "CHW")
    assert code == 0, text
    listed = json.loads((tmp_path / "set" / "manifest.json").read_text())
    assert listed["layout"] == "channels, height, width" and listed["cases"][0]["shape"] == [3, 13, 17]
    code, text = call(
        "export", "torch:bicubic,antialias", "--input", "17x13", "--size", "7x5", "--layout", "CHW",
        "-o", tmp_path / "port.py",
    )  # fmt: skip
    assert code == 0, text
    run = "import sys, numpy as np, port; a = np.load(sys.argv[1]); b = port.resize(a); "
    (tmp_path / "good.py").write_text(run + "open(sys.argv[2], 'wb').write(b.tobytes())")
    (tmp_path / "moved.py").write_text(run + "open(sys.argv[2], 'wb').write(np.roll(b, 1, 2).tobytes())")
    words = ("conform", tmp_path / "set", "--", sys.executable)
    code, text = call(*words, tmp_path / "good.py", "{input}", "{output}")
    assert code == 0 and "3 of 3 cases equal" in text, text
    code, text = call(*words, tmp_path / "moved.py", "{input}", "{output}")
    assert code == 1 and "first at (channel, row, column) (0, 0, 0)" in " ".join(text.split()), text


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        (("torch:bilinear", "--layout", "WHC"), "layout 'WHC' is not one of HWC, CHW"),
        (("pillow:bilinear", "--layout", "CHW"), "pictures of pillow are HWC, not CHW"),
        (("torch:bilinear", "--layout", "CHW", "--png"), "a PNG has its channels last"),
    ],
)
def test_layouts_that_are_refused(
    words: tuple[str, ...], rule: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vectors, "SIZES", FEW[:1])
    code, text = call("vectors", *words, "-o", tmp_path / "set")
    assert code == 2 and rule in " ".join(text.split()) and not (tmp_path / "set").exists()


def test_a_float_set_has_no_png(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "SIZES", FEW)
    code, text = call(
        "vectors", "pillow:bilinear", "-o", tmp_path / "set", "--dtype", "float32", "--channels", 1, "--png"
    )
    assert code == 2 and "holds no float32" in text and not (tmp_path / "set").exists()


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(release.RELEASED))
def test_a_released_set_is_the_same_again(name: str) -> None:
    require({"pillow": "PIL", "opencv": "cv2"}.get(name, "torch"))
    files = release.made(name)
    assert files[vectors.MANIFEST] == (release.SETS / f"{name}.json").read_bytes()
    assert release.zipped(files) == release.zipped(files)
