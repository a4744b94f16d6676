"""Modules that are imported when they are wanted, and other work that a fork waits for.

A child that is forked while another thread imports a module, or compiles, has it half done, and a lock on it that
nobody opens: what it imports, or compiles, itself would wait for ever.
"""

from __future__ import annotations

import os
import threading
from importlib import import_module
from types import ModuleType
from typing import Protocol

__all__ = ["finish_before_fork", "module"]


class Lock(Protocol):
    """What a thread holds while it works."""

    def acquire(self) -> object:
        """Wait for it."""

    def release(self) -> object:
        """Let others have it."""


# Of a thread that holds it already, because modules import others, and a signal handler may resize.
_importing = threading.RLock()
# In the order in which a thread that holds several takes them.
_locks: list[Lock] = [_importing]


def module(name: str) -> ModuleType:
    """Return a module, imported whole before any thread forks.

    Examples
    --------
    >>> module("resample.spec").__name__
    'resample.spec'
    """
    with _importing:
        return import_module(name)


def finish_before_fork(lock: Lock) -> None:
    """Let every fork of this process wait for a lock; nothing is imported by `module` while it is held."""
    _locks.append(lock)


class _Mine(threading.local):
    """What a thread took for its fork: less than all if a signal ended its waiting."""

    def __init__(self) -> None:
        self.locks: list[Lock] = []


_mine = _Mine()


def _before() -> None:
    for lock in _locks:
        lock.acquire()
        _mine.locks.append(lock)


def _after() -> None:
    while _mine.locks:
        _mine.locks.pop().release()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_before, after_in_parent=_after, after_in_child=_after)
