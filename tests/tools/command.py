"""The command line, called in this process and in one of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from typer.testing import CliRunner, Result

from resample.tools.commands import app


def call(*arguments: str | Path) -> Result:
    """Run a command here; an exception that it does not turn into a line fails the test."""
    result = CliRunner().invoke(app, [str(a) for a in arguments], catch_exceptions=False)
    return result


def refused(*arguments: str | Path) -> str:
    """Run a command that must be refused, and return the one line that says why."""
    result = call(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    line, end, rest = result.stderr.partition("\n")
    assert (end, rest) == ("\n", "") and line.startswith("resample: ")
    return line.removeprefix("resample: ")


def process(*arguments: str | Path, code: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own, after some code."""
    start = f"import sys\n{code}\nfrom resample.cli import main\nmain()"
    return subprocess.run(
        [sys.executable, "-c", start, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, **variables},
    )
