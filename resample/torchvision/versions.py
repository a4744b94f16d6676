"""What can be written in the text of torchvision's specs."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from resample.builds import SPECS, Catalogue
from resample.spec import Spec

#: Release of torchvision -> the release of torch that it was verified with.
TORCH = {"0.29": "2.13"}

CATALOGUE = Catalogue(
    original="torchvision",
    versions=tuple(TORCH),
    modes=("nearest", "nearest-exact", "bilinear", "bicubic", "box", "hamming", "lanczos"),
    settings={"cpu": ("avx2", "default"), "threads": ("#",)},
    options={"antialias": ("on", "off")},
    apis=("", "v2"),
)


@lru_cache(SPECS)
def complete(spec: Spec) -> Spec:
    """Return the spec with defaults filled in; ``antialias=on`` is the default and is not written.

    Raises
    ------
    SpecError
        For what is not in the catalogue.

    Examples
    --------
    >>> str(complete(Spec("torchvision", "bilinear", api="v2", options=(("antialias", "on"),))))
    'torchvision.v2@0.29(cpu=avx2,threads=1):bilinear'
    """
    spec = CATALOGUE.complete(spec)
    return replace(spec, options=tuple(option for option in spec.options if option != ("antialias", "on")))
