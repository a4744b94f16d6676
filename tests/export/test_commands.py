"""export, verify, vectors and conform as commands; ports of other people, right and wrong."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import resample
from resample.export import to_c, vectors
from resample.export.conform import judge
from resample.run import reference
from resample.spec import Spec
from resample.tools import export_commands

SPEC = "pillow:bilinear"
RUNNER = CliRunner()
FEW = (((13, 17), (5, 7)), ((60, 31), (7, 29)), ((5, 7), (23, 19)))

#: A port in C out of exported headers: it reads a line, then samples, and writes samples.
PORT = """
#include <stdio.h>
#include <stdlib.h>
%(includes)s
int main(void) {
    int w, h, c, ow, oh; char dtype[16];
    while (scanf("%%d %%d %%d %%15s %%d %%d", &w, &h, &c, dtype, &ow, &oh) == 6) {
        size_t n = (size_t)w * h * c, m = (size_t)ow * oh * c;
        unsigned char *in = malloc(n), *out = malloc(m), *scratch = malloc(1 << 20);
        if (getchar() != '\\n' || fread(in, 1, n, stdin) != n) return 1;
%(calls)s
        fwrite(out, 1, m, stdout); fflush(stdout);
        free(in); free(out); free(scratch);
    }
    return 0;
}
"""

#: A port with weights that are not rounded to 22 bits, and no rounding between the passes.
WRONG = """
import json, sys
import numpy as np
x = np.load(sys.argv[1]).astype(float)
for axis, n in ((1, int(sys.argv[3])), (0, int(sys.argv[4]))):
    before = x.shape[axis]
    scale = before / n
    wide = max(scale, 1)
    centre = (np.arange(n) + 0.5) * scale
    weight = np.maximum(1 - abs((np.arange(before) + 0.5 - centre[:, None]) / wide), 0)
    weight /= weight.sum(1, keepdims=True)
    x = np.moveaxis(np.tensordot(weight, x, (1, axis)), 0, axis)
open(sys.argv[2], "wb").write(np.floor(x + 0.5).clip(0, 255).astype(np.uint8).tobytes())
"""


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "SIZES", FEW)


def call(*words: object) -> tuple[int, str]:
    done = RUNNER.invoke(export_commands.app, [str(w) for w in words])
    return done.exit_code, done.output


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    code, text = call("vectors", SPEC, "-o", tmp_path / "set")
    assert code == 0, text
    return tmp_path / "set"


@pytest.mark.slow
@pytest.mark.parametrize("extension", ["h", "py", "onnx"])
def test_what_is_exported_verifies(extension: str, tmp_path: Path) -> None:
    target = tmp_path / f"resize.{extension}"
    code, text = call("export", "pillow:bicubic", "--input", "40x30", "--size", "12x9", "-o", target)
    assert code == 0 and "equal to Pillow 13.0.0, bit for bit" in text, text
    assert call("export", "pillow:bicubic", "--input", "40x30", "--size", "12x9", "-o", target)[0] == 2
    code, text = call("verify", target, "--compiler", "gcc")
    assert code == 0 and "equal, bit for bit" in text, text


def test_an_artifact_that_was_changed_does_not_verify(tmp_path: Path) -> None:
    target = tmp_path / "resize.h"
    assert call("export", "pillow:bicubic", "--input", "40x30", "--size", "12x9", "-o", target)[0] == 0
    target.write_text(target.read_text().replace("2097152u", "1048576u"))
    code, text = call("verify", target, "--compiler", "gcc")
    assert code == 1 and "DIFFERS" in text, text


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["torch:bilinear", "--dtype", "float32", "-o", "x.onnx"], "samples of f32 are no whole numbers"),
        (["pillow:bicubic", "-o", "x.txt"], "the extension is not one of .h, .py, .onnx"),
        (["pillow:bicubic", "-o", "nowhere/x.h"], "is not a directory"),
        (["pillow:bicubic", "-o", "x.h", "--name", "9"], "no identifier of C"),
        (["pillow:bicubic", "-o", "x.h", "--mean", "a"], "not a list of numbers"),
        (["pillow:bicubic", "-o", "x.h", "--channels", "4", "--bgr"], "no three channels to reverse"),
        (["pillow:bicubik", "-o", "x.h"], "bicubik"),
        (["pillow:bicubic", "-o", "x.h", "--dtype", "float99"], "float99"),
        (["pillow:bicubic", "-o", "x.h", "--channels", "5"], "Cannot handle this data type"),
        (["pillow:bicubic", "-o", "x.onnx", "--batch", "0"], "at least 1"),
        (["pillow:bicubic", "-o", "x.onnx", "--output-layout", "HW"], "not the axes"),
        (["pillow:bicubic", "-o", "x.h", "--std", "0,1,1", "--mean", "0,0,0"], "no deviation of 0"),
        (["pillow:bicubic", "-o", "/proc/x.h"], "/proc"),
        (["pillow:bicubic", "-o", "x.h", "--layout", "WHC"], "neither HWC nor CHW"),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_no_file(
    words: list[str], reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = RUNNER.invoke(export_commands.app, ["export", *words, "--input", "9x8", "--size", "4x5"])
    assert done.exit_code == 2 and reason in done.output, done.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("extension", ["h", "py", "onnx"])
@pytest.mark.parametrize("size", ["1073741824x1073741824", "99999999999999999x2", "30000x30000", "0x4", "-3x4", "4"])
def test_sizes_that_overflow_are_refused_at_once(size: str, extension: str, tmp_path: Path) -> None:
    for sides in (["--input", size, "--size", "4x5"], ["--input", "9x8", "--size", size]):
        code, text = call("export", "pillow:bicubic", *sides, "-o", tmp_path / f"x.{extension}")
        assert code == 2 and ("bytes, more than" in text or "size" in text), text
    assert list(tmp_path.iterdir()) == []


def test_any_size_goes_with_a_header_alone(tmp_path: Path) -> None:
    for more in (["-o", "x.onnx"], ["-o", "x.h", "--bgr"], ["-o", "x.h", "--input", "4x5"]):
        done = RUNNER.invoke(export_commands.app, ["export", "pillow:bicubic", "--size", "any", *more])
        assert done.exit_code == 2 and "any" in done.output, done.output
    code, text = call("export", "opencv(ipp=avx2):cubic", "--size", "any", "--channels", "1", "-o", tmp_path / "x.h")
    assert code == 2 and "no lowering to C of any size" in " ".join(text.split())
    assert list(tmp_path.iterdir()) == []


def test_verify_refuses_what_is_no_artifact(tmp_path: Path) -> None:
    for name in ("x.onnx", "x.h"):
        (tmp_path / name).write_bytes(b"something")
        assert call("verify", tmp_path / name)[0] == 2


def test_a_set_is_the_same_bytes_again(folder: Path) -> None:
    before = {p.name: p.read_bytes() for p in folder.iterdir()}
    code, text = call("vectors", SPEC, "-o", folder)
    assert code == 0 and "unchanged" in text
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == before
    (folder / "more").write_text("")
    assert call("vectors", SPEC, "-o", folder)[0] == 2
    listed = json.loads(before["manifest.json"])
    assert (listed["version"], len(listed["cases"])) == ("13.0", 9)


def test_our_c_as_a_port_conforms(folder: Path, tmp_path: Path) -> None:
    includes, calls = [], []
    for n, ((h, w), (oh, ow)) in enumerate(FEW):
        plan = resample.plan(SPEC, shape=(h, w, 3), dtype="uint8", size=(oh, ow))
        (tmp_path / f"p{n}.h").write_text(to_c(plan, f"p{n}"))
        includes.append(f'#include "p{n}.h"')
        calls.append(f"if (w == {w} && h == {h} && ow == {ow} && oh == {oh}) p{n}(in, out, scratch);")
    (tmp_path / "port.c").write_text(PORT % {"includes": "\n".join(includes), "calls": "\n".join(calls)})
    subprocess.run(["gcc", "-O2", "-o", str(tmp_path / "port"), str(tmp_path / "port.c"), "-lm"], check=True)
    code, text = call("conform", folder, "--stdio", "--", tmp_path / "port")
    assert code == 0 and "9 of 9 cases equal" in text, text


def test_float_weights_are_caught_and_called_a_rounding(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "wrong.py").write_text(textwrap.dedent(WRONG))
    command = [sys.executable, tmp_path / "wrong.py", "{input}", "{output}", "{width}", "{height}"]
    code, text = call("conform", folder, "--", *command)
    assert code == 1 and "rounding:" in text and "values differ, by up to 1" in text, text


def test_programs_that_fail_are_no_result(folder: Path) -> None:
    code, text = call("conform", folder, "--", "false")
    assert code == 1 and "0 of 9 cases equal; others: no result" in text
    assert call("conform", folder, "--", "no-such-program")[0] == 2
    code, text = call("conform", folder, "--stdio", "--", "true")
    assert code == 1 and "no result" in text


def test_kinds_of_differences() -> None:
    case = vectors.Case("noise", 1, "uint8", (40, 44, 3), (20, 22))
    spec = Spec.parse("pillow:bicubic")
    image = case.picture()
    plan = resample.plan(spec, shape=case.shape, dtype="uint8", size=case.size)
    wanted = reference.run(plan, image)
    area = resample.plan("opencv:area", shape=case.shape, dtype="uint8", size=case.size).run(image)
    moved = np.roll(wanted, 1, 1)
    off = wanted ^ np.uint8(1)
    kinds = [judge(spec, image, wanted, a.tobytes()).kind for a in (wanted, area, moved, off, 255 - wanted)]
    assert kinds == ["equal", "other filter", "shift", "rounding", "different"]
    assert judge(spec, image, wanted, b"12").kind == "no result"
