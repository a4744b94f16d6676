"""The pages on exports, followed as a stranger would: every file as it stands, every command, what it prints."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.require import require

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
FILE = re.compile(r"`([\w.]+\.(?:c|py))`:\n*$")
EXTRAS = "resample-exact[cli", "resample-exact[cli,export"


@dataclass(frozen=True)
class Block:
    """A fenced block: commands, what they print, or a file with its name."""

    kind: str
    text: str
    name: str


def blocks(page: str) -> list[Block]:
    found = []
    end = 0
    for match in BLOCK.finditer(page):
        named = FILE.search(page[end : match.start()])
        found.append(Block(match[1], match[2], named[1] if named else ""))
        end = match.end()
    return found


def follow(page: str, folder: Path) -> int:
    """Do what a page says; return the number of blocks of commands."""
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    environment["COLUMNS"] = "200"
    done, printed = 0, ""
    for block in blocks(page):
        if block.kind == "bash":
            lines = block.text.splitlines()
            installs = [line for line in lines if line.startswith("pip install ")]
            assert all(any(extra in line for extra in EXTRAS) for line in installs)
            script = "\n".join(line for line in lines if line not in installs)
            command = ["bash", "-e", "-o", "pipefail", "-c", script]
            run = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
            assert run.returncode == 0, (block.text, run.stdout, run.stderr)
            done, printed = done + 1, run.stdout
        elif block.kind == "text":
            assert set(block.text.splitlines()) <= set(printed.splitlines()), (block.text, printed)
        else:
            assert block.name, block.text
            (folder / block.name).write_text(block.text)
    return done


@pytest.mark.slow
@pytest.mark.parametrize(("name", "commands"), [("c", 4), ("numpy", 2), ("onnx", 3), ("vectors", 4)])
def test_a_page_does_what_it_says(name: str, commands: int, tmp_path: Path) -> None:
    require("PIL", "13.0")
    if name == "onnx":
        require("onnxruntime", "1.31")
    page = (ROOT / "docs" / f"export-{name}.md").read_text(encoding="utf-8")
    assert follow(page, tmp_path) == commands


def test_a_command_that_fails_or_prints_something_else_is_seen(tmp_path: Path) -> None:
    assert follow("```bash\necho one\n```\n\n```text\none\n```\n", tmp_path) == 1
    for page in ("```bash\nfalse\n```\n", "```bash\necho one\n```\n\n```text\ntwo\n```\n", "```c\nint x;\n```\n"):
        with pytest.raises(AssertionError):
            follow(page, tmp_path)


def test_the_port_on_the_page_is_that_of_the_examples() -> None:
    page = (ROOT / "docs" / "export-vectors.md").read_text(encoding="utf-8")
    (shown,) = (block.text for block in blocks(page) if block.name == "port.c")
    assert shown == (ROOT / "examples" / "port.c").read_text(encoding="utf-8")
