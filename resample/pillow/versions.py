"""What can be written in the text of Pillow's specs, and the one table of what changed when."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from resample.builds import SPECS, Catalogue
from resample.errors import SpecError
from resample.pillow.modes import MODES
from resample.spec import Spec

__all__ = ["CATALOGUE", "FILTERS", "VERSIONS", "Version", "complete"]

SixteenBit = Literal["refused", "bytes_apart", "whole"]

#: Filters of a spec; the position is Pillow's own number.
FILTERS = ("nearest", "lanczos", "bilinear", "bicubic", "box", "hamming", "mks2013", "mks2021")


@dataclass(frozen=True)
class Version:
    """What the bits, or the errors, of a version depend on.

    Attributes
    ----------
    name : str
        As written in a spec.
    filters : int
        How many of `FILTERS` it has: MKS2013 and MKS2021 came with 13.0.
    sixteen_bit : {"refused", "bytes_apart", "whole"}
        Whether modes I;16 can be filtered, and how what overflows is clipped: each byte alone until 12.2.
    tall : bool
        Whether a source more than 100 times as high as wide is resized in two calls, rows first, each with the rules of
        a whole call.
    vertical_first : bool
        Whether the pass along columns comes first where the height shrinks by more than twice what the width does.
    gap_with_alpha : bool
        Whether `reducing_gap` works for LA and RGBA, which are premultiplied; else it is ignored there.
    reduce_by_one_crops : bool
        Whether a reduction by 1 is a crop, without a round trip through premultiplied alpha.
    empty_sizes : bool
        Whether ImageOps takes sizes of 0 and returns an empty picture.
    pad_in_palette : bool
        Whether the colour of `ImageOps.pad` is looked up in the palette of the picture, which the result shares.
    cover : bool
        Whether ImageOps has it: since 10.1.
    as_tuples : tuple of str
        Which arguments are made tuples before they are compared with the picture's own: a list equals no tuple, so that
        the call is not taken for a copy.
    """

    name: str
    filters: int
    sixteen_bit: SixteenBit
    tall: bool
    vertical_first: bool
    gap_with_alpha: bool
    reduce_by_one_crops: bool
    empty_sizes: bool
    pad_in_palette: bool
    cover: bool
    as_tuples: tuple[str, ...]


def _before_13(name: str, sixteen_bit: SixteenBit, tall: bool, cover: bool, as_tuples: tuple[str, ...]) -> Version:
    return Version(name, 6, sixteen_bit, tall, False, False, False, False, False, cover, as_tuples)


VERSIONS: dict[str, Version] = {
    v.name: v
    for v in (
        Version("13.0", 8, "whole", False, True, True, True, True, True, True, ("size",)),
        _before_13("12.3", "whole", True, True, ("size",)),
        _before_13("12.2", "bytes_apart", True, True, ("size",)),
        _before_13("12.0", "bytes_apart", False, True, ("size",)),
        _before_13("11.3", "bytes_apart", False, True, ("size",)),
        _before_13("11.0", "bytes_apart", False, True, ("size",)),
        _before_13("10.4", "refused", False, True, ()),
        _before_13("9.5", "refused", False, False, ("size", "box")),
        _before_13("9.3", "refused", False, False, ("size", "box")),
    )
}

CATALOGUE = Catalogue(
    original="pillow",
    versions=tuple(VERSIONS),
    modes=("nearest", "box", "bilinear", "hamming", "bicubic", "lanczos", "mks2013", "mks2021", "reduce"),
    options={"as": tuple(MODES)},
)


@lru_cache(SPECS)
def complete(spec: Spec) -> Spec:
    """Return the spec with its version filled in.

    Raises
    ------
    SpecError
        For a name outside the catalogue, and for a filter that the version does not have.

    Examples
    --------
    >>> str(complete(Spec("pillow", "lanczos")))
    'pillow@13.0:lanczos'
    """
    spec = CATALOGUE.complete(spec)
    known = FILTERS[: VERSIONS[spec.version].filters]
    if spec.mode in FILTERS and spec.mode not in known:
        raise SpecError(f"pillow@{spec.version} has no {spec.mode}, which came with 13.0", known)
    return spec
