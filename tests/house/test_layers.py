"""Who may import whom: the contracts hold, and each of them notices a breach."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"


def lint(folder: Path) -> tuple[int, str]:
    """Run import-linter on the package in `folder`, by that folder's own configuration."""
    # -P and -c, so that the package is found in `folder` and nowhere else, whatever is installed.
    environment = os.environ | {"PYTHONPATH": str(folder)}
    command = [sys.executable, "-c", LINT, "--no-cache"]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the package, with its kernels as a folder, to break it."""
    folder = tmp_path_factory.mktemp("copy")
    shutil.copytree(ROOT / "resample", folder / "resample", ignore=shutil.ignore_patterns("__pycache__", "data"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_layers_hold() -> None:
    code, output = lint(ROOT)
    assert code == 0, output


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("run/reference.py", "import resample.rules"),
        ("run/reference.py", "from resample.front import call"),
        ("plan/words.py", "from resample.run import reference"),
        ("errors.py", "import resample.plan"),
        ("kernels/_jit.py", "from resample.run import reference"),
        ("rules/libm.py", "from resample.pillow import original"),
        ("front/call.py", "from resample.opencv import original"),
        ("pillow/original.py", "import resample.opencv.original"),
        ("front/kinds.py", "import torch"),
        ("front/kinds.py", "def f():\n    from PIL import Image"),
        ("plan/check.py", "import numba"),
    ],
)
def test_a_breach_is_noticed(module: str, line: str, copy: Path) -> None:
    file = copy / "resample" / module
    kept = file.read_text()
    file.write_text(f"{kept}\n{line}\n")
    try:
        code, output = lint(copy)
    finally:
        file.write_text(kept)
    assert code != 0 and "BROKEN" in output, output
