"""Shares of the corpora of Pillow and OpenCV on kernels for other levels of CPU, two levels a day in turn.

They are of those that this CPU can run; ``nox -s levels`` replays all of a corpus.
"""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.corpora.file import read
from tests.originals import test_corpus_opencv, test_corpus_pillow
from tests.originals.replays import ROOT, corpus_file, present
from tests.words.levels import environment, to_run

SHARE = 20
#: Original, its module, release, part and number of cases.
CORPORA = [
    ("pillow", "PIL", "13.0.0", "core", test_corpus_pillow.CASES["core"]),
    ("pillow", "PIL", "13.0.0", "rest", test_corpus_pillow.CASES["rest"]),
    ("opencv", "cv2", test_corpus_opencv.RELEASE, "native", test_corpus_opencv.CASES["native"]),
]


@pytest.mark.slow
@pytest.mark.parametrize("name", to_run())
@pytest.mark.parametrize(("original", "module", "release", "part", "cases"), CORPORA)
def test_kernels_of_a_level(
    original: str, module: str, release: str, part: str, cases: int, name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    present(module, release)
    path = corpus_file(tmp_path_factory, original, cases, part)
    day = to_run().index(name) + 1
    command = ["-m", "tests.corpus", "replay", str(path), "--backend", "numba", "--share", f"{day}/{SHARE}"]
    variables = {key: value for key, value in environment(name).items() if key != "RESAMPLE_COUNTS"}
    done = subprocess.run([sys.executable, *command], cwd=ROOT, env=variables, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    found, differing = (
        int(n.replace(",", "")) for n in re.findall(r"([\d,]+) cases, ([\d,]+) differing", done.stdout)[0]
    )
    assert (found, differing) == (sum(1 for _ in read(path).share(day, SHARE)), 0)
