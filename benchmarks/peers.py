"""Peers in processes of their own: Pillow-SIMD cannot be imported beside Pillow. ``python -m benchmarks.peers``.

The parent asks for so many calls and gets the CPU time of the peer's process: both sides take turns, as they do in one
process. A peer may work on a pool of its own, which is held to one thread: its time counts wherever it is spent.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

__all__ = ["Peer"]

Size = tuple[int, int]


class Peer:
    """A peer in a process.

    Parameters
    ----------
    name : str
        ``"Pillow-SIMD"`` or ``"fast_image_resize"``.
    path : str
        Folder that is searched for packages first; empty: none.

    Raises
    ------
    ImportError
        If it is not installed.
    """

    def __init__(self, name: str, path: str = "") -> None:
        search = os.pathsep.join(p for p in (path, os.environ.get("PYTHONPATH", "")) if p)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.peers", name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": search, "RAYON_NUM_THREADS": "1"},
        )
        self.version = str(self._ask({}))
        if not self.version:
            raise ImportError(name)

    def _ask(self, request: dict[str, Any]) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def seconds(self, source: Size, result: Size, name: str, calls: int) -> float:
        """Return the seconds of so many calls."""
        return float(self._ask({"source": source, "result": result, "name": name, "calls": calls}))

    def close(self) -> None:
        """End the process."""
        self._process.terminate()
        self._process.wait()


def _pillow_simd() -> tuple[str, Callable[[Size, Size, str], Callable[[], object]]]:
    import PIL
    from PIL import Image

    def make(source: Size, result: Size, name: str) -> Callable[[], object]:
        pixels = np.random.default_rng(0).integers(0, 256, (source[1], source[0], 3), np.uint8)
        image = Image.fromarray(pixels)
        return lambda: image.resize(result, Image.Resampling[name])

    return PIL.__version__ if "post" in PIL.__version__ else "", make


def _fast_image_resize() -> tuple[str, Callable[[Size, Size, str], Callable[[], object]]]:
    from importlib.metadata import version

    from cykooz_resizer import FilterType, ImageData, PixelType, ResizeAlg, ResizeOptions, Resizer

    filters = {"BICUBIC": FilterType.catmull_rom, "LANCZOS": FilterType.lanczos3}

    def make(source: Size, result: Size, name: str) -> Callable[[], object]:
        pixels = np.random.default_rng(0).integers(0, 256, (source[1], source[0], 3), np.uint8)
        resizer = Resizer()
        chosen = filters[name] if name in filters else FilterType[name.lower()]
        options = ResizeOptions(ResizeAlg.convolution(chosen))
        taken = ImageData(source[0], source[1], PixelType.U8x3, pixels.tobytes())

        def call() -> object:
            given = ImageData(result[0], result[1], PixelType.U8x3)
            resizer.resize(taken, given, options)
            return given

        return call

    return version("cykooz.resizer"), make


PEERS = {"Pillow-SIMD": _pillow_simd, "fast_image_resize": _fast_image_resize}


def main(name: str) -> None:
    """Answer requests, one a line."""
    try:
        found, make = PEERS[name]()
    except ImportError:
        found, make = "", lambda *_: lambda: None
    made: dict[str, Callable[[], object]] = {}
    for line in sys.stdin:
        request = json.loads(line)
        if not request:
            sys.stdout.write(json.dumps(found) + "\n")
        else:
            key = json.dumps([request[k] for k in ("source", "result", "name")])
            if key not in made:
                made.clear()
                made[key] = make(tuple(request["source"]), tuple(request["result"]), request["name"])
                made[key]()
            start = time.process_time()
            for _ in range(request["calls"]):
                made[key]()
            sys.stdout.write(json.dumps(time.process_time() - start) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
