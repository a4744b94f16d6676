"""torch 2.13.0 as judge: its corpora replayed, every bit equal, signs of zeros and places of NaN included."""

from __future__ import annotations

import pytest

from tests.corpora.torch_cases import PARTS
from tests.originals.replays import chunks, every_fourth, made, present, same

RELEASE = "2.13.0"
#: Of each of the four parts; together at least 96 in each of 207 cells.
CASES = 5_000


pytestmark = pytest.mark.slow


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("share", chunks(8))
def test_kernels(share, part, tmp_path_factory):
    present("torch", RELEASE)
    same(made(tmp_path_factory, "torch", CASES, part), "numba", share)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("share", every_fourth(8))
def test_reference(share, part, tmp_path_factory):
    present("torch", RELEASE)
    same(made(tmp_path_factory, "torch", CASES, part), "numpy", share)
