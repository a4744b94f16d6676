"""The installed OpenCV in a process of its own: its IPP switch is global, and its level is chosen when it is loaded.

As a program, ``python opencv_worker.py {on,off}``, this needs nothing but cv2 and NumPy, of any release. It answers one
call after the other: a line of JSON, and where that says so the bytes of an array behind it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from math import prod
from typing import Any, BinaryIO

import numpy as np


def send(stream: BinaryIO, header: dict[str, Any], array: np.ndarray | None = None) -> None:
    """Write a message."""
    if array is not None:
        header = {**header, "dtype": array.dtype.str, "shape": array.shape}
    stream.write(json.dumps(header).encode() + b"\n")
    if array is not None:
        stream.write(np.ascontiguousarray(array).tobytes())
    stream.flush()


def receive(stream: BinaryIO) -> tuple[dict[str, Any], np.ndarray | None]:
    """Read a message."""
    line = stream.readline()
    if not line:
        raise EOFError
    header = json.loads(line)
    if "shape" not in header:
        return header, None
    dtype = np.dtype(header["dtype"])
    raw = stream.read(prod(header["shape"]) * dtype.itemsize)
    return header, np.frombuffer(raw, dtype).reshape(header["shape"])


class OpenCV:
    """The installed cv2, IPP on or off, at the level that the environment names.

    Attributes
    ----------
    version, ipp : str
        ``cv2.__version__``, and the name that IPP gives itself.
    """

    def __init__(self, *, ipp: bool, level: str = "", python: str = sys.executable) -> None:
        environment = {**os.environ, "OPENCV_IPP": level} if level else dict(os.environ)
        command = [python, __file__, "on" if ipp else "off"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)
        assert self.process.stdin and self.process.stdout
        self.stdin, self.stdout = self.process.stdin, self.process.stdout
        hello, _ = receive(self.stdout)
        self.version, self.ipp = hello["version"], hello["ipp"]

    def resize(
        self, src: np.ndarray, dsize: Any, fx: Any = 0.0, fy: Any = 0.0, interpolation: int = 1
    ) -> np.ndarray | str:
        """Return the result, or the text of the error."""
        send(self.stdin, {"arguments": [dsize, None, fx, fy, interpolation]}, src)
        header, array = receive(self.stdout)
        return header["error"] if array is None else array

    def close(self) -> None:
        """End the process."""
        self.stdin.close()
        self.process.wait()


def serve(state: str) -> None:
    """Answer calls until the other side closes."""
    import cv2

    cv2.setNumThreads(1)
    cv2.ipp.setUseIPP(state == "on")
    used = cv2.ipp.getIppVersion() if cv2.ipp.useIPP() else ""
    send(sys.stdout.buffer, {"version": cv2.__version__, "ipp": used})
    while True:
        try:
            header, src = receive(sys.stdin.buffer)
        except EOFError:
            return
        try:
            result = cv2.resize(src, *header["arguments"])
        except cv2.error as error:
            send(sys.stdout.buffer, {"error": str(error)})
        else:
            send(sys.stdout.buffer, {}, np.asarray(result))


if __name__ == "__main__":
    serve(sys.argv[1])
