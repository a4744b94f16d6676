"""Every planted fault dies; without a fault the judges are content."""

from __future__ import annotations

import pytest

from tests.faults import executors, judge, opencv_rules, pillow_rules, torch_rules, words

FAULTS = (*pillow_rules.FAULTS, *opencv_rules.FAULTS, *torch_rules.FAULTS, *words.FAULTS, *executors.FAULTS)


@pytest.mark.parametrize("backend", ["numpy", "numba"])
@pytest.mark.parametrize("name", judge.JUDGES)
def test_without_a_fault_nothing_differs(name, backend, tmp_path_factory):
    assert judge.first_difference(judge.corpus(tmp_path_factory, name), name, backend) is None


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_fault_dies(fault, tmp_path_factory, monkeypatch):
    corpus = judge.corpus(tmp_path_factory, fault.judge)
    fault.plant(monkeypatch)
    assert judge.first_difference(corpus, fault.judge, fault.backend) is not None, f"{fault} lives"
