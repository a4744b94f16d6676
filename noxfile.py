"""Every job of the project, each in an environment that it makes itself: ``nox -s NAME``; ``nox -l`` lists them.

On a machine without the virtualenv package's backend: ``NOX_DEFAULT_VENV_BACKEND=venv nox -s NAME``.
"""

from __future__ import annotations

import os
from pathlib import Path

import nox

nox.needs_version = ">=2024.10.9"
nox.options.sessions = ["lint", "types", "tests"]
nox.options.error_on_missing_interpreters = False

GROUPS = nox.project.load_toml("pyproject.toml")["dependency-groups"]
# Its metadata asks for a newer torch than the one that is tested against; it runs with both.
TORCHVISION = "torchvision==0.29.2"
PYTHONS = ["3.10", "3.11", "3.12", "3.13"]
PILLOW = next(requirement for requirement in GROUPS["originals"] if requirement.startswith("pillow=="))
# Every older build that is verified: the newest are what the tests install.
OLDER = [
    *(f"pillow=={v}" for v in ("12.3.0", "12.2.0", "12.0.0", "11.3.0", "11.0.0", "10.4.0", "9.5.0", "9.3.0")),
    *(f"opencv-python-headless=={v}" for v in ("4.13.0.92", "4.12.0.88", "4.10.0.84", "4.8.1.78", "4.5.5.64")),
]
# Of the others, what IPP computes is not known to the bit.
WITH_IPP = ("opencv-python-headless==4.13.0.92", "opencv-python-headless==4.12.0.88")
BEFORE_NUMPY_2 = ("opencv-python-headless==4.8.1.78", "opencv-python-headless==4.5.5.64")
JOBS = str(min(os.cpu_count() or 1, 8))


def install(session: nox.Session, *groups: str) -> None:
    """Install this checkout, editable, with the command line's extra and the named dependency groups."""
    session.install("-e", ".[cli]", *(requirement for group in groups for requirement in GROUPS[group]))


def install_originals(session: nox.Session, *groups: str) -> None:
    install(session, "originals", *groups)
    session.install("--no-deps", TORCHVISION)


@nox.session
def demo(session: nox.Session) -> None:
    """The main job, on the bundled photograph, checked against the originals."""
    install_originals(session)
    session.run("resample", "compare", *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """All tests, against all originals that pip installs. Arguments after -- go to pytest."""
    install_originals(session, "test", "lint")
    session.run("python", "-m", "pytest", "-n", JOBS, "--dist", "worksteal", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Style, import layers, docstrings: all of it reads source, so that nothing of ours has to be installed."""
    session.install(*GROUPS["lint"])
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("lint-imports")
    tracked = session.run("git", "ls-files", "resample/*.py", external=True, silent=True)
    session.run("numpydoc", "lint", *str(tracked).split())


@nox.session
def types(session: nox.Session) -> None:
    """The package, strictly."""
    install(session, "types")
    session.run("mypy")


@nox.session
def docs(session: nox.Session) -> None:
    """Build the pages: numbers are as the data says, and a warning is an error."""
    install(session, "docs")
    session.run("python", "docs/generate.py", "--check")
    session.run("sphinx-build", "-n", "-W", "--keep-going", "-b", "html", "docs", "docs/_build/html")


@nox.session
def bench(session: nox.Session) -> None:
    """Ours against the originals, interleaved in one process, and peers. Arguments after -- go to the runner.

    Pillow-SIMD takes Pillow's place wherever it is installed, so it has a folder of its own; where it cannot be
    built its rows are left out.
    """
    install_originals(session, "bench")
    simd = Path(session.create_tmp()).resolve() / "simd"
    alone = ("--no-deps", "--no-binary", "pillow-simd", "--target", str(simd))
    session.run("python", "-m", "pip", "install", *alone, "pillow-simd", env={"CC": "cc -mavx2"}, success_codes=[0, 1])
    session.run("python", "-m", "benchmarks", "--simd", str(simd), *session.posargs)


@nox.session
def corpus(session: nox.Session) -> None:
    """Make a corpus where its original is: ``nox -s corpus -- pillow -n 20000 -o FILE``."""
    install_originals(session, "test")
    session.run("python", "-m", "tests.corpus", *session.posargs)


@nox.session
@nox.parametrize("release", OLDER)
def versions(session: nox.Session, release: str) -> None:
    """An older original makes a corpus of each part, in an environment of its own; ours replays it without it."""
    name = {"pillow": "pillow", "opencv-python-headless": "opencv"}[release.partition("==")[0]]
    parts = {"pillow": ("core", "rest"), "opencv": ("native",)}[name]
    if release in WITH_IPP:
        parts += ("ipp", "ipp_factors")
    folder = Path(session.create_tmp()).resolve()
    session.install(release, "numpy<2" if release in BEFORE_NUMPY_2 else "numpy")
    cases = session.posargs[0] if session.posargs else "5000"
    for part in parts:
        session.run("python", "-m", "tests.corpus", name, "-n", cases, "--part", part, "-o", str(folder / part))
    session.run("python", "-m", "pip", "uninstall", "-q", "-y", release.partition("==")[0], "numpy")
    session.install("-e", ".")  # not its extras: they bring Pillow back
    for part in parts:
        session.run("python", "-m", "tests.corpus", "replay", str(folder / part), "--backend", "numba")


@nox.session
def changes(session: nox.Session) -> None:
    """What changed from each Pillow to the next: all answer the same calls; the counts go into docs/data."""
    folder = Path(session.create_tmp()).resolve()
    session.install("numpy")
    files = []
    for release in (PILLOW, *(r for r in OLDER if r.startswith("pillow=="))):
        session.install(release)
        files.append(str(folder / release))
        session.run("python", "-m", "tests.originals.pillow_changes", "answer", files[-1])
    session.run("python", "-m", "tests.originals.pillow_changes", "count", *files)
    session.run("python", "-m", "tests.originals.pillow_wheels", PILLOW)


@nox.session
def judge(session: nox.Session) -> None:
    """Pillow's own tests, out of its source distribution, with its resizes replaced by ours."""
    folder = Path(session.create_tmp()).resolve()
    session.install("-e", ".", "pytest", PILLOW)
    # Only Pillow itself is taken as source: pip makes its metadata with tools that come as wheels.
    source = ("--no-deps", "--no-binary", "pillow", PILLOW)
    session.run("python", "-m", "pip", "download", "-q", *source, "-d", str(folder))
    session.run("python", "-m", "tests.originals.pillow_judge", str(folder / f"{PILLOW.replace('==', '-')}.tar.gz"))


@nox.session(python=PYTHONS)
def pythons(session: nox.Session) -> None:
    """Each supported Python without any original: the words, the house and the replays of the corpora."""
    install(session, "test", "lint")
    session.run("python", "-m", "pytest", "-n", JOBS, *session.posargs, env={"CI": None})


@nox.session
def export(session: nox.Session) -> None:
    """Every target against the originals, by every compiler that is here, on all sizes. Needs gcc and clang.

    Counts go to docs/data/exports.json and from there into docs/export.md.
    """
    install_originals(session, "test")
    counts = Path(session.create_tmp()).resolve() / "counts.jsonl"
    counts.unlink(missing_ok=True)
    environment = {"RESAMPLE_EXPORT_COUNTS": str(counts)}
    session.run("python", "-m", "pytest", "-n", JOBS, "tests/export/campaign.py", *session.posargs, env=environment)
    session.run("python", "-m", "tests.export.counts", str(counts))


@nox.session
def emulated(session: nox.Session) -> None:
    """Portable ONNX models on a CPU without VNNI. Needs qemu-x86_64 (Debian: qemu-user)."""
    install_originals(session, "test")
    folder = Path(session.create_tmp()).resolve()
    counts = folder / "counts.jsonl"
    counts.unlink(missing_ok=True)
    session.run("python", "-m", "tests.export.emulated", "make", str(folder / "cases"))
    emulator = ("qemu-x86_64", "-cpu", "Haswell", str(Path(session.bin) / "python"))
    command = (*emulator, "-m", "tests.export.emulated", "run", str(folder / "cases"))
    session.run(*command, external=True, env={"RESAMPLE_EXPORT_COUNTS": str(counts)})
    session.run("python", "-m", "tests.export.counts", str(counts))


@nox.session
def emulated512(session: nox.Session) -> None:
    """Kernels of 16 lanes as machine code, on CPUs with AVX-512, with and without VNNI, that Bochs plays.

    Needs Debian's bochs, isolinux, syslinux-common and xorriso, and a kernel (linux-image-cloud-amd64): the newest in
    /boot, or ``-- --linux FILE``.
    """
    install(session, "test")
    folder = Path(session.create_tmp()).resolve()
    session.run("python", "-m", "tests.emulated512", str(folder), *session.posargs)


@nox.session
def vectors(session: nox.Session) -> None:
    """Golden vectors of every original as release data: ``nox -s vectors -- FOLDER``; the same as the last time."""
    install_originals(session, "test")
    session.run("python", "-m", "tests.export.release", *(session.posargs or ["dist/vectors"]), env={"CI": "1"})


@nox.session
def levels(session: nox.Session) -> None:
    """All corpora and the words on kernels for CPUs without FMA and AVX, and with AVX2 alone; each level's assembly."""
    install_originals(session, "test")
    folder = Path(session.create_tmp()).resolve()
    files = []
    cores = ("avx2-1", "avx2-2", "default-1", "default-2")
    for name, cases, parts in (
        ("pillow", "20000", ("core", "rest")),
        ("opencv", "20000", ("native",)),
        ("torch", "5000", cores),
        ("torchvision", "2500", cores),
    ):
        for part in parts:
            files.append(str(folder / f"{name}-{part}"))
            session.run("python", "-m", "tests.corpus", name, "-n", cases, "--part", part, "-o", files[-1])
    for cpu in ("nehalem", "haswell"):
        # Both variables: the name alone leaves the extensions of this machine's CPU on.
        env = {"NUMBA_CPU_NAME": cpu, "NUMBA_CPU_FEATURES": "", "NUMBA_CACHE_DIR": str(folder / cpu)}
        for file in files:
            session.run("python", "-m", "tests.corpus", "replay", file, "--backend", "numba", env=env)
        session.run("python", "-m", "pytest", "-n", JOBS, "tests/words", env={**env, "RESAMPLE_LEVELS": "all"})
