"""Caches that are bounded by number and by bytes, safe to use from many threads and after a fork, and can be cleared.

A look-up is one access to a dictionary, which the interpreter makes whole; what changes a cache takes its lock. The
oldest entry goes first, whether it was used since or not, so that a look-up changes nothing.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar, overload
from weakref import WeakSet

__all__ = ["Cache", "clear", "once"]

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

T = TypeVar("T")

_every: WeakSet[Cache[Hashable, object]] = WeakSet()


class Cache(Generic[K, V]):
    """What was made for a key.

    Parameters
    ----------
    most : int
        Entries that are kept.
    most_bytes : int
        Their bytes, by the count of those who put them here. An entry of more than a quarter of this is not kept.

    Attributes
    ----------
    kept : dict
        The entries: to be looked up, not to be changed. It is always the same dictionary.

    Examples
    --------
    >>> cache = Cache(2, 100)
    >>> for number in range(4):
    ...     cache.put(number, str(number), 10)
    >>> cache.kept
    {2: '2', 3: '3'}
    """

    def __init__(self, most: int, most_bytes: int) -> None:
        self.most, self.most_bytes = most, most_bytes
        self.kept: dict[K, V] = {}
        self._sizes: dict[K, int] = {}
        self._bytes = 0
        # Of a thread that holds it already, because a signal handler may resize in the middle of anything.
        self._lock = threading.RLock()
        _every.add(self)  # type: ignore[arg-type]  # of whatever keys and values

    def __len__(self) -> int:
        return len(self.kept)

    @property
    def bytes(self) -> int:
        """Bytes of the entries."""
        return self._bytes

    def put(self, key: K, value: V, size: int) -> None:
        """Keep a value of so many bytes, in the place of an older one with this key."""
        if 4 * size > self.most_bytes:
            return
        with self._lock:
            if key in self.kept:
                self._drop(key)
            if not self.kept:  # an interrupted call may have left a size without its value
                self._sizes.clear()
                self._bytes = 0
            while self.kept and (len(self.kept) >= self.most or self._bytes + size > self.most_bytes):
                self._drop(next(iter(self.kept)))
            self._sizes[key] = size
            self._bytes += size
            self.kept[key] = value

    def _drop(self, key: K) -> None:
        self.kept.pop(key, None)
        self._bytes -= self._sizes.pop(key, 0)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self.kept.clear()
            self._sizes.clear()
            self._bytes = 0

    def after_fork(self) -> None:
        """Go on in a forked child, without what a thread that is not there any more left half done."""
        if self._lock.acquire(blocking=False):
            self._lock.release()
        else:
            self._lock = threading.RLock()
            self.clear()


def clear() -> None:
    """Forget everything in every cache of this process."""
    for cache in list(_every):
        cache.clear()


def _after_fork() -> None:
    for cache in list(_every):
        cache.after_fork()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


class once(Generic[T]):
    """A property that is computed when it is first asked for, and kept in the object.

    `functools.cached_property` of Python 3.10 and 3.11 takes a lock, one for all objects of a class: a child that is
    forked while another thread computes waits for it for ever. Here two threads may compute the same value twice.

    Examples
    --------
    >>> class Square:
    ...     side = 3
    ...
    ...     @once
    ...     def area(self) -> int:
    ...         return self.side * self.side
    >>> square = Square()
    >>> square.area, vars(square)
    (9, {'area': 9})
    """

    def __init__(self, function: Callable[[Any], T]) -> None:
        self.func, self.__doc__ = function, function.__doc__

    @overload
    def __get__(self, owner: None, kind: type) -> once[T]: ...
    @overload
    def __get__(self, owner: object, kind: type) -> T: ...
    def __get__(self, owner: object | None, kind: type) -> once[T] | T:
        if owner is None:
            return self
        value = vars(owner)[self.func.__name__] = self.func(owner)
        return value
