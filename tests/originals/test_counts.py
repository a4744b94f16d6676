"""Counts of cases: recorded by many processes, summed, and rendered into pages that are never older than the data."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.originals.counts import collect, dumps, merge, record_cases

ROOT = Path(__file__).parents[2]
CORE = "corpus/pillow/13.0/kernels/box/L"


def test_nothing_is_written_without_a_folder(monkeypatch, tmp_path):
    monkeypatch.delenv("RESAMPLE_COUNTS", raising=False)
    monkeypatch.chdir(tmp_path)
    record_cases(CORE, 3, 0)
    assert not list(tmp_path.iterdir())


def test_counts_of_a_cell_are_added_over_processes(monkeypatch, tmp_path):
    monkeypatch.setenv("RESAMPLE_COUNTS", str(tmp_path / "new"))
    record_cases(CORE, 3, 1)
    record_cases(CORE, 4, 0)
    (tmp_path / "new" / "other.jsonl").write_text(json.dumps([CORE, 10, 2]) + "\n", encoding="utf-8")
    assert collect(tmp_path / "new") == {CORE: [17, 3]}


@pytest.mark.parametrize(
    ("cell", "cases", "differing"),
    [("corpora/x", 1, 0), ("hard/pillow", 1, 0), ("hard/pillow/", 1, 0), ("words/add/literal", 1, 2)],
)
def test_what_is_not_a_count_is_refused(cell, cases, differing):
    with pytest.raises(ValueError, match=r"cell|cases"):
        record_cases(cell, cases, differing)


def test_a_corpus_is_replaced_whole():
    old = {CORE: [5, 0], "corpus/pillow/13.0/kernels/gone/L": [1, 0], "corpus/pillow/13.0/reference/box/L": [2, 0]}
    new = merge(old, {CORE: [7, 0], "words/add/literal": [1, 0]})
    assert list(new) == [CORE, "corpus/pillow/13.0/reference/box/L", "words/add/literal"]
    assert new[CORE] == [7, 0]
    assert json.loads(dumps(new)) == new


def test_pages_are_what_the_data_renders_to():
    command = [sys.executable, "docs/generate.py", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_nothing_that_was_counted_differs():
    counts = json.loads((ROOT / "docs" / "data" / "exactness.json").read_text(encoding="utf-8"))
    assert counts
    assert {cell: count for cell, count in counts.items() if count[1]} == {}
