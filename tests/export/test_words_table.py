"""The page says what each target lowers, and every word of a plan is on it."""

from __future__ import annotations

from tests.export.words_table import PAGE, plans, render
from tests.words.plans import features


def test_the_page_is_current() -> None:
    assert render(PAGE.read_text()) == PAGE.read_text(), "run python -m tests.export.words_table"


def test_every_step_term_order_and_operation_is_there() -> None:
    seen = {name for _, plan in plans() for name in features(plan)}
    assert {
        *(
            "Gather",
            "Taps",
            "Split",
            "Map",
            "Mul",
            "MulShr",
            "MulDiv",
            "Lerp",
            "AnyOrder",
            "Forward",
            "Reverse",
            "Perm",
        ),
        *("Pairs", "Groups4", "Quads", "Cascade", "Pairwise8", "Unordered", "AllFused", "AfterBlocks", "Add", "Shr"),
        *("MulBy", "DivBy", "DivCount", "Round", "Clip", "Cast", "BytesApart", "Lut", "Premultiply", "Unpremultiply"),
        "ByteSwap",
    } <= seen
