"""The benchmarks run, and both sides of every row give the same bytes; nothing is said about speed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from benchmarks.goals import GROUPS, summary
from tests.require import require

ROOT = Path(__file__).parents[2]


def test_the_quick_rows_run(tmp_path: Path) -> None:
    """In a process of its own, since it turns IPP off and sets numbers of threads."""
    for module, version in (("PIL", "13.0.0"), ("cv2", "5.0.0"), ("torch", "2.13.0")):
        require(module, version)
    path = tmp_path / "benchmarks.json"
    command = [sys.executable, "-m", "benchmarks", "--quick", "-o", str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert "NOT EQUAL" not in done.stdout
    (run,) = json.loads(path.read_text(encoding="utf-8"))["runs"]
    assert {row["original"] for row in run["rows"]} == {"Pillow", "OpenCV", "torch"}
    assert all(row["equal"] and row["ratio"] > 0 and row["floors"] > 0 for row in run["rows"])
    assert any(row["new_size"] for row in run["rows"])
    assert run["machine"]["versions"]["numba"]
    assert {row["group"] for row in run["rows"]} <= set(GROUPS)
    assert all(goal["rows"] > 0 for goal in run["goals"])


def test_what_is_short_of_a_goal_is_said() -> None:
    rows = [{"group": "pillow box", "ratio": 2.0}, {"group": "pillow smooth", "ratio": 9.0}]
    whole, box, smooth = summary(rows, "avx2")
    assert (whole["median"], whole["short"]) == (5.5, "median 5.5 for 7")
    assert (box["least"], box["short"], smooth["short"]) == (2.0, "least 2.0 for 2.5", "")
    assert [goal["short"] for goal in summary(rows, "sse4")] == ["", "", ""]
