"""Pages with figures are those that the data gives, and the data says what the pages promise."""

from __future__ import annotations

import json

from tests.export import counts, speed


def test_the_page_on_speed_is_current_and_c_at_o3_is_no_slower_than_pillow() -> None:
    text = speed.PAGE.read_text(encoding="utf-8")
    assert speed.render(text) == text, "run python -m tests.export.speed --render"
    rows = json.loads(speed.DATA.read_text(encoding="utf-8"))["rows"]
    case = {(r["mode"], *r["before"], *r["after"]): r["ms"] for r in rows if r["what"] == "Pillow"}
    fast = [r for r in rows if r["what"].startswith("C") and "-O3" in r["what"]]
    assert len(fast) == len(case) * 8
    assert [r for r in fast if r["ms"] > case[(r["mode"], *r["before"], *r["after"])]] == []


def test_the_page_of_counts_is_current_and_nothing_differs() -> None:
    text = counts.PAGE.read_text(encoding="utf-8")
    assert counts.render(text) == text, "run python -m tests.export.counts FILE"
    found = json.loads(counts.DATA.read_text(encoding="utf-8"))
    assert found and not any(differing for _, differing in found.values())
