"""What the figures were taken on."""

from __future__ import annotations

import os
import platform
import re
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

__all__ = ["describe"]

#: Instruction sets that decide which kernels run, ours or an original's, as Linux names them.
FLAGS = ("sse4_2", "avx2", "fma", "avx512f", "avx512bw", "avx512vbmi", "avx512_vnni", "avx_vnni")
PACKAGES = ("resample-exact", "numpy", "numba", "pillow", "opencv-python-headless", "opencv-python", "torch")
SETTINGS = ("NUMBA_CPU_NAME", "NUMBA_CPU_FEATURES", "ATEN_CPU_CAPABILITY", "OPENCV_CPU_DISABLE")


def describe() -> dict[str, object]:
    """Return CPU, features, versions and the environment variables that change what runs."""
    info = Path("/proc/cpuinfo").read_text(encoding="utf-8") if Path("/proc/cpuinfo").exists() else ""
    name = re.search(r"model name\s*:\s*(.*)", info)
    flags = set((re.search(r"flags\s*:\s*(.*)", info) or [""])[0].split())
    return {
        "cpu": name[1] if name else platform.processor() or platform.machine(),
        "features": [flag for flag in FLAGS if flag in flags],
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "versions": {package: found for package in PACKAGES if (found := _version(package))},
        "settings": {key: os.environ[key] for key in SETTINGS if key in os.environ},
        "threads": 1,
    }


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
