"""Artifacts as functions of a picture, each in the runtime that it was made for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from tests.export.cells import module

Array = npt.NDArray[Any]


def onnx_session(model: Any) -> Callable[[Array], Array]:
    """Return an ONNX model in onnxruntime's CPU provider, with one thread."""
    runtime = module("onnxruntime", "1.31")
    options = runtime.SessionOptions()
    options.intra_op_num_threads = 1
    session = runtime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])

    def run(image: Array) -> Array:
        return np.asarray(session.run(None, {"image": image})[0])

    return run


def numpy_port(text: str) -> Callable[[Array], Array]:
    """Return the function of a NumPy file, whose self-test passes."""
    names: dict[str, Any] = {"__name__": "port"}
    exec(compile(text, "port.py", "exec"), names)
    assert names["selftest"]()
    function: Callable[[Array], Array] = names["resize"]
    return function
