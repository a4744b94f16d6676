"""Machine code that is kept: of these sources, and never that of another signature."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from numba.core.caching import IndexDataCacheFile

from resample.kernels import bytes as kernels
from resample.kernels._jit import stamp
from resample.kernels.kept import CodeFiles
from tests.words.walks import draw, picture


def test_code_in_the_cache_is_of_these_files(tmp_path: Path) -> None:
    """Numba looks at a kernel's own file; here at all of them."""
    (tmp_path / "a.py").write_text("x = 1")
    first = stamp.__wrapped__(tmp_path)
    (tmp_path / "b.py").write_text("y = 1")
    second = stamp.__wrapped__(tmp_path)
    (tmp_path / "a.py").write_text("x = 2")
    assert len({first, second, stamp.__wrapped__(tmp_path)}) == 3
    file = kernels.across_of._cache._cache_file
    assert isinstance(file, CodeFiles)
    assert file._source_stamp[1] == stamp(Path(kernels.__file__).parent)


@pytest.mark.parametrize("kind", [CodeFiles, IndexDataCacheFile])
def test_processes_that_compile_at_once_do_not_mix_up_their_code(kind: Any, tmp_path: Path) -> None:
    """One process writes its code while another does: with Numba's own files, one finds what the other wrote."""
    one, other = (kind(str(tmp_path), "f", "sources") for _ in range(2))
    write = one._save_data

    def interrupted(name: str, data: Any) -> None:
        # The other process, too, saw no file of the function when it chose a name; its index is the last one written.
        with patch.object(other, "_load_index", dict):
            other.save("bytes", "code of bytes")
        write(name, data)

    with patch.object(one, "_save_data", interrupted):
        one.save("floats", "code of floats")
    if kind is CodeFiles:
        assert (one.load("floats"), other.load("bytes")) == ("code of floats", "code of bytes")
    else:
        assert other.load("bytes") == "code of floats"


@pytest.mark.parametrize("kind", [CodeFiles, IndexDataCacheFile])
def test_code_of_other_sources_is_not_found(kind: Any, tmp_path: Path) -> None:
    """A process reads while another, with new sources, has written its index and not yet its code."""
    kind(str(tmp_path), "f", "old sources").save("bytes", "old code")
    new, found = kind(str(tmp_path), "f", "new sources"), []

    def before(name: str, data: Any) -> None:
        found.append(kind(str(tmp_path), "f", "new sources").load("floats"))

    with patch.object(new, "_save_data", before):
        new.save("floats", "new code")
    assert found == [None if kind is CodeFiles else "old code"]


def test_names_are_the_same_in_every_process() -> None:
    """A name is made of the text of a signature, which may hold no address."""
    plan = draw(np.random.default_rng(5), "across", 3, "narrow")
    plan.run(picture(np.random.default_rng(5), plan))
    assert kernels.across_of.overloads
    assert not any(" at 0x" in repr(signature) for signature in kernels.across_of.overloads)
