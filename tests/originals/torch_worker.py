"""The installed torch in a process of its own: its CPU path is chosen when it is loaded, its threads are global.

As a program, ``python -m tests.originals.torch_worker THREADS``, this needs nothing but torch, NumPy and, for its own
calls, torchvision. It answers one call after the other, in pickles, which only the two sides of one test exchange.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parents[2]

#: What calls may raise; anything else ends the process.
RAISED = (ArithmeticError, LookupError, NotImplementedError, RuntimeError, TypeError, ValueError)


@dataclass(frozen=True)
class Samples:
    """Memory, and how it is seen as a tensor.

    Attributes
    ----------
    memory : ndarray of one axis
        bfloat16 as its bits in uint16.
    dtype : str
        Its name in torch.
    shape, strides : tuple of int
        Strides in samples.
    """

    memory: np.ndarray
    dtype: str
    shape: tuple[int, ...]
    strides: tuple[int, ...]

    def bits(self) -> np.ndarray:
        """Return the tensor as an array, bfloat16 as its bits."""
        steps = [step * self.memory.itemsize for step in self.strides]
        return np.lib.stride_tricks.as_strided(self.memory, self.shape, steps)

    def __repr__(self) -> str:
        return f"{self.dtype} {self.shape} {self.strides}"


def bits_of(tensor: Any) -> np.ndarray:
    """Return a tensor as an array, bfloat16 as its bits."""
    import torch

    if tensor.dtype == torch.bfloat16:
        return np.asarray(tensor.view(torch.int16).numpy().view(np.uint16))
    return np.asarray(tensor.numpy())


@dataclass(frozen=True)
class Answer:
    """A result with its strides in samples, or the name of the type of an error."""

    bits: np.ndarray | None
    strides: tuple[int, ...]
    error: str = ""


class Torch:
    """The installed torch on a CPU path, with a number of threads.

    Attributes
    ----------
    capability : str
        What torch says of itself.
    """

    def __init__(self, cpu: str, threads: int) -> None:
        self.cpu, self.threads = cpu, threads
        command = [sys.executable, "-m", "tests.originals.torch_worker", str(threads)]
        environment = {**os.environ, "ATEN_CPU_CAPABILITY": cpu}
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, env=environment, cwd=ROOT)
        self.capability = self._receive()

    def interpolate(self, samples: Samples, **arguments: Any) -> Answer:
        """Return what ``torch.nn.functional.interpolate`` gives."""
        return self._ask("interpolate", samples, arguments)

    def resize(self, api: str, samples: Samples, **arguments: Any) -> Answer:
        """Return what ``resize`` of torchvision's transforms, or of their v2, gives."""
        return self._ask(f"resize {api}", samples, arguments)

    def _ask(self, call: str, samples: Samples, arguments: dict[str, Any]) -> Answer:
        assert self.process.stdin
        pickle.dump((call, samples, arguments), self.process.stdin)
        self.process.stdin.flush()
        answer = self._receive()
        assert isinstance(answer, Answer)
        return answer

    def _receive(self) -> Any:
        assert self.process.stdout
        return pickle.load(self.process.stdout)

    def close(self) -> None:
        """End the process."""
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait()


def serve(threads: int) -> None:
    """Answer calls until the other side closes."""
    import torch

    torch.set_num_threads(threads)
    out = sys.stdout.buffer
    pickle.dump(torch.backends.cpu.get_cpu_capability(), out)
    while True:
        out.flush()
        try:
            call, samples, arguments = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        pickle.dump(answer(call, samples, arguments), out)


def answer(call: str, samples: Samples, arguments: dict[str, Any]) -> Answer:
    """Return what the original gives for a call."""
    import torch

    bits = samples.bits()
    tensor = torch.from_numpy(bits.view(np.int16) if samples.dtype == "bfloat16" else bits)
    if samples.dtype in ("bfloat16", "bool"):
        tensor = tensor.view(getattr(torch, samples.dtype))
    try:
        result = function(call)(tensor, **arguments)
    except RAISED as error:
        return Answer(None, (), type(error).__name__)
    return Answer(np.ascontiguousarray(bits_of(result)), result.stride())


def function(call: str) -> Any:
    """Return the original's function; torchvision is imported when it is first asked."""
    import torch

    if call == "interpolate":
        return torch.nn.functional.interpolate
    transforms = torchvision().transforms
    return transforms.v2.functional.resize if call.endswith("v2") else partial(_resize, transforms)


def _resize(transforms: Any, tensor: Any, *, interpolation: Any, **arguments: Any) -> Any:
    """Call v1's resize, which takes no names, with the member of a name."""
    if isinstance(interpolation, str):
        interpolation = transforms.InterpolationMode(interpolation)
    return transforms.functional.resize(tensor, interpolation=interpolation, **arguments)


_LIBRARIES: list[Any] = []


def torchvision() -> Any:
    """Return torchvision, imported without the compiled extension that its resize does not need."""
    if "torchvision" not in sys.modules:
        import torch

        library = torch.library.Library("torchvision", "DEF")
        for name in ("nms", "qnms"):
            library.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
        _LIBRARIES.append(library)
    import torchvision.transforms.v2

    return torchvision


if __name__ == "__main__":
    # Classes that are pickled here belong to the module under its own name, not to the program.
    from tests.originals import torch_worker

    torch_worker.serve(int(sys.argv[1]))
