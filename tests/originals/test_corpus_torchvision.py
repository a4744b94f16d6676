"""torchvision 0.29.2 as judge, v1 and v2: its corpora replayed, every bit equal."""

from __future__ import annotations

import pytest

from tests.corpora.torchvision_cases import PARTS
from tests.originals.replays import chunks, every_fourth, made, present, same

RELEASE = "0.29.2"
#: Of each of the four parts; together at least 100 in each of 99 cells.
CASES = 2_500

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("share", chunks(4))
def test_kernels(share, part, tmp_path_factory):
    present("torchvision", RELEASE)
    same(made(tmp_path_factory, "torchvision", CASES, part), "numba", share)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("share", every_fourth(4))
def test_reference(share, part, tmp_path_factory):
    present("torchvision", RELEASE)
    same(made(tmp_path_factory, "torchvision", CASES, part), "numpy", share)
