"""The one decorator of all kernels, so that their policy stands in one place.

* ``cache=True``: compiling takes seconds and the machine code is the same every time. Numba caches module-level
  functions only; a kernel made inside a function would be compiled again in every process.
* ``nogil=True``: one call uses one thread, so that callers (data loaders, ``threads=``) may run several at once.
* ``error_model="numpy"``: a division by zero gives inf or nan, as in the originals' C; the other model would add a
  branch and a raise to every division, and kernels raise nothing.
* ``boundscheck=False``: plans prove every address, and kernels raise nothing.
* No ``fastmath``, in no form: it lets the compiler reorder and fuse additions, which are the bits this package
  promises. LLVM contracts nothing by itself; a fused multiply-add is always an explicit call.
* No ``parallel``: Numba's threading layers abort on concurrent use, or kill a forked child.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from numba.core.compiler_lock import global_compiler_lock

from resample.imports import finish_before_fork
from resample.kernels.kept import CodeFiles

__all__ = ["jit", "stamp"]

F = TypeVar("F", bound=Callable[..., Any])

# A child that is forked while another thread compiles would wait for ever for Numba's lock: so the fork waits.
finish_before_fork(global_compiler_lock)


def jit(function: F) -> F:
    """Compile `function` on its first call; the undecorated one stays reachable as ``py_func``.

    Parameters
    ----------
    function : callable
        A module-level function whose docstring names the reference function that it equals.

    Returns
    -------
    callable
        Numba's dispatcher, typed as `function`.
    """
    made = numba.njit(cache=True, nogil=True, error_model="numpy", boundscheck=False)(function)
    if hasattr(made, "py_func"):  # with NUMBA_DISABLE_JIT it is the function itself
        cache, implementation = made._cache, made._cache._impl
        stamps = implementation.locator.get_source_stamp(), stamp(Path(__file__).parent)
        cache._cache_file = CodeFiles(cache.cache_path, implementation.filename_base, stamps)
    return cast(F, made)


@cache
def stamp(folder: Path) -> str:
    """Return a digest of all Python files of a folder.

    Numba keeps machine code for as long as the file of its function stays the same; but a kernel is made of what other
    files define, too, and an upgrade may change one of these alone.
    """
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.py")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
