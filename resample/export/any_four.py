"""The road of pairs along both axes whose four products are added at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from resample.errors import NotExact
from resample.export.any_joint import Joint, SizedJoint
from resample.export.any_road import Picture, Road, named
from resample.export.any_rule import Rule
from resample.export.any_tabled import table
from resample.export.c_ops import Expressions
from resample.export.c_text import indented
from resample.export.regions import parts
from resample.plan.plan import Plan
from resample.plan.words import DivCount, PointOp, Split, Taps
from resample.rules.small import SMALL_SIDES

__all__ = ["SMALL", "four_taps", "joints"]

#: C condition of a small result.
SMALL = f"oh + ow <= {SMALL_SIDES}"
_TABLES = "four"


def joints(plan: Plan) -> tuple[Joint, ...]:
    """Return the words of a plan of one step over both axes, for ranges of channels; none for another plan."""
    if len(plan.steps) != 1 or not isinstance(plan.steps[0], Taps | Split):
        return ()
    pieces, channel = parts(plan.steps[0]), plan.source.axis("C")
    axes = {plan.source.axis("H"): 0, plan.source.axis("W"): 1}
    if pieces[0].taps.axes != tuple(axes):
        return ()
    found = []
    for piece in pieces:
        ranges = [(span.start, span.stop) for span in piece.spans if span.axes == (channel,)]
        start, stop = ranges[0] if ranges else (0, plan.shape[channel])
        finish = tuple(_counted(op, axes) for op in piece.taps.finish)
        found.append(Joint(piece.taps.sum, finish, None, start, stop))
    return tuple(found)


def _counted(op: PointOp, axes: dict[int, int]) -> PointOp:
    return DivCount(tuple(axes[a] for a in op.axes)) if isinstance(op, DivCount) else op


def four_taps(e: Expressions, axis_rule: Rule, picture: Picture, plans: Sequence[Plan]) -> list[Road]:
    """Return the roads of four taps at once, which small results take, and other pictures whose plans say so.

    Pictures of one pixel may have words of their own, as its channels lie next to each other in every layout.

    Raises
    ------
    NotExact
        If the plans do not say it alike.
    """
    rows, columns = (plans[0].source.axis(letter) for letter in "HW")
    dots = [plan.source.shape[rows] == plan.source.shape[columns] == 1 for plan in plans]
    large = [plan.shape[rows] + plan.shape[columns] > SMALL_SIDES for plan in plans]
    said = []
    for one in (True, False):
        known = [(joints(p), size) for p, dot, size in zip(plans, dots, large, strict=True) if dot == one]
        small, big = {words for words, size in known if not size}, {words for words, size in known if size}
        if len(small) != 1 or () in small or big not in ({()}, small):
            raise NotExact("plans that add four taps at once in several ways have no lowering to C of any size")
        said.append((small.pop(), big == {()}))
    (dot, dot_small), (four, four_small) = said
    found = []
    if said[0] != said[1]:
        found = [_road(e, picture, "dot", dot, "h == 1 && w == 1" + f" && {SMALL}" * dot_small)]
    found.append(_road(e, picture, "four", four, SMALL if four_small else ""))
    tables = named("\n\n".join(t.strip("\n") for t in (axis_rule.code, table(axis_rule, adaptive=False))), _TABLES)
    return [replace(found[0], code=f"{tables}\n\n{found[0].code}"), *found[1:]]


def _road(e: Expressions, picture: Picture, name: str, words: tuple[Joint, ...], when: str) -> Road:
    code = []
    count = ["const uint64_t down = @_table_bytes(height, to_height), across = @_table_bytes(width, to_width);"]
    count += ["if (down == 0 || across == 0) return 0;", "bytes += down + across;"]
    run = ["@_table_of rows, columns;", "@_make_table(&rows, at, height, to_height, 0);"]
    run.append("@_make_table(&columns, at + @_table_bytes(height, to_height), width, to_width, 1);")
    for n, part in enumerate(words):
        made = SizedJoint(e, f"{name}{n or ''}", part, picture, of=_TABLES)
        code.append(indented(made.code()))
        source, result, planes = "source", "result", "1"
        if picture.first:
            planes = str(part.stop - part.start)
            source += f" + {part.start} * height * width" if part.start else ""
            result += f" + {part.start} * to_height * to_width" if part.start else ""
        sizes = f"{planes}, height, width, to_height, to_width, 0, to_width, &rows, &columns"
        run.append(f"{made.name}({source}, {result}, {sizes});")
    own = [tuple(named(line, _TABLES) for line in lines) for lines in (count, run)]
    return Road("\n".join(code), own[0], own[1], when)
