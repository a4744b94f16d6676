"""Asks the installed torch.

The CPU capability is read from the environment when torch is loaded, so that it is loaded here only after `setup`.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any

import numpy as np
import numpy.typing as npt

from tests.corpora.case import Case

__all__ = ["WITH_MESSAGE", "call", "result_dtype", "setup", "to_array", "to_tensor"]

Array = npt.NDArray[Any]

#: The types of errors are promised, not their texts.
WITH_MESSAGE = False


def setup(part: str) -> dict[str, Any]:
    """Load torch with the capability and the number of threads of a part; return both with its version.

    Raises
    ------
    OSError
        If this machine, or a torch that was loaded before, has another capability.
    """
    cpu, _, threads = part.partition("-")
    os.environ["ATEN_CPU_CAPABILITY"] = cpu
    torch = import_module("torch")
    torch.set_num_threads(int(threads))
    found = torch.backends.cpu.get_cpu_capability().lower()
    if found != cpu:
        raise OSError(f"torch runs with capability {found}, not {cpu}")
    return {"version": torch.__version__.partition("+")[0], "setup": {"cpu": cpu, "threads": int(threads)}}


def call(case: Case, array: Array) -> Array:
    """Return what torch gives for a case."""
    functional = import_module("torch.nn.functional")
    return to_array(functional.interpolate(to_tensor(array, case.picture.dtype), **case.arguments))


def result_dtype(case: Case) -> str:
    """Return the name of a dtype that NumPy has none for: a result has that of its input."""
    return "bf16" if case.picture.dtype == "bf16" else ""


def to_tensor(array: Array, dtype: str) -> Any:
    """Return a tensor that shares an array's memory and strides."""
    torch = import_module("torch")
    if dtype == "bf16":
        return torch.from_numpy(array.view(np.int16)).view(torch.bfloat16)
    return torch.from_numpy(array)


def to_array(tensor: Any) -> Array:
    """Return the samples of a tensor, bfloat16 as its bits."""
    torch = import_module("torch")
    if tensor.dtype == torch.bfloat16:
        return np.asarray(tensor.view(torch.int16).numpy()).view(np.uint16)
    return np.asarray(tensor.numpy())
