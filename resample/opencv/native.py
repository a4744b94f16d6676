"""OpenCV's own code: what runs with IPP off."""

from __future__ import annotations

from resample.opencv import area, linear_exact, nearest, separable
from resample.opencv.geometry import Call, effective_mode, road
from resample.plan.words import Step


def steps(call: Call) -> tuple[Step, ...]:
    """Return the steps of a call; none for a copy.

    Raises
    ------
    error
        Where cv2 refuses the dtype or the number of channels.
    NotExact
        Where cv2 4.x reads outside the picture.
    """
    match road(call):
        case "copy":
            return ()
        case "nearest" | "nearest_exact" as mode:
            return nearest.steps(call, mode)
        case "linear_exact":
            return linear_exact.steps(call)
        case "area_blocks":
            return area.block_steps(call)
        case "area":
            return area.cell_steps(call)
        case _:
            return separable.steps(call, effective_mode(call))
