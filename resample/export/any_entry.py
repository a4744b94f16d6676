"""The function of a header of any size: which road is taken, and how much memory it needs."""

from __future__ import annotations

from collections.abc import Sequence

from resample.export import any_text
from resample.export.any_road import Picture, Road
from resample.export.c_text import indented

__all__ = ["Entry"]

#: Bytes of the widest sample that a road keeps between its passes.
_WIDEST = 8


class Entry:
    """The entry of one header.

    Parameters
    ----------
    picture : Picture
    roads : sequence of Road
        The first whose condition holds is taken; the last one has none.
    copies : bool
        Whether a result of the same size is a copy.
    name : str
        In front of all names.
    """

    def __init__(self, picture: Picture, roads: Sequence[Road], *, copies: bool, name: str) -> None:
        self.picture, self.roads, self.copies, self.name = picture, roads, copies, name

    def sizes(self) -> str:
        """Return the function that counts scratch memory."""
        refused = [(road.refused, road.why) for road in self.roads if road.refused]
        lines = [f"if ({condition}) return 0;" for condition, _ in refused]
        lines += self._chosen([list(road.count) for road in self.roads])
        text = any_text.SIZES.replace("$COUNT", "".join(f"    {line}\n" for line in indented(lines).splitlines()))
        text = text.replace("$ALSO", "".join(f",\n * or {why}" for _, why in refused))
        return text.replace("$PIXEL", str(self.picture.channels * _WIDEST))

    def function(self) -> str:
        """Return the entry."""
        kind = self.picture.kind
        head = [
            f"static inline int @(const {kind} *source, size_t height, size_t width, {kind} *result, size_t to_height,",
            f"{' ' * (19 + len(self.name))}size_t to_width, void *scratch)",
        ]
        lines = ["const int64_t h = (int64_t)height, w = (int64_t)width;"]
        lines += ["const int64_t oh = (int64_t)to_height, ow = (int64_t)to_width;"]
        lines += ["unsigned char *at = (unsigned char *)scratch;"]
        lines += ["if (@_scratch_bytes(height, width, to_height, to_width) == 0) return 1;"]
        if self.copies:
            copied = f"memcpy(result, source, height * width * {self.picture.channels} * sizeof *result);"
            lines += ["if (h == oh && w == ow) {", copied, "return 0;", "}"]
        lines += self._chosen([list(road.run) for road in self.roads])
        return (
            "\n".join(head)
            + "\n"
            + indented(["{", *lines, "(void)h, (void)w, (void)oh, (void)ow, (void)at;", "return 0;", "}"])
        )

    def _chosen(self, lines: Sequence[list[str]]) -> list[str]:
        """Return the lines of each road under its condition."""
        if len(self.roads) == 1:
            return lines[0]
        found: list[str] = []
        for n, (road, own) in enumerate(zip(self.roads, lines, strict=True)):
            opened = f"if ({road.when}) {{" if road.when else "{"
            found += [f"}} else {opened}" if n else opened, *own]
        return [*found, "}"]
