"""Size and speed of exports beside Pillow: ``python -m tests.export.speed`` measures and renders; ``--render`` renders.

In every round each candidate runs once, so that whatever else the machine does meets all of them; the time is the CPU
time of the thread, and of the rounds the median is taken. Figures go to docs/data/export_speed.json.
"""

from __future__ import annotations

import json
import platform
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

import resample
from resample.export import to_c, to_numpy, to_onnx
from tests.export.compiling import Library
from tests.export.runtimes import onnx_session
from tests.export.sized import Sized, SizedLibrary

DOCS = Path(__file__).parents[2] / "docs"
PAGE, DATA = DOCS / "export-speed.md", DOCS / "data" / "export_speed.json"
MARKS = re.compile(r"(<!-- speed:start -->\n).*?(<!-- speed:end -->)", re.DOTALL)
ROUNDS = 15
#: (height, width) before and after.
SIZES = (((480, 640), (224, 224)), ((1080, 1920), (224, 224)), ((224, 224), (480, 640)))
FLAGS = ("-O2", "-O3", "-O3 -march=native")

Call = Callable[[], Any]


def timed(calls: dict[str, Call]) -> dict[str, float]:
    """Return the median CPU time of each call in milliseconds; every round runs each of them once."""
    times: dict[str, list[int]] = {name: [] for name in calls}
    for _ in range(ROUNDS):
        for name, call in calls.items():
            start = time.thread_time_ns()
            call()
            times[name].append(time.thread_time_ns() - start)
    return {name: median(found) / 1e6 for name, found in times.items()}


def rows(mode: str, before: tuple[int, int], after: tuple[int, int], folder: Path) -> list[dict[str, Any]]:
    """Return what was measured of one filter at one pair of sizes."""
    from PIL import Image

    plan = resample.plan(f"pillow:{mode}", shape=(*before, 3), dtype="uint8", size=after)
    image = np.random.default_rng(1).integers(0, 256, (*before, 3), np.uint8)
    picture, filter_ = Image.fromarray(image), Image.Resampling[mode.upper()]
    wanted = np.asarray(picture.resize(after[::-1], filter_))
    any_size = Sized(f"pillow:{mode}", "uint8", 3)
    calls: dict[str, Call] = {"Pillow": lambda: picture.resize(after[::-1], filter_)}
    sizes = {"Pillow": 0, "NumPy": len(to_numpy(plan))}
    for compiler in ("gcc", "clang"):
        for flags in FLAGS:
            name = f"{compiler} {flags}"
            place = folder / f"{mode}{len(calls)}"
            place.mkdir()
            library = Library(place, [plan], compiler, [*flags.split(), "-std=c99"])
            calls[f"C, {name}"] = partial(library.run, 0, image)
            (place / "any").mkdir()
            sized = SizedLibrary(place / "any", [any_size], compiler, f"{flags} -std=c99")
            calls[f"C of any size, {name}"] = partial(sized.run, 0, image, after)
            sizes[f"C, {name}"], sizes[f"C of any size, {name}"] = len(to_c(plan)), len(any_size.header())
    for profile in ("portable", "ort"):
        model = to_onnx(plan, profile=profile)
        run = onnx_session(model)
        calls[f"ONNX {profile}"] = partial(run, image)
        sizes[f"ONNX {profile}"] = len(model.SerializeToString())
    for name, call in calls.items():
        assert name == "Pillow" or call().tobytes() == wanted.tobytes(), name
    found = timed(calls)
    shown = {"mode": mode, "before": list(before), "after": list(after)}
    made = [{**shown, "what": name, "bytes": sizes[name], "ms": round(ms, 3)} for name, ms in found.items()]
    return [*made, {**shown, "what": "NumPy", "bytes": sizes["NumPy"], "ms": None}]


def measure() -> dict[str, Any]:
    """Return all figures, and what they were measured with."""
    import onnxruntime
    import PIL

    with tempfile.TemporaryDirectory() as name:
        found = [
            row
            for n, (before, after) in enumerate(SIZES)
            for mode in ("bilinear", "bicubic", "lanczos")
            for row in rows(mode, before, after, _folder(Path(name) / str(n)))
        ]
    versions = {
        c: subprocess.run([c, "-dumpversion"], capture_output=True, text=True, check=True).stdout.strip()
        for c in ("gcc", "clang")
    }
    versions |= {"Pillow": PIL.__version__, "onnxruntime": onnxruntime.__version__}
    return {"machine": _cpu(), "rounds": ROUNDS, "versions": versions, "rows": found}


def _folder(path: Path) -> Path:
    path.mkdir(exist_ok=True)
    return path


def _cpu() -> str:
    text = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    match = re.search(r"model name\s*: (.*)", text)
    return match[1] if match else platform.processor()


def render(text: str) -> str:
    """Return the page with the figures of the data."""
    data = json.loads(DATA.read_text(encoding="utf-8"))
    lines = [
        f"{data['machine']}; {', '.join(f'{k} {v}' for k, v in data['versions'].items())}; {data['rounds']} rounds."
    ]
    cases = list(dict.fromkeys((tuple(r["before"]), tuple(r["after"])) for r in data["rows"]))
    for before, after in cases:
        chosen = [r for r in data["rows"] if (tuple(r["before"]), tuple(r["after"])) == (before, after)]
        lines += ["", f"## {before[1]}x{before[0]} to {after[1]}x{after[0]}", ""]
        lines += ["| filter | what | size | CPU time | Pillow's / its |", "|---|---|---|---|---|"]
        base = {r["mode"]: r["ms"] for r in chosen if r["what"] == "Pillow"}
        for r in chosen:
            size = f"{r['bytes'] / 1024:.0f} KiB" if r["bytes"] else ""
            took = "" if r["ms"] is None else f"{r['ms']:.2f} ms"
            ratio = "" if r["ms"] is None else f"{base[r['mode']] / r['ms']:.2f}"
            lines.append(f"| {r['mode']} | {r['what']} | {size} | {took} | {ratio} |")
    return MARKS.sub(lambda m: m[1] + "\n".join(lines) + "\n" + m[2], text)


def main(arguments: list[str]) -> None:
    """Measure unless told not to, and render the page."""
    if "--render" not in arguments:
        DATA.write_text(json.dumps(measure(), indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(render(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
