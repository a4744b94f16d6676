"""The error that OpenCV raises, and its rules in words."""

from __future__ import annotations

__all__ = ["error"]


class error(Exception):
    """A call that `cv2.resize` refuses; stands for ``cv2.error``.

    Parameters
    ----------
    rule : str
        The rule in words, with the value met and what would work.
    assertion : str
        What cv2 prints, such as ``func != 0``; empty where cv2 has a sentence of its own.

    Examples
    --------
    >>> str(error("fx must be above 0, got -1.0", "inv_scale_x > 0"))
    'fx must be above 0, got -1.0 (cv2: inv_scale_x > 0)'
    """

    def __init__(self, rule: str, assertion: str = "") -> None:
        super().__init__(rule, assertion)
        self.rule = rule
        self.assertion = assertion

    def __str__(self) -> str:
        return f"{self.rule} (cv2: {self.assertion})" if self.assertion else self.rule
