"""The benchmarks run, and both sides of every row give the same bytes; nothing is said about speed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

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
    document = json.loads(path.read_text(encoding="utf-8"))
    assert {row["original"] for row in document["rows"]} == {"Pillow", "OpenCV", "torch"}
    assert all(row["equal"] and row["ratio"] > 0 for row in document["rows"])
    assert any(row["new_size"] for row in document["rows"])
    assert document["machine"]["versions"]["numba"]
    assert "NOT EQUAL" not in done.stdout
