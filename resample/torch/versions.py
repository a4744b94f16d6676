"""What can be written in the text of torch's specs, and which arithmetic each CPU path has.

The wheel of torch 2.13.0 for Linux on x86-64 holds two objects of every resize: one for AVX2 (which AVX-512 machines
run as well) and one for any CPU.  They differ in one thing: where the compiler, GCC 13.3, made a product and a sum
into one instruction with one rounding.  None of that stands in torch's source, so it may differ in another wheel; the
table below was read from the instructions of the two objects, and the tests hold it against the installed torch.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from resample.builds import SPECS, Catalogue
from resample.spec import Spec

CATALOGUE = Catalogue(
    original="torch",
    versions=("2.13",),
    modes=("nearest", "nearest-exact", "linear", "bilinear", "bicubic", "trilinear", "area", "lanczos"),
    settings={"cpu": ("avx2", "default"), "threads": ("#",)},
    options={"align_corners": ("",), "antialias": ("",), "recompute": ("",)},
)

#: Channels that one 32-byte vector holds; both objects use vectors of this length.
LANES = {"f32": 8, "f64": 4, "f16": 16, "bf16": 16}


@dataclass(frozen=True)
class Contraction:
    """Where an object has a fused multiply-add.

    Attributes
    ----------
    fused : bool
        Whether it has any; everything below says nothing otherwise.
    tail_starts : dict of str to int
        Channels-last linear kernel, channels outside the vectors: which of the taps 0 and 1 is multiplied on its own
        and rounded; the other one is added to it, fused, and so are all that follow.
    body_starts : dict of str to int
        The same for channels inside the vectors, where the taps run from the last to the first: 0 stands for the last
        tap, 1 for the one before it.
    blocks : dict of str to int
        Antialiased pass: after the first tap, whole blocks of this many products are made by one vector multiplication
        and added one by one, which rounds them; what is left over is fused.  0: no blocks.
    """

    fused: bool
    tail_starts: dict[str, int]
    body_starts: dict[str, int]
    blocks: dict[str, int]


#: cpu -> where its object fuses.  Float16 differs from the others in the tail, because its conversion code sits between
#: the two products and the compiler schedules them the other way round.
CONTRACTION = {
    "avx2": Contraction(
        fused=True,
        tail_starts={"f32": 1, "f64": 1, "f16": 0, "bf16": 1},
        body_starts={"f32": 1, "f64": 1, "f16": 0, "bf16": 0},
        blocks={"f32": 4, "f64": 2},
    ),
    "default": Contraction(
        fused=False,
        tail_starts={"f32": 1, "f64": 1, "f16": 1, "bf16": 1},
        body_starts={"f32": 0, "f64": 0, "f16": 0, "bf16": 0},
        blocks={"f32": 0, "f64": 0},
    ),
}


@lru_cache(SPECS)
def complete(spec: Spec) -> Spec:
    """Return the spec with defaults filled in.

    Raises
    ------
    SpecError
        For a name outside the catalogue.
    """
    return CATALOGUE.complete(spec)
