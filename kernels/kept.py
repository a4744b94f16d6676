"""Where the machine code of a kernel is kept: one file for each signature, named by all that it was made of.

Numba itself numbers the files of a function and lists them in an index. Two processes that compile at the same time may
give two signatures one number; the index then leads from one of them to the code of the other, which is run without a
word. So may a process that reads the index of new sources before the files behind it are written anew.
"""

from __future__ import annotations

import glob
import hashlib
import os
from contextlib import suppress
from typing import Any

from numba.core.caching import IndexDataCacheFile

__all__ = ["CodeFiles"]


class CodeFiles(IndexDataCacheFile):
    """The cache of a function, without an index: a file's name says of which sources, signature and CPU it is.

    Parameters
    ----------
    cache_path : str
        The folder.
    filename_base : str
        What names of the function's files begin with.
    source_stamp : object
        Its repr stands for the sources.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     old, new = CodeFiles(folder, "f", 1), CodeFiles(folder, "f", 2)
    ...     old.save("signature", "old code")
    ...     before = new.load("signature")
    ...     new.save("signature", "new code")
    ...     before, new.load("signature"), old.load("signature"), len(os.listdir(folder))
    (None, 'new code', None, 1)
    """

    def __init__(self, cache_path: str, filename_base: str, source_stamp: object) -> None:
        super().__init__(cache_path, filename_base, source_stamp)
        self._base = filename_base

    def save(self, key: Any, data: Any) -> None:
        """Keep code under a key; what was kept of other sources goes."""
        name = self._name(key)
        self._save_data(name, data)
        self._forget(but=name.rpartition("-")[0])

    def load(self, key: Any) -> Any:
        """Return the code that was kept under a key, or None."""
        try:
            return self._load_data(self._name(key))
        except OSError:  # never kept, or forgotten just now
            return None

    def flush(self) -> None:
        """Forget all code of the function."""
        self._forget(but=None)

    def _name(self, key: Any) -> str:
        # 64 bits tell states of the sources apart, 128 signatures: a name stays far from the longest that a disk takes.
        sources = hashlib.sha256(repr((self._version, self._source_stamp)).encode()).hexdigest()
        which = hashlib.sha256(repr(key).encode()).hexdigest()
        return f"{self._base}.{sources[:16]}-{which[:32]}.nbc"

    def _forget(self, but: str | None) -> None:
        """Remove the function's files whose names do not begin so."""
        for path in glob.iglob(os.path.join(glob.escape(self._cache_path), f"{glob.escape(self._base)}.*")):
            name = os.path.basename(path)
            if name.endswith((".nbc", ".nbi")) and not (but and name.startswith(but)):
                with suppress(OSError):  # another process was quicker, or uses it, or it is another user's
                    os.unlink(path)
