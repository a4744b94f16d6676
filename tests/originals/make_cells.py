"""Record cells of TensorFlow and onnxruntime where they are installed, for `test_cells.py` to replay without them.

    python -m tests.originals.make_cells tests/originals/data/cells.npz

Needs tensorflow-cpu 2.21, onnx and onnxruntime 1.31.  Inputs and outputs are stored whole.
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

CASES = 60


def inputs(seed: int) -> tuple[np.ndarray, tuple[int, int]]:
    """Return a float32 picture (height, width, channels) with some special values, and a size."""
    rng = np.random.default_rng(seed)
    height, width, rows, columns = (int(n) for n in rng.integers(1, 14, 4))
    picture = rng.normal(0, 100, (height, width, int(rng.integers(1, 4)))).astype(np.float32)
    if seed % 5 == 0:
        picture.flat[:: max(picture.size // 3, 1)] = -0.0
    if seed % 7 == 0:
        picture.flat[picture.size // 2] = np.inf
    return picture, (rows, columns)


def tensorflow_bilinear(picture: np.ndarray, size: tuple[int, int], legacy: bool) -> np.ndarray:
    """Return what TensorFlow's bilinear kernel gives, half-pixel or legacy coordinates."""
    import tensorflow as tf

    resized = tf.raw_ops.ResizeBilinear(images=picture[None], size=size, half_pixel_centers=not legacy)
    result: np.ndarray = resized.numpy()[0]
    return result


def onnxruntime_cubic(picture: np.ndarray, size: tuple[int, int], exclude_outside: bool) -> np.ndarray:
    """Return what onnxruntime's cubic gives for channels first, as (height, width, channels)."""
    import onnxruntime
    from onnx import TensorProto, helper

    chw = np.ascontiguousarray(picture.transpose(2, 0, 1))[None]
    node = helper.make_node(
        "Resize", ["x", "", "", "sizes"], ["y"], mode="cubic", exclude_outside=int(exclude_outside), cubic_coeff_a=-0.75
    )
    value: Any = helper.make_tensor_value_info
    sizes = helper.make_tensor("sizes", TensorProto.INT64, [4], [*chw.shape[:2], *size])
    x, y = value("x", TensorProto.FLOAT, chw.shape), value("y", TensorProto.FLOAT, None)
    model = helper.make_model(
        helper.make_graph([node], "g", [x], [y], [sizes]), opset_imports=[helper.make_opsetid("", 13)]
    )
    model.ir_version = 8
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    result: np.ndarray = session.run(None, {"x": chw})[0][0].transpose(1, 2, 0)
    return np.ascontiguousarray(result)


def main(path: str) -> None:
    """Record all cells to the path."""
    import onnxruntime
    import tensorflow as tf

    data: dict[str, np.ndarray] = {}
    for seed in range(CASES):
        picture, size = inputs(seed)
        data[f"input_{seed}"], data[f"size_{seed}"] = picture, np.array(size)
        for flag in (0, 1):
            data[f"tensorflow_{seed}_{flag}"] = tensorflow_bilinear(picture, size, bool(flag))
            data[f"onnxruntime_{seed}_{flag}"] = onnxruntime_cubic(picture, size, bool(flag))
    versions = f"tensorflow {tf.__version__}, onnxruntime {onnxruntime.__version__}"
    np.savez_compressed(path, versions=np.array(versions), **data)


if __name__ == "__main__":
    main(sys.argv[1])
