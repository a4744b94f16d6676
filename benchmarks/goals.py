"""What is aimed at: for each group of rows the median and the least ratio, original's time / ours, by level of CPU."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import Any

__all__ = ["GROUPS", "Goal", "summary"]


@dataclass(frozen=True)
class Goal:
    """Ratios aimed at; None: no goal.

    Attributes
    ----------
    median, least : float or None
    """

    median: float | None
    least: float | None


#: Group -> what it holds, its goals with AVX-512, and with AVX2.
GROUPS: dict[str, tuple[str, Goal, Goal]] = {
    "pillow": ("Pillow, L, RGB and RGBA, every filter", Goal(11, None), Goal(7, None)),
    "pillow box": ("of these, BOX", Goal(None, 4.5), Goal(None, 2.5)),
    "pillow smooth": ("of these, the others", Goal(None, 6.5), Goal(None, 3.5)),
    "pillow tall": ("Pillow, shapes that go along columns first", Goal(8, 4), Goal(4, 2)),
    "pillow reduce": ("Pillow, reduce", Goal(None, 2), Goal(None, 1.2)),
    "pillow nearest": ("Pillow, NEAREST", Goal(None, 1), Goal(None, 1)),
    "peers": ("Pillow-SIMD and fast_image_resize, RGB: neither is exact", Goal(1.9, 1), Goal(1.25, 0.8)),
    "torch": ("torch, uint8, channels last, antialiased and not", Goal(None, 1.5), Goal(None, 1)),
    "cv2 linear": ("OpenCV, LINEAR", Goal(None, 1), Goal(None, 0.8)),
    "cv2 half": ("OpenCV, exactly half size", Goal(None, 2), Goal(None, 1)),
    "cv2 area": ("OpenCV, AREA, general", Goal(None, 4), Goal(None, 2)),
    "cv2 lanczos4": ("OpenCV, LANCZOS4", Goal(None, 3), Goal(None, 2)),
    "cv2 nearest": ("OpenCV, NEAREST", Goal(None, 1), Goal(None, 0.8)),
    "cv2 linear_exact": ("OpenCV, LINEAR_EXACT", Goal(None, 1.5), Goal(None, 1)),
    "cv2 cubic": ("OpenCV, CUBIC", Goal(None, 1), Goal(None, 0.8)),
    "new pillow": ("a new size at every call, sides were seen: Pillow", Goal(None, 3), Goal(None, 2)),
    "new cv2": ("a new size at every call, sides were seen: OpenCV LINEAR", Goal(None, 0.7), Goal(None, 0.5)),
    "new torch": ("a new size at every call, sides were seen: torch, antialiased", Goal(None, 1), Goal(None, 0.7)),
    "first pillow": ("a new size at every call, sides are new: Pillow", Goal(None, 3), Goal(None, 2)),
    "first cv2": ("a new size at every call, sides are new: OpenCV LINEAR", Goal(None, 0.7), Goal(None, 0.5)),
    "first torch": ("a new size at every call, sides are new: torch, antialiased", Goal(None, 1), Goal(None, 0.7)),
    "small cv2": ("a whole call 8x8x3 -> 4x4x3, against cv2.resize", Goal(None, 0.71), Goal(None, 0.71)),
    "small pillow": ("a whole call 8x8x3 -> 4x4x3, against Pillow", Goal(None, 1), Goal(None, 1)),
    "threads": ("2 threads against our own 1, work above 1 ms (wall time)", Goal(None, 1.6), Goal(None, 1.6)),
}
#: Against Pillow without AVX2.
SSE4 = Goal(3.5, None)
#: Groups whose rows are those of others.
PARTS = {"pillow": ("pillow box", "pillow smooth")}


def goal(group: str, level: str) -> Goal:
    """Return the goal of a group at a level."""
    _, wide, narrow = GROUPS[group]
    if level.startswith("avx512"):
        return wide
    if level.startswith("avx2"):
        return narrow
    return SSE4 if group == "pillow" else Goal(None, None)


def summary(rows: list[dict[str, Any]], level: str) -> list[dict[str, Any]]:
    """Return for each group that was measured its rows, median and least ratio, and what is short of its goals."""
    made = []
    for group, (what, _, _) in GROUPS.items():
        ratios = [row["ratio"] for row in rows if row["group"] in PARTS.get(group, (group,))]
        if not ratios:
            continue
        aim = goal(group, level)
        middle, least = round(median(ratios), 2), min(ratios)
        short = [
            f"{name} {found} for {wanted}"
            for name, found, wanted in (("median", middle, aim.median), ("least", least, aim.least))
            if wanted is not None and found < wanted
        ]
        made.append(
            {
                "what": what,
                "rows": len(ratios),
                "median": middle,
                "goal_median": aim.median,
                "least": least,
                "goal_least": aim.least,
                "short": "; ".join(short),
            }
        )
    return made
