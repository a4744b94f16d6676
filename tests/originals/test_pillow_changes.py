"""What changed from release to release, as the page tells it: our builds change in the same calls and ways."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest

from resample.pillow.versions import VERSIONS
from tests.corpora import pillow_ours
from tests.corpora.case import Case, Outcome
from tests.corpora.pillow_cases import DTYPES
from tests.corpora.replay import ours
from tests.originals.pillow_changes import DATA, dumps, fixed, rows
from tests.originals.pillow_wheels import fused_and_plain

STEPS = json.loads(DATA.read_text(encoding="utf-8"))


def test_the_data_has_every_build() -> None:
    steps = [(step["from"].removesuffix(".0"), step["to"].removesuffix(".0")) for step in STEPS]
    assert steps == [(old, new) for new, old in pairwise(VERSIONS)]
    assert dumps(STEPS) == DATA.read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["LA", "I;16"])
def test_our_builds_change_as_the_releases_did(mode: str) -> None:
    cases = [case for case in fixed() if case.arguments["mode"] == mode]
    answers = {name: [answer(name, case) for case in cases] for name in VERSIONS}
    for step, (new, old) in zip(STEPS, pairwise(VERSIONS), strict=True):
        told = [row for row in step["changes"] if row["mode"] == mode]
        assert rows(zip(cases, answers[old], answers[new], strict=True)) == told


def answer(version: str, case: Case) -> Outcome:
    return ours(pillow_ours, {"version": version}, case)


def test_only_the_modes_that_there_are() -> None:
    assert {row["mode"] for step in STEPS for row in step["changes"]} <= set(DTYPES)


def test_instructions_that_multiply() -> None:
    # FMADD, FMSUB, FNMADD, FNMSUB, FMUL and FNMUL of doubles; FMADD and FMUL of singles; NOP.
    fused = (0x1F420820, 0x1F428820, 0x1F620820, 0x1F628820)
    words = (*fused, 0x1E620820, 0x1E628820, 0x1F020820, 0x1E220820, 0xD503201F)
    assert fused_and_plain(b"".join(word.to_bytes(4, "little") for word in words)) == (4, 2)
