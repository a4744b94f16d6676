"""Runs an artifact here on its generated picture and compares with its certificate."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from resample.export.certificate import Certificate, generated
from resample.export.onnx_model import CERTIFICATE, LAYOUT
from resample.plan.plan import Plan, Source

__all__ = ["certificate_of", "verify"]

_SELFTEST = """#include <stdlib.h>
#include "{header}"
int main(void) {{
    void *memory = malloc({capitals}_SELFTEST_BYTES);
    return memory == NULL ? 3 : {name}_selftest(memory);
}}
"""


def certificate_of(path: Path) -> Certificate:
    """Return the certificate in an artifact.

    Raises
    ------
    ValueError
        If there is none.
    OSError
        If the file cannot be read.
    """
    if path.suffix in (".h", ".py"):
        found = [line.partition("certificate ")[2] for line in path.read_text().splitlines() if "certificate {" in line]
        text = found[0] if found else ""
    else:
        text = _properties(path).get(CERTIFICATE, "")
    if not text:
        raise ValueError(f"{path} has no certificate")
    return Certificate.from_json(text)


def verify(path: Path, compiler: str = "cc") -> bool:
    """Return whether an artifact gives, here, the certified result.

    Parameters
    ----------
    path : Path
        ``.h``, ``.py`` or ``.onnx``.
    compiler : str
        For a header.

    Raises
    ------
    ValueError
        If the file is no artifact, or does not compile.
    OSError
        If it cannot be read, or there is no compiler.
    """
    certificate = certificate_of(path)
    if path.suffix == ".py":
        done = subprocess.run([sys.executable, str(path)], capture_output=True, text=True, check=False)
        return done.stdout == "equal\n"
    if path.suffix == ".h":
        return _header(path, compiler)
    return _model(path, certificate)


def _header(path: Path, compiler: str) -> bool:
    match = re.search(r"static inline int (\w+)_selftest\(void", path.read_text())
    if match is None:
        raise ValueError(f"{path} is no exported header")
    name = match[1]
    with tempfile.TemporaryDirectory(prefix="resample-") as folder:
        source, program = Path(folder) / "main.c", Path(folder) / "main"
        source.write_text(_SELFTEST.format(header=path.resolve(), capitals=name.upper(), name=name))
        command = [compiler, "-O2", "-o", str(program), str(source), "-lm"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise ValueError(f"{path} does not compile: {done.stderr.strip().splitlines()[:1]}")
        return subprocess.run([str(program)], check=False).returncode == 0


def _properties(path: Path) -> dict[str, str]:
    import onnx

    # The file may be anything; protobuf's error for that derives from Exception alone.
    from google.protobuf.message import DecodeError

    try:
        return {p.key: p.value for p in onnx.load(str(path)).metadata_props}
    except DecodeError as error:
        raise ValueError(f"{path} is no ONNX model: {error}") from None


def _model(path: Path, certificate: Certificate) -> bool:
    """Return whether onnxruntime gives the certified result."""
    import onnxruntime

    layout = json.loads(_properties(path)[LAYOUT])
    image = _picture(certificate, layout["axes"])
    image = image.transpose([layout["axes"].index(c) for c in layout["inputs"]])
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    fed = np.ascontiguousarray(image[None] if layout["batch"] else image)
    result = session.run(["result"], {"image": fed})[0]
    result = result[0] if layout["batch"] else result
    return certificate.accepts(result.transpose([layout["outputs"].index(c) for c in layout["axes"]]))


def _picture(certificate: Certificate, axes: str) -> npt.NDArray[Any]:
    dtype, shape = certificate.source.split()
    sizes = tuple(int(n) for n in shape.split("x"))
    assert prod(sizes) > 0
    return generated(Plan(Source(sizes, dtype, axes), ()), certificate.seed)
