"""What an artifact says about itself, and the picture by which it is tested where it runs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt

import resample
from resample.errors import NotExact
from resample.plan.plan import Plan
from resample.plan.words import DTYPES, FLOATS
from resample.run import reference
from resample.run.ops import to_storage

__all__ = ["Certificate", "certify", "certify_all", "fnv1a", "generated"]

Array = npt.NDArray[Any]

#: An artifact counts the bytes of a picture with 31 bits, which is what all targets and runtimes have.
MOST_BYTES = 2**31 - 1
#: Of the picture that every self-test takes.
SEED = 2026
_FNV_START, _FNV_PRIME, _MASK = 0xCBF29CE484222325, 0x100000001B3, (1 << 64) - 1


@dataclass(frozen=True)
class Certificate:
    """What an artifact computes, what its exactness rests on, and how to test that it holds where it runs.

    Attributes
    ----------
    spec : str
        Original, build and mode.
    plan : str
        Digest of the plan.
    source, result : str
        Dtype and shape, such as ``u8 480x640x3``.
    rests_on : str
        The proof, or the condition, under which the artifact gives every bit.
    needs : tuple of str
        Settings of the runtime without which it does not.
    seed : int
        Of the generated picture.
    hash : str
        FNV-1a, 64 bits, in hexadecimal, of the result's bytes (little-endian) for that picture.
    provenance : str
        Whose output was hashed.
    maker : str
    """

    spec: str
    plan: str
    source: str
    result: str
    rests_on: str
    needs: tuple[str, ...]
    seed: int
    hash: str
    provenance: str
    maker: str

    def to_json(self) -> str:
        """Return the certificate as one line of JSON."""
        return json.dumps(asdict(self), sort_keys=True)

    @staticmethod
    def from_json(text: str) -> Certificate:
        """Return the certificate that `to_json` wrote.

        Raises
        ------
        ValueError
            If the text is none.
        """
        try:
            fields = json.loads(text)
            return Certificate(**{**fields, "needs": tuple(fields["needs"])})
        except (TypeError, KeyError, json.JSONDecodeError) as error:
            raise ValueError(f"not a certificate: {error}") from None

    def accepts(self, result: Array) -> bool:
        """Return whether a result has the certified hash."""
        return f"{fnv1a(stored_bytes(result, self.result.split()[0])):016x}" == self.hash

    def saying(self, rests_on: str, *needs: str) -> Certificate:
        """Return the certificate for another target."""
        return replace(self, rests_on=rests_on, needs=needs)


def certify(plan: Plan, provenance: str = "") -> Certificate:
    """Return the certificate of an exact plan.

    Parameters
    ----------
    plan : Plan
    provenance : str
        Which original was seen to give the plan's result for the generated picture; without it, the certificate says
        that none was asked.

    Raises
    ------
    NotExact
        If the plan is not.
    ValueError
        If a picture is larger than `MOST_BYTES`.
    """
    if not plan.exact:
        raise NotExact(f"{plan.label or 'the plan'} is not exact: {'; '.join(plan.notes)}")
    for state in plan.states:
        refuse_size(state.shape, DTYPES[state.dtype].itemsize)
    result = reference.run(plan, generated(plan))
    return Certificate(
        spec=plan.label,
        plan=plan.digest,
        source=_kind(plan.source.dtype, plan.source.shape),
        result=_kind(plan.dtype, plan.shape),
        rests_on="the order and the rounding of every operation",
        needs=(),
        seed=SEED,
        hash=f"{fnv1a(stored_bytes(result, plan.dtype)):016x}",
        provenance=provenance or "the NumPy reference; the original was not asked",
        maker=f"resample-exact {resample.__version__}",
    )


def refuse_size(shape: Sequence[int], itemsize: int) -> None:
    """Refuse a picture whose bytes an artifact does not count.

    Raises
    ------
    ValueError
    """
    size = prod(shape) * itemsize
    if size > MOST_BYTES:
        raise ValueError(f"a picture of {'x'.join(map(str, shape))} has {size:,} bytes, more than {MOST_BYTES:,}")


def certify_all(plans: Sequence[Plan], provenance: str = "") -> Certificate:
    """Return the certificate of a recipe by its plans for several sizes, whose results are hashed one after the other.

    Parameters
    ----------
    plans : sequence of Plan
        For pictures of one dtype and number of channels.
    provenance : str
        As in `certify`.

    Raises
    ------
    NotExact
        If one of the plans is not.
    """
    made = [certify(plan, provenance) for plan in plans]
    results = [stored_bytes(reference.run(plan, generated(plan)), plan.dtype) for plan in plans]
    digests = sha256(" ".join(plan.digest for plan in plans).encode()).hexdigest()
    source, result = (
        f"{kind.split()[0]} of any size, {plans[0].source.axes}" for kind in (made[0].source, made[0].result)
    )
    return replace(made[0], plan=digests, source=source, result=result, hash=f"{fnv1a(b''.join(results)):016x}")


def _kind(dtype: str, shape: tuple[int, ...]) -> str:
    return f"{dtype} {'x'.join(map(str, shape))}"


def words(seed: int, n: int) -> npt.NDArray[np.uint64]:
    """Return n words of 64 bits: number i is SplitMix64's hash of seed + (i + 1) * 0x9E3779B97F4A7C15.

    Examples
    --------
    >>> [hex(w) for w in words(0, 2)]
    ['0xe220a8397b1dcdaf', '0x6e789e6aa1b965f4']
    """
    z = np.arange(1, n + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(seed)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def generated(plan: Plan, seed: int = SEED) -> Array:
    """Return the generated picture for a plan.

    Integers are the high bits of each word; floats are 0 to 256 in steps of 2**-12 (16-bit floats: whole numbers).
    """
    dtype, shape = plan.source.dtype, plan.source.shape
    raw = words(seed, prod(shape))
    if dtype in FLOATS:
        steps = raw >> np.uint64(56 if dtype in ("f16", "bf16") else 44)
        values = steps.astype(np.float64) * (1.0 if dtype in ("f16", "bf16") else 2.0**-12)
        return to_storage(values.astype(np.float64 if dtype == "f64" else np.float32), dtype).reshape(shape)
    bits = 8 * DTYPES[dtype].itemsize
    return (raw >> np.uint64(64 - bits)).astype(f"u{bits // 8}").view(DTYPES[dtype]).reshape(shape)


#: Float dtype -> the bits of infinity, above which NaNs lie, and those of the NaN that stands for all.
NANS = {
    "f16": (0x7C00, 0x7E00),
    "bf16": (0x7F80, 0x7FC0),
    "f32": (0x7F800000, 0x7FC00000),
    "f64": (0x7FF0000000000000, 0x7FF8000000000000),
}


def stored_bytes(array: Array, dtype: str) -> bytes:
    """Return the bytes of stored samples in C order, low byte first; NaNs, whose bits are open, as one pattern."""
    bits = np.ascontiguousarray(array).view(f"u{array.itemsize}")
    if dtype in NANS:
        infinity, nan = NANS[dtype]
        size = bits & bits.dtype.type((1 << (8 * bits.itemsize - 1)) - 1)
        bits = np.where(size > infinity, bits.dtype.type(nan), bits)
    return bits.astype(bits.dtype.newbyteorder("<"), copy=False).tobytes()


def fnv1a(data: bytes) -> int:
    """Return the 64-bit FNV-1a hash.

    Examples
    --------
    >>> hex(fnv1a(b"a"))
    '0xaf63dc4c8601ec8c'
    """
    value = _FNV_START
    for byte in data:
        value = (value ^ byte) * _FNV_PRIME & _MASK
    return value
