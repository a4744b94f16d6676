"""The programs of examples/, compiled and run: a tensor without Python, and a port."""

from __future__ import annotations

import subprocess
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from resample.tools import export_commands
from resample.tools.originals import torchvision as torchvision_worker
from tests.require import require

EXAMPLES = Path(__file__).parents[2] / "examples"
RUNNER = CliRunner()
STRICT = ("-Wall", "-Wextra", "-Werror", "-pedantic")


def call(*words: object) -> tuple[int, str]:
    done = RUNNER.invoke(export_commands.app, [str(w) for w in words])
    return done.exit_code, done.output


@pytest.fixture(scope="module")
def header(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("any")
    code, text = call("export", "pillow:bilinear", "--size", "any", "-o", folder / "resize.h")
    assert code == 0 and "equal to Pillow 13.0.0, bit for bit" in text, text
    return folder


@pytest.mark.parametrize("turned", [False, True])
def test_the_tensor_is_that_of_the_python_program(turned: bool, header: Path, tmp_path: Path) -> None:
    image_module = require("PIL.Image", "13.0")
    torchvision_worker.version()  # imports it, whatever torch is beside it
    from torchvision import transforms

    with (files("resample") / "data" / "coffee.png").open("rb") as stream:
        photo = image_module.open(stream).convert("RGB")
    photo = photo.transpose(image_module.Transpose.ROTATE_90) if turned else photo
    photo.save(tmp_path / "photo.ppm")
    steps = [transforms.Resize(256), transforms.CenterCrop(224), transforms.ToTensor()]
    steps.append(transforms.Normalize(mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225]))
    wanted = transforms.Compose(steps)(image_module.open(tmp_path / "photo.ppm")).numpy()

    program = tmp_path / "tensor"
    flags = ["-O2", "-std=c++11", *STRICT, "-I", str(header)]
    subprocess.run(["g++", *flags, "-o", str(program), str(EXAMPLES / "tensor.cpp")], check=True)
    done = subprocess.run([str(program), str(tmp_path / "photo.ppm")], capture_output=True, text=True, check=True)
    found = np.array(done.stdout.split(), np.float32).reshape(3, 224, 224)
    assert wanted.dtype == np.float32 and found.tobytes() == wanted.tobytes()


def test_the_program_refuses_what_is_no_picture(header: Path, tmp_path: Path) -> None:
    program = tmp_path / "tensor"
    flags = ["-O1", "-std=c++11", "-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-I", str(header)]
    subprocess.run(["g++", *flags, "-o", str(program), str(EXAMPLES / "tensor.cpp")], check=True)
    (tmp_path / "cut.ppm").write_bytes(b"P6\n# a comment\n300 300\n255\nabc")
    (tmp_path / "large.ppm").write_bytes(b"P6 99999999999 99999999999 255\n")
    for words in ([], [tmp_path / "none.ppm"], [tmp_path / "cut.ppm"], [tmp_path / "large.ppm"]):
        done = subprocess.run([program, *words], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout) == (2, "") and "usage" in done.stderr


@pytest.mark.slow
def test_our_c_is_a_port_that_conforms(header: Path, tmp_path: Path) -> None:
    code, text = call("vectors", "pillow:bilinear", "-o", tmp_path / "vectors")
    assert code == 0, text
    port = tmp_path / "port"
    command = ["gcc", "-O2", "-std=c99", *STRICT, "-I", str(header), "-o", str(port), str(EXAMPLES / "port.c"), "-lm"]
    subprocess.run(command, check=True)
    names = ("{raw}", "{output}", "{width}", "{height}", "{input_width}", "{input_height}")
    for words in (["--stdio", "--", port], ["--", port, *names]):
        code, text = call("conform", tmp_path / "vectors", *words)
        assert code == 0 and "36 of 36 cases equal" in text, text
