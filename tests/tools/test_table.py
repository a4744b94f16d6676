"""The table, the bar and the colours, as a terminal shows them."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from pathlib import Path

import numpy as np
import pytest

from resample.spec import Spec
from resample.tools import table
from resample.tools.check import Outcome, Verdict
from resample.tools.compare import Row
from resample.tools.differences import Difference
from resample.tools.table import Entry

IMAGE = np.zeros((1, 1, 1), np.uint8)
EQUAL = Verdict(Outcome.EQUAL, "equal to torchvision 0.29.2, bit for bit")
DIFFERS = Verdict(Outcome.DIFFERS, "DIFFERS: 150,528 of 150,528 values from torchvision 0.29.2")


def entry(mode: str, options: tuple[tuple[str, str], ...], verdict: Verdict) -> Entry:
    build = (("cpu", "default"), ("threads", "16"))
    spec = Spec("torchvision", mode, "v2", "0.29", build, options)
    return Entry(Row(spec, IMAGE, IMAGE, 0.01234), Difference(1, 3, 255.0, 99.5), verdict)


LONG = [
    entry("nearest-exact", (), EQUAL),
    entry("bicubic", (("antialias", "False"),), EQUAL),
]
MIXED = [LONG[0], entry("bicubic", (("antialias", "False"),), DIFFERS)]


@pytest.mark.parametrize("width", [66, 80, 100, 120, 140, 160, None])
@pytest.mark.parametrize("entries", [LONG, MIXED])
def test_no_line_is_too_long_and_nothing_is_missing(entries: list[Entry], width: int | None) -> None:
    lines = [line.plain for line in table.lines(entries, width)]
    assert width is None or max(map(len, lines)) <= width
    text = "\n".join(lines)
    assert "…" not in text and "..." not in text
    for one in entries:
        build, _, mode = str(one.row.spec).partition(":")
        assert str(one.row.spec) in text or (build in lines[1] and re.search(rf"^  :{re.escape(mode)} ", text, re.M))
        assert one.verdict.text in re.sub(r"\s+", " ", text)
    assert text.count("33.33 %") == text.count("99.500") == text.count("12.3 ms") == 2


@pytest.mark.parametrize("width", [80, 160, None])
def test_columns_stand_under_their_heads(width: int | None) -> None:
    lines = [line.plain for line in table.lines(LONG, width)]
    ends = {lines[0].index(head) + len(head) for head in table.HEADS}
    for line in lines[1:]:
        cells = {match.end() for match in re.finditer(r"33\.33 %|255|99\.500|12\.3 ms", line)}
        assert not cells or cells == ends


def test_a_common_verdict_stands_once_and_others_at_their_rows() -> None:
    assert [line.plain for line in table.lines(LONG, 100)][1].endswith(EQUAL.text)
    text = "\n".join(line.plain for line in table.lines(MIXED, 100))
    assert text.index(EQUAL.text) < text.index(":bicubic") < text.index(DIFFERS.text)


# --- in a terminal ----------------------------------------------------------------------------------------------------


def terminal(code: str, width: int, *arguments: str, **variables: str) -> str:
    """Run Python code in a terminal of a width and return what appears, control sequences and all."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 60, width, 0, 0))
    environment = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "NO_COLOR", "FORCE_COLOR", "CI")}
    child = subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env={**environment, "TERM": "xterm-256color", **variables},
        close_fds=True,
    )
    os.close(slave)
    pieces = []
    try:
        while piece := os.read(master, 65536):
            pieces.append(piece)
    except OSError:  # the other end is closed, which Linux reports as an error
        pass
    finally:
        os.close(master)
    assert child.wait(60) == 0
    return b"".join(pieces).decode()


COMPARE = "from resample.cli import main; main()"
LIKES = ("compare", "--size=16x16", "--like=pillow:bilinear", "--like=opencv(ipp=avx512-explicit):nearest_exact")


def plain(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text)


@pytest.mark.parametrize("width", [80, 100, 160])
def test_a_terminal_shows_whole_specs_and_no_line_that_wraps(width: int) -> None:
    shown = terminal(COMPARE, width, *LIKES)
    assert "\x1b[" in shown
    # What stands before the last erasure of a line was the bar.
    lines = [plain(line.rpartition("\x1b[2K")[2]).rpartition("\r")[2] for line in shown.split("\r\n")]
    assert max(map(len, lines)) <= width
    text = "\n".join(lines)
    build, mode = "opencv@5.0(ipp=avx512-explicit)", "nearest_exact"
    assert f"{build}:{mode} " in text or re.search(rf"^{re.escape(build)}\b.*\n  :{mode} ", text, re.M)
    assert "…" not in text


def test_no_color_is_respected(tmp_path: Path) -> None:
    coloured = re.compile(r"\x1b\[[0-9;]*(3[0-7]|38)[0-9;]*m")
    assert coloured.search(terminal(COMPARE, 100, *LIKES[:3]))
    assert not coloured.search(terminal(COMPARE, 100, *LIKES[:3], NO_COLOR="1"))


BAR = """
import time
from resample.tools.progress import bar
with bar(2) as progress:
    progress.step("one")
    time.sleep({})
    progress.step("two")
print("end")
"""


def test_a_bar_appears_after_a_second() -> None:
    shown = terminal(BAR.format(1.6), 80)
    assert "0/2" in plain(shown) and "one" in plain(shown)
    assert plain(shown).endswith("end\r\n")


def test_no_bar_appears_for_what_is_quick() -> None:
    assert terminal(BAR.format(0.1), 80) == "end\r\n"


def test_no_bar_appears_without_a_terminal() -> None:
    code = f"import os, sys\nos.dup2(os.open(os.devnull, os.O_WRONLY), 1)\n{BAR.format(1.3)}"
    assert terminal(code, 80) == ""
    done = subprocess.run([sys.executable, "-c", BAR.format(1.3)], capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("end\n", "")
