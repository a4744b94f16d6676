"""Results so small that originals go another road with them."""

from __future__ import annotations

__all__ = ["SMALL_SIDES"]

#: Largest sum of a small result's sides, height and width: torch picks its kernel by it (see `resample.torch.layout`).
SMALL_SIDES = 128
