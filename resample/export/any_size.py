"""C99 for pictures of any size: one header a recipe, which makes its tables when it is called."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from math import ceil

import numpy as np

from resample import registry
from resample.errors import NotExact
from resample.export import any_text
from resample.export.any_cells import MOST_CHANNELS as MOST_OF_CELLS
from resample.export.any_entry import Entry
from resample.export.any_filters import FILTERS
from resample.export.any_names import ALWAYS
from resample.export.any_road import Picture
from resample.export.any_roads import roads
from resample.export.any_rule import uses_sine
from resample.export.c import one_nan, sample_value
from resample.export.c_ops import Expressions
from resample.export.c_support import needed
from resample.export.c_text import CHECK_COMPILER, FLOAT_CHECKS
from resample.export.c_types import Tables
from resample.export.certificate import SEED, Certificate, certify_all
from resample.front.call import plan as plan_of
from resample.front.kinds import dtype_name
from resample.plan.plan import Plan
from resample.plan.recipe import Recipe
from resample.plan.words import DTYPES, Cast, Map, Premultiply
from resample.rules.blocks import BLOCK_SUMS
from resample.spec import Spec

__all__ = ["MOST_CHANNELS", "PROBES", "probes", "recipe_of", "to_c_any_size"]

#: (height, width) before and after of the self-test: up, down, mixed, much higher than wide, the same, one half, whole
#: factors, one pixel; 30x20 lies on both sides of the rule that the height shrinks by over twice what the width does.
PROBES = (
    *(((13, 17), (5, 7)), ((5, 7), (23, 19)), ((48, 20), (9, 31)), ((60, 31), (7, 29)), ((31, 37), (31, 11))),
    *(((1, 1), (4, 6)), ((17, 2), (3, 5)), ((40, 56), (20, 28)), ((9, 8), (9, 8)), ((97, 89), (43, 101))),
    *(((203, 2), (20, 3)), ((11, 90), (12, 2)), ((30, 16), (12, 16))),
    *(((30, 20), (19, 15)), ((30, 20), (20, 15)), ((24, 36), (8, 9)), ((10, 14), (5, 7)), ((1, 1), (99, 40))),
    ((9, 7), (4, 1)),
)
#: Of recipes that sum over both axes at once: results of one pixel, out of few samples and of many.
ONE_PIXEL = (((1, 3), (1, 1)), ((9, 8), (1, 1)), ((70, 61), (1, 1)))
MOST_CHANNELS = 1024
_EXACT = "the order and the rounding of every operation, of tables too; a compiler that follows IEEE 754, fuses nothing"
_SINE = ", and a C library whose sine and cosine are those of the library that the original ran on (glibc)"


def probes(like: str | Spec, channels: int = 3, dtype: str = "uint8", layout: str = "HWC") -> list[Plan]:
    """Return the plans by which a header of any size tests itself.

    Raises
    ------
    SpecError, NotExact, TypeError, ValueError
        As `resample.plan`.
    """
    found = []
    spec = Spec.parse(like) if isinstance(like, str) else like.complete()
    name = dtype if dtype == "bf16" else dtype_name(np.dtype(dtype))
    recipe = registry.original(spec.original).recipe(spec, name)
    for before, after in PROBES + (ONE_PIXEL if recipe.order == "together" else ()):
        if not _taken(recipe, name, channels, before, after):
            continue
        shape = (channels, *before) if layout == "CHW" else (*before, channels)
        found.append(plan_of(spec, shape=shape, dtype=dtype, size=after, layout=layout))
    return found


def _taken(recipe: Recipe, dtype: str, channels: int, before: tuple[int, int], after: tuple[int, int]) -> bool:
    """Return whether an original takes a probe: there may be no mean of such samples, or too many channels."""
    if "half_size_averaged" in recipe.around and dtype not in BLOCK_SUMS and channels != 2:
        return before != (2 * after[0], 2 * after[1])
    fraction = any(n % m for n, m in zip(before, after, strict=True))
    shrinks = fraction and all(n >= m for n, m in zip(before, after, strict=True))
    return not (shrinks and recipe.axes[0][1].filter == "share" and channels > MOST_OF_CELLS)


def recipe_of(like: str | Spec, plans: Sequence[Plan]) -> Recipe:
    """Return the recipe of a spec for pictures such as those of the plans.

    A recipe is of one channel. Where the plans multiply colours by alpha, so does the one that is returned.
    """
    spec = Spec.parse(like) if isinstance(like, str) else like.complete()
    recipe = registry.original(spec.original).recipe(spec, plans[0].source.dtype)
    steps = [step for plan in plans for step in plan.steps]
    alpha = any(isinstance(op, Premultiply) for step in steps if isinstance(step, Map) for op in step.ops)
    if alpha and "premultiplied" not in recipe.around:
        return replace(recipe, around=("premultiplied", *recipe.around))
    return recipe


def to_c_any_size(
    recipe: Recipe, plans: Sequence[Plan], name: str = "resize", *, certificate: Certificate | None = None
) -> str:
    """Return a recipe as a C99 header for pictures of any size.

    It defines ``int NAME(source, height, width, result, to_height, to_width, scratch)``, which returns 0 if all is well
    and 1 for sizes that are refused; ``size_t NAME_scratch_bytes(height, width, to_height, to_width)``; ``int
    NAME_selftest(void *memory)`` for ``NAME_SELFTEST_BYTES``; and, where ``NAME_ALLOCATE`` is defined,
    ``NAME_allocating``, which takes no scratch memory and returns 2 where there is none.

    Parameters
    ----------
    recipe : Recipe
        Of the passes; made by `recipe_of`.
    plans : sequence of Plan
        Of several sizes, for pictures of one dtype and number of channels; made by `probes`. Their results are what
        the self-test expects.
    name : str
        In front of every name in the header.
    certificate : Certificate, optional
        Made by `resample.export.certify_all` of the same plans with the provenance of its hash.

    Returns
    -------
    str

    Raises
    ------
    NotExact
        If the recipe has a name that is not lowered, or a plan is not exact.
    ValueError
        If the name is no identifier of C.

    Examples
    --------
    >>> plans = probes("pillow:bilinear")
    >>> text = to_c_any_size(recipe_of("pillow:bilinear", plans), plans)
    >>> "static inline int resize(const uint8_t *source, size_t height, size_t width, uint8_t *result," in text
    True
    """
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name):
        raise ValueError(f"name {name!r} is no identifier of C")
    return _Header(recipe, plans, name, certificate or certify_all(plans)).text()


class _Header:
    """The pieces of one header."""

    def __init__(self, recipe: Recipe, plans: Sequence[Plan], name: str, certificate: Certificate) -> None:
        self.recipe, self.plans, self.name = recipe, plans, name
        source = plans[0].source
        self.picture = Picture(source.dtype, source.shape[source.axis("C")], source.axes == "CHW")
        self._refuse(source.axes)
        self.axis = recipe.axes[-1][1]
        self.e = Expressions(name, Tables(name))
        self.roads = roads(self.e, recipe, self.picture, plans)
        sine = any(uses_sine(road.code) for road in self.roads)
        self.certificate = certificate.saying(_EXACT + (_SINE if sine else ""))

    def _refuse(self, axes: str) -> None:
        p = self.picture
        if axes not in ("HWC", "CHW") or p.channels > MOST_CHANNELS:
            raise NotExact(f"pictures {axes} of {p.channels} channels have no lowering to C of any size")
        if len({axis for _, axis in self.recipe.axes}) > 1 and self.recipe.order != "rows_then_columns":
            raise NotExact("axes with rules of their own have no lowering to C of any size")
        first = [plan.steps[0] for plan in self.plans if plan.steps]
        for op in (step.ops[0] for step in first if isinstance(step, Map)):
            if isinstance(op, Cast):
                raise NotExact("samples that are changed by cast before have no lowering to C of any size")
        if any(plan.dtype != p.dtype for plan in self.plans):
            raise NotExact(f"a result of another dtype than {p.dtype} has no lowering to C of any size")

    # --- the header ---------------------------------------------------------------------------------------------------

    def text(self) -> str:
        """Return the header."""
        up, kind = self.name.upper(), self.picture.kind
        copies = "same_size_copied" in self.recipe.around or self.recipe.order not in ALWAYS
        entry = Entry(self.picture, self.roads, copies=copies, name=self.name)
        pieces = [any_text.UP, *(road.code for road in self.roads), entry.sizes(), entry.function(), any_text.ALLOCATE]
        code = "\n\n".join(p.strip("\n") for p in [*pieces, self._selftest()] if p)
        code = code.replace("$UP", up).replace("$S ", f"{kind} ").replace("$S)", f"{kind})")
        code = code.replace("@", self.name)
        support = "\n\n".join(needed(code, self.name))
        head = [
            f"#ifndef {up}_H\n#define {up}_H",
            "#include <math.h>\n#include <stddef.h>\n#include <stdint.h>\n#include <string.h>",
            CHECK_COMPILER + FLOAT_CHECKS,
            f"#define {up}_CHANNELS {self.picture.channels}\n#define {up}_SELFTEST_BYTES {self._selftest_bytes()}u",
            "\n".join(self.e.tables.lines),
            support,
            code,
            "#if defined(@_POPS_OPTIONS)\n#pragma GCC pop_options\n#undef @_POPS_OPTIONS\n#endif",
            f"#endif /* {up}_H */",
        ]
        return self._comment() + "\n\n".join(p.strip("\n") for p in head if p).replace("@", self.name) + "\n"

    def _comment(self) -> str:
        c = self.certificate
        order = "channels, rows, columns" if self.picture.first else "rows, columns, channels"
        lines = ["/*", f" * {self.name}: {c.spec}, for pictures of any size"]
        lines += [f" *   {self.picture.channels} channels of {self.picture.kind}; {order}; contiguous", " *"]
        lines += [f" * {line}" for line in str(self.recipe).splitlines()]
        return "\n".join([*lines, " *", f" * certificate {c.to_json().replace('*/', '* /')}", " */", "", ""])

    # --- the self-test ------------------------------------------------------------------------------------------------

    def _sizes(self) -> list[tuple[int, int, int, int]]:
        rows, columns = (self.plans[0].source.axis(c) for c in "HW")
        return [(p.source.shape[rows], p.source.shape[columns], p.shape[rows], p.shape[columns]) for p in self.plans]

    def _selftest_bytes(self) -> int:
        """Return at least as many bytes as a test of any of the sizes needs."""
        # Filters that do not widen have four taps on either side at most.
        reach, _ = FILTERS.get(self.axis.filter, (4.0, ""))
        most = 0
        for h, w, oh, ow in self._sizes():
            pixels = (h * w + oh * ow + max(h * ow, oh * w) + h * w) * self.picture.channels
            taps = [m * (2 * ceil(reach * max(n / m, 1)) + 9) * 20 for n, m in ((h, oh), (w, ow))]
            most = max(most, pixels * 8 + sum(taps) + 64 * 32)
        return -(-most // 64) * 64

    def _selftest(self) -> str:
        sizes = ", ".join(f"{{{', '.join(map(str, s))}}}" for s in self._sizes())
        fill = {
            "ONE_NAN": one_nan(self.picture.dtype),
            "CASES": str(len(self.plans)),
            "SIZES": sizes,
            "CHANNELS": str(self.picture.channels),
            "VALUE": sample_value(self.e, self.picture.dtype),
            "SEED": f"{SEED}u",
            "HASH": f"0x{self.certificate.hash}ULL",
            "UNSIGNED": f"uint{8 * DTYPES[self.picture.dtype].itemsize}_t",
            "PROVENANCE": self.certificate.provenance.replace("*/", "* /"),
        }
        return re.sub(r"\$(" + "|".join(fill) + r")\b", lambda m: fill[m[1]], any_text.SELFTEST)
