"""What is done with every sample before the passes and after them, in headers of any size."""

from __future__ import annotations

from collections.abc import Sequence

from resample.errors import NotExact
from resample.export.any_road import Picture
from resample.export.c_ops import Expressions
from resample.export.c_points import pixel
from resample.export.c_text import indented
from resample.plan.plan import Plan
from resample.plan.text import word_name
from resample.plan.words import DTYPES, Cast, Map

__all__ = ["Around"]


class Around:
    """The maps that plans begin and end with, where they are not copies.

    Parameters
    ----------
    expressions : Expressions
    picture : Picture
    plans : sequence of Plan
        For pictures of one kind: their maps are the same.

    Raises
    ------
    NotExact
        If they change the dtype, or channels come first.
    """

    def __init__(self, expressions: Expressions, picture: Picture, plans: Sequence[Plan]) -> None:
        self.e, self.picture = expressions, picture
        found = [plan.steps for plan in plans if plan.steps and isinstance(plan.steps[0], Map)]
        self.maps = [step for step in (found[0][0], found[0][-1]) if isinstance(step, Map)] if found else []
        for op in (op for step in self.maps[:1] for op in step.ops[:1]):
            if isinstance(op, Cast) or picture.first:
                name = word_name(type(op))
                raise NotExact(f"samples that are changed by {name} before have no lowering to C of any size")

    def code(self) -> str:
        """Return the functions."""
        texts = []
        for name, step in zip(("before", "after"), self.maps, strict=False):
            kind, dtype = self.picture.kind, self.picture.dtype
            lines = [f"static void @_{name}(const {kind} *source, {kind} *result, size_t pixels)", "{"]
            lines += ["@_NO_CONTRACTION", "for (size_t i = 0; i < pixels; i++) {"]
            texts.append(indented([*lines, *pixel(self.e, step, dtype, dtype, self.picture.channels), "}", "}"]))
        return "\n\n".join(texts)

    def count(self) -> list[str]:
        """Return the line that counts the memory for a changed copy of the picture."""
        each = self.picture.channels * DTYPES[self.picture.dtype].itemsize
        return [f"bytes += @_up((uint64_t)h * (uint64_t)w * {each});"] if self.maps else []

    def before(self) -> list[str]:
        """Return the lines that make the copy."""
        if not self.maps:
            return []
        kind = self.picture.kind
        each = self.picture.channels * DTYPES[self.picture.dtype].itemsize
        lines = [f"@_before(source, ({kind} *)(void *)at, height * width);", f"from = (const {kind} *)(void *)at;"]
        return [*lines, f"at += @_up((uint64_t)h * (uint64_t)w * {each});"]

    def after(self) -> list[str]:
        """Return the line that changes the result where it stands."""
        return ["@_after(result, result, to_height * to_width);"] if self.maps else []
