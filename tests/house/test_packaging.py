"""What is shipped: wheel and sdist, each installed in an environment of its own, and used from outside the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KERNELS = sorted(path.name for path in (ROOT / "kernels").glob("*.py"))

# Run with the scratch environment's Python, in an empty folder.
USE = """
import importlib.util, pathlib, sys
import resample
assert "numba" not in sys.modules and "numpy" not in sys.modules
home = pathlib.Path(resample.__file__).parent
assert home.is_relative_to(sys.prefix), home
assert importlib.util.find_spec("kernels") is None
assert not (home / "kernels").is_symlink() and (home / "kernels" / "_jit.py").is_file()
assert (home / "data" / "coffee.png").read_bytes().startswith(b"\\x89PNG") and (home / "py.typed").exists()
import numpy as np
image = np.arange(7 * 5 * 3, dtype=np.uint8).reshape(7, 5, 3)
for backend in ("numpy", "numba"):
    out = resample.resize(image, (3, 4), like="pillow:bicubic", backend=backend)
    assert out.shape == (3, 4, 3) and out.dtype == np.uint8
    print(out.tobytes().hex())
"""


def run(*command: str | Path, cwd: Path, **variables: str) -> str:
    """Run a command and return what it prints; if it fails, all of that is the failure."""
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "COV_"))}
    done = subprocess.run(command, cwd=cwd, env=inherited | variables, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build from what a clone has: the sdist from the checkout, one wheel from the checkout, one from the sdist."""
    folder = tmp_path_factory.mktemp("dist")
    clone = tmp_path_factory.mktemp("clone") / "resample"
    listed = run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", cwd=ROOT).split("\0")
    for name in filter(None, listed):
        source, target = ROOT / name, clone / name
        if source.is_symlink() or source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.is_symlink():
                target.symlink_to(os.readlink(source))
            else:
                target.write_bytes(source.read_bytes())
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir"]
    run(*build, folder / "checkout", "--wheel", clone, cwd=folder)
    run(*build, folder / "sdist", clone, cwd=folder)  # the sdist, and a wheel from it
    return folder


def only(folder: Path, pattern: str) -> Path:
    (found,) = folder.glob(pattern)
    return found


def test_wheels_hold_kernels_and_photograph_as_files(dist: Path) -> None:
    wheels = [only(dist / where, "*.whl") for where in ("checkout", "sdist")]
    listings = [sorted(zipfile.ZipFile(wheel).namelist()) for wheel in wheels]
    assert listings[0] == listings[1]
    assert {f"resample/kernels/{name}" for name in KERNELS} <= set(listings[0])
    assert {"resample/py.typed", "resample/data/coffee.png"} <= set(listings[0])
    info = next(name.partition("/")[0] for name in listings[0] if ".dist-info/" in name)
    assert {name.partition("/")[0] for name in listings[0]} == {"resample", info}
    assert {f"{info}/licenses/LICENSE", f"{info}/licenses/NOTICE"} <= set(listings[0])


def test_sdist_holds_no_links(dist: Path) -> None:
    with tarfile.open(only(dist / "sdist", "*.tar.gz")) as archive:
        members = {member.name.partition("/")[2]: member for member in archive.getmembers()}
    assert all(member.isfile() or member.isdir() for member in members.values())
    assert {f"resample/kernels/{name}" for name in KERNELS} <= set(members)
    assert {"LICENSE", "NOTICE", "README.md", "CHANGELOG.md", "pyproject.toml", "resample/data/coffee.png"} <= set(
        members
    )


@pytest.mark.slow
@pytest.mark.parametrize("where", ["checkout", "sdist"])
def test_installed_it_works_outside_the_checkout(where: str, dist: Path, tmp_path: Path) -> None:
    scratch = tmp_path / "venv"
    venv.create(scratch, with_pip=False)
    python = scratch / "bin" / "python"
    site = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=tmp_path).strip())
    # pip from here, so that a scratch environment costs no download; --no-deps, because NumPy and Numba are lent below.
    wheel = only(dist / where, "*.whl")
    run(
        sys.executable, "-m", "pip", "--python", python, "install", "-q", "--no-deps", "--no-index", wheel, cwd=tmp_path
    )
    lent = tmp_path / "lent"
    lent.mkdir()
    here = Path(sysconfig.get_path("purelib"))
    for name in ("numpy", "numpy.libs", "numba", "llvmlite"):
        if (here / name).exists():
            (lent / name).symlink_to(here / name)
    (site / "lent.pth").write_text(f"{lent}\n")
    outside = tmp_path / "outside"
    outside.mkdir()
    lines = run(python, "-c", USE, cwd=outside, NUMBA_CACHE_DIR=str(tmp_path / "cache")).split()
    assert len(lines) == 2 and lines[0] == lines[1]
