"""Every job of the project, each in an environment that it makes itself: ``nox -s NAME``; ``nox -l`` lists them.

On a machine without the virtualenv package's backend: ``NOX_DEFAULT_VENV_BACKEND=venv nox -s NAME``.
"""

from __future__ import annotations

import os

import nox

nox.needs_version = ">=2024.10.9"
nox.options.sessions = ["lint", "types", "tests"]
nox.options.error_on_missing_interpreters = False

GROUPS = nox.project.load_toml("pyproject.toml")["dependency-groups"]
# Its metadata asks for a newer torch than the one that is tested against; it runs with both.
TORCHVISION = "torchvision==0.29.2"
PYTHONS = ["3.10", "3.11", "3.12", "3.13"]
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
    """Ours against the originals, interleaved in one process. Arguments after -- go to the runner."""
    install_originals(session, "bench")
    session.run("python", "-m", "benchmarks", *session.posargs)


@nox.session
def corpus(session: nox.Session) -> None:
    """Make a corpus where its original is: ``nox -s corpus -- pillow -n 20000 -o FILE``."""
    install_originals(session, "test")
    session.run("python", "-m", "tests.corpus", *session.posargs)


@nox.session(python=PYTHONS)
def versions(session: nox.Session) -> None:
    """Each supported Python without any original: the words, the house and the replays of the corpora."""
    install(session, "test", "lint")
    session.run("python", "-m", "pytest", "-n", JOBS, *session.posargs, env={"CI": None})


@nox.session
def export(session: nox.Session) -> None:
    """Every target against the originals, by every compiler that is here, on all sizes. Needs gcc and clang."""
    install_originals(session, "test")
    session.run("python", "-m", "pytest", "-n", JOBS, "tests/export/campaign.py", *session.posargs)
