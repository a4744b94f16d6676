"""Portable ONNX models on a CPU without VNNI, which qemu plays: ``nox -s emulated``.

``python -m tests.export.emulated make FOLDER`` writes models, pictures and what the originals make of them;
``qemu-x86_64 -cpu Haswell PYTHON -m tests.export.emulated run FOLDER`` runs the models there and compares. A product of
bytes that saturates on such a CPU is run as well: if it came out right, the emulation would show nothing.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

#: A few more pixels than those of every change.
LARGER = (((120, 160), (56, 56)), ((211, 223), (127, 131)), ((480, 640), (224, 224)))
#: Beside the bytes of every target: samples and sums in several digits.
WIDE = tuple(("opencv:linear_exact", dtype, 1) for dtype in ("uint16", "int16", "int32"))
#: Features of a CPU that must not be there.
ABSENT = ("AVX512F", "AVX512_VNNI", "AVX512_ICL", "AVX512_SPR")


def make(folder: Path) -> int:
    """Write models, pictures and results of the originals; return the number of results."""
    from resample.errors import NotExact
    from resample.export import to_onnx
    from tests.export.cells import CELLS, SMALL, cells

    folder.mkdir(parents=True, exist_ok=True)
    names, results = [], 0
    specs = (*(spec for spec in CELLS if spec[1] == "uint8"), *WIDE)
    for number, cell in enumerate(cells((*SMALL, *LARGER), specs)):
        if cell.dtype == "int32" and cell.before == (2 * cell.after[0], 2 * cell.after[1]):
            continue  # which cv2 refuses
        try:
            model = to_onnx(cell.plan())
        except NotExact:
            continue
        name = f"{number}"
        (folder / f"{name}.onnx").write_bytes(model.SerializeToString())
        pictures = [np.ascontiguousarray(image) for image in cell.pictures()]
        np.savez(folder / f"{name}.npz", pictures=np.stack(pictures), wanted=np.stack([*map(cell.original, pictures)]))
        names.append([name, str(cell)])
        results += len(pictures)
    (folder / "cases.json").write_text(json.dumps(names))
    (folder / "control.onnx").write_bytes(control())
    return results


def control() -> bytes:
    """Return a model with a product of unsigned and signed bytes, whose pairs exceed 16 bits."""
    from onnx import TensorProto, helper, numpy_helper

    sides = [
        helper.make_tensor_value_info(name, kind, [16, 64 if name == "image" else 16])
        for name, kind in (("image", TensorProto.UINT8), ("result", TensorProto.INT32))
    ]
    weight = numpy_helper.from_array(np.full((64, 16), 127, np.int8), "weight")
    node = helper.make_node("MatMulInteger", ["image", "weight"], ["result"])
    graph = helper.make_graph([node], "control", sides[:1], sides[1:], [weight])
    data: bytes = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8
    ).SerializeToString()
    return data


def session(path: Path) -> Any:
    """Return a model in onnxruntime's CPU provider."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def compared(folder: Path) -> Iterator[tuple[str, int, int]]:
    """Yield each case, its results, and how many of them differ."""
    for name, title in json.loads((folder / "cases.json").read_text()):
        data, model = np.load(folder / f"{name}.npz"), session(folder / f"{name}.onnx")
        found = [model.run(None, {"image": image})[0] for image in data["pictures"]]
        differing = sum(a.tobytes() != b.tobytes() for a, b in zip(found, data["wanted"], strict=True))
        yield title, len(found), differing


def run(folder: Path) -> int:
    """Run all models and say what came of it; return the exit status."""
    from tests.export.counts import count

    features: dict[str, bool] = np._core._multiarray_umath.__cpu_features__
    there = [name for name in ABSENT if features.get(name)]
    ones = np.full((16, 64), 255, np.uint8)
    products = session(folder / "control.onnx").run(None, {"image": ones})[0]
    saturates = bool((products != 64 * 255 * 127).all())
    results = wrong = 0
    for title, cases, differing in compared(folder):
        results, wrong = results + cases, wrong + differing
        if differing:
            print(f"DIFFERS: {title}: {differing} of {cases}")
    count("ONNX, portable, on an emulated Haswell", results, wrong)
    print(f"features that must be absent: {there or 'none'}; a product of bytes saturates: {saturates}")
    print(f"{results} results, {wrong} differing")
    return int(bool(wrong or there or not saturates or not results))


if __name__ == "__main__":
    action, where = sys.argv[1:]
    if action == "make":
        print(f"{make(Path(where))} results of originals in {where}")
    else:
        sys.exit(run(Path(where)))
