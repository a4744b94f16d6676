"""Golden vectors: pictures, the results of a real original, and a manifest, as data for ports in any language."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from hashlib import sha256
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt

from resample.errors import NotExact
from resample.export import png
from resample.export.certificate import words
from resample.front.call import plan as plan_of
from resample.run import reference
from resample.spec import Spec

__all__ = ["FORMAT", "LAYOUTS", "Case", "Vectors", "drawn", "files", "manifest", "read"]

Array = npt.NDArray[Any]

FORMAT = 1
#: The name of the manifest in a folder.
MANIFEST = "manifest.json"
#: Axes of pictures and results -> how the manifest says it.
LAYOUTS = {"HWC": "height, width, channels", "CHW": "channels, height, width"}
#: (height, width) before and after: up, down, mixed, much higher than wide, sides of 1, primes, the same size.
SIZES = (
    *(((13, 17), (5, 7)), ((5, 7), (23, 19)), ((48, 20), (9, 31)), ((60, 31), (7, 29)), ((31, 37), (31, 11))),
    *(((1, 1), (4, 6)), ((17, 1), (3, 5)), ((40, 56), (20, 28)), ((64, 64), (64, 64)), ((97, 89), (43, 101))),
    *(((120, 160), (56, 56)), ((480, 640), (224, 224))),
)
#: A picture of more samples is not stored; the manifest says how it is made.
STORED = 100_000
_KINDS = ("noise", "ramp", "extremes")


@dataclass(frozen=True)
class Case:
    """One picture and the size that it is resized to.

    Attributes
    ----------
    kind, seed : str, int
        How the picture was made; see `picture`.
    dtype : str
        NumPy's name.
    shape, size : tuple of int
        Of the picture in its layout, and (height, width) of the result.
    layout : str
        One of `LAYOUTS`.
    """

    kind: str
    seed: int
    dtype: str
    shape: tuple[int, int, int]
    size: tuple[int, int]
    layout: str = "HWC"

    @property
    def sides(self) -> tuple[int, int, int]:
        """Height, width and channels of the picture."""
        height, width, channels = (self.shape[self.layout.index(letter)] for letter in "HWC")
        return height, width, channels

    @property
    def name(self) -> str:
        """Return the name of the case's files."""
        (h, w, _), (oh, ow) = self.sides, self.size
        return f"{w}x{h}-{ow}x{oh}-{self.kind}"

    def picture(self) -> Array:
        """Return the picture: words of SplitMix64, a ramp, or only the least and the largest value.

        Number i of noise is the high bits of word i; of extremes, the highest bit decides. A ramp is
        (3 y + 5 x + 7 c) modulo 256. Floats are the same bytes, noise with 12 bits more behind the point.
        """
        dtype, n = np.dtype(self.dtype), prod(self.shape)
        raw = words(self.seed, n)
        if self.kind == "ramp":
            places = dict(zip(self.layout, np.ogrid[tuple(slice(k) for k in self.shape)], strict=True))
            y, x, c = (places[letter] for letter in "HWC")
            return np.asarray((3 * y + 5 * x + 7 * c) % 256, dtype)
        if self.kind == "extremes":
            top = 255 if dtype.kind == "f" else np.iinfo(dtype).max
            return np.where(raw >> np.uint64(63), top, 0).astype(dtype).reshape(self.shape)
        if dtype.kind == "f":
            return ((raw >> np.uint64(44)) * 2.0**-12).astype(dtype).reshape(self.shape)
        bits = np.uint64(64 - 8 * dtype.itemsize)
        return (raw >> bits).astype(f"u{dtype.itemsize}").view(dtype).reshape(self.shape)


def drawn(dtype: str, channels: int, layout: str = "HWC") -> list[Case]:
    """Return the cases of a set: every pair of sizes with every kind of picture.

    Raises
    ------
    ValueError
        If the layout is not one of `LAYOUTS`.
    """
    if layout not in LAYOUTS:
        raise ValueError(f"layout {layout!r} is not one of {', '.join(LAYOUTS)}")
    cases = []
    for n, (((h, w), after), kind) in enumerate(((pair, kind) for pair in SIZES for kind in _KINDS), 1):
        shape = (h, w, channels) if layout == "HWC" else (channels, h, w)
        cases.append(Case(kind, n, dtype, shape, after, layout))
    return cases


@dataclass(frozen=True)
class Vectors:
    """What a manifest lists.

    Attributes
    ----------
    spec : Spec
    cases : tuple of (Case, dict)
        The dict has the entry's file names and hashes.
    """

    spec: Spec
    cases: tuple[tuple[Case, dict[str, Any]], ...]


def results(spec: Spec, cases: list[Case]) -> list[list[Array]]:
    """Return for each case the picture, what every step gives, and the result last.

    Raises
    ------
    NotExact, ValueError, TypeError
        As the plan of the spec does; ValueError also for a layout that the original's pictures do not have.
    """
    found = []
    for case in cases:
        plan = plan_of(spec, shape=case.shape, dtype=case.dtype, size=case.size, layout=case.layout)
        if plan.source.axes != case.layout:
            raise ValueError(f"pictures of {spec.original} are {plan.source.axes}, not {case.layout}")
        trace = reference.run(plan, case.picture(), trace=True)
        found.append(trace if plan.steps else [trace[0], trace[0]])
    return found


def files(
    spec: Spec, cases: list[Case], provenance: list[str], *, steps: bool = False, pictures: str = "npy"
) -> dict[str, bytes]:
    """Return the files of a set by their names, the manifest among them.

    Parameters
    ----------
    spec : Spec
    cases : list of Case
    provenance : list of str
        For each case which original was seen to give the result.
    steps : bool
        Write what every step gives, too.
    pictures : {"npy", "png"}
        How pictures are stored.

    Raises
    ------
    NotExact
        If a case has no provenance: vectors are what a real original computed.
    ValueError
        If a PNG cannot hold the pictures.
    """
    if not all(provenance):
        raise NotExact("vectors are results of the real original, and it was not asked for every case")
    layout = cases[0].layout
    if pictures == "png" and layout != "HWC":
        raise ValueError(f"a PNG has its channels last, not {layout}")
    written: dict[str, bytes] = {}
    entries = []
    for case, trace, source in zip(cases, results(spec, cases), provenance, strict=True):
        entry = {
            **{name: value for name, value in asdict(case).items() if name != "layout"},
            "name": case.name,
            "picture_sha256": _digest(trace[0]),
            "result_dtype": trace[-1].dtype.name,
        }
        entry |= {"result_sha256": _digest(trace[-1]), "result": f"{case.name}.out.npy", "seen": source}
        written[entry["result"]] = _npy(trace[-1])
        if trace[0].size <= STORED:
            entry["picture"] = f"{case.name}.in.{pictures}"
            written[entry["picture"]] = png.write(trace[0]) if pictures == "png" else _npy(trace[0])
        if steps:
            entry["steps"] = [f"{case.name}.step{n}.npy" for n in range(1, len(trace) - 1)]
            written |= dict(zip(entry["steps"], map(_npy, trace[1:-1]), strict=True))
        entries.append(entry)
    written[MANIFEST] = manifest(spec, entries, layout)
    return written


def manifest(spec: Spec, entries: list[dict[str, Any]], layout: str) -> bytes:
    """Return the manifest; it has no date, so that the same set is the same bytes."""
    head = {"format": FORMAT, "spec": str(spec), "original": spec.original, "version": spec.version}
    head |= {"build": dict(spec.build), "layout": LAYOUTS[layout], "cases": entries}
    head |= {"licence": "MIT; pictures are generated"}
    return (json.dumps(head, indent=1, sort_keys=True) + "\n").encode()


def read(text: bytes) -> Vectors:
    """Return what a manifest lists.

    Raises
    ------
    ValueError
        If the text is no manifest of this format.
    """
    try:
        data = json.loads(text)
        if data["format"] != FORMAT:
            raise ValueError(f"format {data['format']!r} of vectors is not {FORMAT}")
        layout = {said: letters for letters, said in LAYOUTS.items()}[data["layout"]]
        cases = [
            (Case(e["kind"], e["seed"], e["dtype"], tuple(e["shape"]), tuple(e["size"]), layout), e)
            for e in data["cases"]
        ]
        return Vectors(Spec.parse(data["spec"]), tuple(cases))
    except (KeyError, TypeError, json.JSONDecodeError) as error:
        raise ValueError(f"not a manifest of vectors: {type(error).__name__} {error}") from None


def _digest(array: Array) -> str:
    return sha256(np.ascontiguousarray(array).tobytes()).hexdigest()


def _npy(array: Array) -> bytes:
    """Return the file of an array."""
    from io import BytesIO

    stream = BytesIO()
    np.save(stream, np.ascontiguousarray(array), allow_pickle=False)
    return stream.getvalue()
