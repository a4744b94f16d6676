"""The check of form: every field of a word holds what its annotation says, so that no executor meets anything else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import numpy as np

from resample.errors import PlanError

__all__ = ["check_form"]

Test = Callable[[Any], bool]

#: Set on a word without arrays that has passed: it is frozen, so that it passes for ever.
_PASSED = "_formed"

#: Fields whose annotation is a rule that has words.
_RULES = {"load": "a load is a cast or a shift"}


def check_form(word: Any) -> None:
    """Refuse a word, or a word inside it, that has a field of another kind than its annotation.

    Raises
    ------
    PlanError
        Naming the word and the field.
    """
    kind: Any = type(word)
    if not hasattr(kind, "__dataclass_fields__"):
        raise PlanError(f"{word!r} is not a word of plans")
    if _PASSED in vars(word):
        return
    tests, constant = _tests(kind)
    for name, test in tests:
        value = getattr(word, name)
        if not test(value):
            rule = _RULES.get(name, f"{kind.__name__}.{name} is what it cannot be")
            raise PlanError(f"{rule}: {value!r}")
    if constant:
        object.__setattr__(word, _PASSED, True)


@cache
def _tests(cls: type) -> tuple[tuple[tuple[str, Test], ...], bool]:
    """Return the test of each field, and whether words of this class can never change: none holds an array."""
    hints = get_type_hints(cls)
    constant = all(_is_constant(hints[f.name]) for f in fields(cls))
    return tuple((f.name, _test(hints[f.name])) for f in fields(cls)), constant


def _is_constant(hint: Any) -> bool:
    """Return whether the annotation allows numbers, names, tuples of them, and words of them only."""
    origin, args = get_origin(hint), get_args(hint)
    if is_dataclass(hint):
        return all(_is_constant(h) for h in get_type_hints(hint).values())
    if origin in (Union, UnionType, tuple):
        return all(a is ... or _is_constant(a) for a in args)
    return origin is Literal or hint in (int, float, str, bool)


def _test(hint: Any) -> Test:
    """Return whether a value is what the annotation says, as a function."""
    origin, args = get_origin(hint), get_args(hint)
    if origin is Literal:
        return lambda v: type(v) in map(type, args) and v in args
    if origin in (Union, UnionType):
        if all(map(is_dataclass, args)):
            return lambda v: type(v) in args and _formed(v)
        tests = [_test(a) for a in args]
        return lambda v: any(test(v) for test in tests)
    if origin is tuple:
        item = _test(args[0])
        return lambda v: type(v) is tuple and all(map(item, v))
    if origin is np.ndarray:
        return lambda v: type(v) is np.ndarray and v.dtype.kind in "iuf" and v.dtype.isnative
    if is_dataclass(hint):
        return lambda v: type(v) is hint and _formed(v)
    if hint in (int, float):
        return lambda v: isinstance(v, hint) and not isinstance(v, bool)
    return lambda v: isinstance(v, hint)


def _formed(word: Any) -> bool:
    check_form(word)
    return True
