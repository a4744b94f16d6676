"""The corpora themselves: their numbers, their pictures, their file, and how their cases are spread."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from tests.corpora import pillow_cases
from tests.corpora.bits import Draw, seed_of, words
from tests.corpora.case import Case, Outcome, canonical, spread
from tests.corpora.file import Corpus, CorpusError, read, write
from tests.corpora.layouts import LAYOUTS
from tests.corpora.pictures import KINDS, Picture, make

ROOT = Path(__file__).parents[2]
ARRAY = np.arange(6, dtype="<u2").reshape(2, 3)


def entries() -> list[tuple[Case, Outcome]]:
    picture = Picture("noise", "|u1", (2, 3), 7)
    case = Case(0, "resize/box/L/shrink", "resize", picture, {"size": (1, 2), "box": None, "resample": 4})
    return [(case, Outcome.of_array(ARRAY)), (case, Outcome.of_error(ValueError("no"), with_message=True))]


def test_the_generator_is_splitmix64():
    # The first outputs of the published generator for the seed 1234567.
    expected = [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
        4593380528125082431,
        16408922859458223821,
    ]
    assert words(1234567, 5).tolist() == expected
    draw = Draw(1234567)
    assert [draw.word() for _ in range(5)] == expected


def test_draws_and_seeds_keep_their_values():
    draw = Draw(seed_of("pillow", 1, "resize"))
    assert [draw.between(1, 100) for _ in range(5)] == [43, 8, 45, 39, 9]


@pytest.mark.parametrize("dtype", ["|b1", "|u1", "|i1", "<u2", "<i2", "<i4", "<f2", "bf16", "<f4", "<f8"])
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_picture_depends_on_its_seed_alone(kind: str, dtype: str):
    floats = dtype == "bf16" or dtype[1] == "f"
    if (kind in ("specials", "zeros") and not floats) or (kind in ("edges", "alpha") and (floats or dtype == "|b1")):
        return
    one, two = (make(Picture(kind, dtype, (5, 4, 4), seed)) for seed in (1, 1))
    assert one.tobytes() == two.tobytes()
    assert one.shape == (5, 4, 4)
    if kind != "flat":
        assert one.tobytes() != make(Picture(kind, dtype, (5, 4, 4), 2)).tobytes()


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_layouts_keep_values(layout: str):
    plain = make(Picture("noise", "<f4", (1, 3, 5, 4), 1))
    other = make(Picture("noise", "<f4", (1, 3, 5, 4), 1, layout))
    assert plain.tobytes() == np.ascontiguousarray(other).tobytes()
    if layout not in ("plain", "readonly"):
        assert plain.strides != other.strides


def test_outcomes_compare_bits_and_count_nans_as_one():
    nan, other = np.array([0x7FC00000, 0xFFC00001], np.uint32).view(np.float32)
    assert Outcome.of_array(np.array([nan, 0.0])) == Outcome.of_array(np.array([other, 0.0]))
    assert Outcome.of_array(np.array([0.0])) != Outcome.of_array(np.array([-0.0]))
    assert Outcome.of_array(ARRAY) != Outcome.of_array(ARRAY.reshape(3, 2))
    assert Outcome.of_array(ARRAY) != Outcome.of_array(ARRAY.astype("<i2"))
    assert canonical(np.array([0xFF81, 0xFF80], np.uint16), "bf16").tolist() == [0x7FC0, 0xFF80]


def test_a_file_comes_back_as_it_was(tmp_path):
    path = tmp_path / "a.corpus"
    write(path, {"original": "pillow"}, entries())
    corpus = read(path)
    assert corpus.entries == tuple(entries())
    assert corpus.header["cases"] == 2
    first = path.read_bytes()
    write(path, {"original": "pillow"}, entries())
    assert path.read_bytes() == first


def test_a_damaged_file_is_refused(tmp_path):
    path = tmp_path / "a.corpus"
    write(path, {"original": "pillow"}, entries())
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(CorpusError, match="is not a corpus"):
        read(path)


@pytest.mark.parametrize("cells", [2, 40, 207, 240])
@pytest.mark.parametrize("of", [4, 20])
def test_every_share_holds_all_cells(cells: int, of: int):
    corpus = Corpus({"cells": cells}, tuple(cell for _, cell, _ in spread(range(cells), cells * of)))
    for part in range(1, of + 1):
        assert sorted(corpus.share(part, of)) == list(range(cells))


def test_a_share_of_a_quarter_is_five_shares_of_a_twentieth():
    corpus = Corpus({"cells": 7}, tuple(range(300)))
    assert sorted(n for part in (2, 6, 10, 14, 18) for n in corpus.share(part, 20)) == list(corpus.share(2, 4))


@pytest.mark.parametrize(("part", "n"), [("core", 20000), ("rest", 22100)])
def test_every_pillow_cell_has_fifty_cases(part: str, n: int):
    cases = list(pillow_cases.cases(n, 1, part, (13, 0)))
    assert min(Counter(case.cell for case in cases).values()) >= 50
    assert len({case.cell for case in cases}) == len(pillow_cases.cells(part, (13, 0)))
    sides = [[*case.picture.shape[:2], *(case.arguments.get("size") or ())] for case in cases]
    assert sum(max(s) > 256 for s in sides) >= n // 10
    assert sum(1 <= min(s) <= 2 for s in sides) >= n // 20


def test_old_releases_get_no_filters_of_new_ones():
    for case in pillow_cases.cases(500, 1, "core", (9, 3)):
        assert case.call != "cover"
        assert not pillow_cases.label(case)[0].startswith("mks")


def test_making_a_corpus_needs_neither_numba_nor_resample():
    code = (
        "import sys, tests.corpus, tests.corpora.pillow_cases; print(sorted({'numba', 'resample'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
