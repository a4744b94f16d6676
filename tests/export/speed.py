"""Measures size and speed of exports beside the original: ``python -m tests.export.speed`` renders the page."""

from __future__ import annotations

import re
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnxruntime
from PIL import Image

import resample
from resample.export import to_c, to_numpy, to_onnx
from tests.export.compiling import Library

PAGE = Path(__file__).parents[2] / "docs" / "export-speed.md"
MARKS = re.compile(r"(<!-- speed:start -->\n).*?(<!-- speed:end -->)", re.DOTALL)
RUNS = 40


def best(call: Callable[[], object]) -> str:
    """Return the least time of many calls."""
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return f"{min(times) * 1e3:.1f} ms"


def rows(mode: str) -> list[str]:
    """Return the rows of one filter of Pillow."""
    plan = resample.plan(f"pillow:{mode}", shape=(480, 640, 3), dtype="uint8", size=(224, 224))
    image = np.random.default_rng(1).integers(0, 256, (480, 640, 3), np.uint8)
    picture, filter_ = Image.fromarray(image), Image.Resampling[mode.upper()]
    found = [("Pillow itself", "", best(lambda: picture.resize((224, 224), filter_)))]
    for compiler in ("gcc", "clang"):
        for flags in ("-O2", "-O3", "-O3 -march=native"):
            with tempfile.TemporaryDirectory() as folder:
                library = Library(Path(folder), [plan], compiler, [*flags.split(), "-std=c99"])
                size = f"{len(to_c(plan)) / 1024:.0f} KiB"
                found.append((f"C, {compiler} {flags}", size, best(lambda: library.run(0, image))))  # noqa: B023
    found.append(("NumPy file", f"{len(to_numpy(plan)) / 1024:.0f} KiB", ""))
    for profile in ("portable", "ort"):
        data = to_onnx(plan, profile=profile).SerializeToString()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        session = onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
        call = best(lambda: session.run(None, {"image": image}))  # noqa: B023
        found.append((f"ONNX {profile}, onnxruntime", f"{len(data) / 1024:.0f} KiB", call))
    return [f"| {mode} | {what} | {size} | {took} |" for what, size, took in found]


def main() -> None:
    """Render the page."""
    gcc, clang = (
        subprocess.run([c, "--version"], capture_output=True, text=True, check=True).stdout.splitlines()[0]
        for c in ("gcc", "clang")
    )
    head = ["| filter | what | size | least time |", "|---|---|---|---|"]
    table = [*head, *(row for mode in ("bilinear", "bicubic", "lanczos") for row in rows(mode))]
    text = "\n".join([*table, "", f"Compilers: {gcc}; {clang}. onnxruntime {onnxruntime.__version__}.", ""])
    PAGE.write_text(MARKS.sub(lambda m: m[1] + text + m[2], PAGE.read_text()))


if __name__ == "__main__":
    main()
