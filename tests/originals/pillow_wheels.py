"""Counts the multiplications of doubles, plain and fused with an addition, in Pillow's wheels for several platforms.

    python -m tests.originals.pillow_wheels pillow==13.0.0      downloads by pip -> docs/data/pillow_wheels.json

A fused one rounds once where two operations round twice, so that its sums may differ in the last bit.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

__all__ = ["fused_and_plain"]

DATA = Path(__file__).parents[2] / "docs" / "data" / "pillow_wheels.json"
PLATFORMS = {
    "Linux aarch64": "manylinux_2_28_aarch64",
    "macOS arm64": "macosx_11_0_arm64",
    "Windows arm64": "win_arm64",
}


def fused_and_plain(code: bytes) -> tuple[int, int]:
    """Return how many instructions of AArch64 multiply doubles with an addition in the same step, and without one.

    Instructions are words of 32 bits. Fused: FMADD, FMSUB, FNMADD and FNMSUB of scalar doubles; plain: FMUL and FNMUL.
    """
    words = np.frombuffer(code[: len(code) // 4 * 4], "<u4")
    fused = int(((words & 0xFFC00000) == 0x1F400000).sum())
    plain = int(((words & 0xFFE0FC00) == 0x1E600800).sum() + ((words & 0xFFE0FC00) == 0x1E608800).sum())
    return fused, plain


def main(release: str) -> None:
    """Count the core of Pillow on every platform."""
    found: list[dict[str, Any]] = []
    for name, platform in PLATFORMS.items():
        with tempfile.TemporaryDirectory() as folder:
            command = ["download", "-q", "--no-deps", "--only-binary", ":all:", "--platform", platform, "-d", folder]
            subprocess.run([sys.executable, "-m", "pip", *command, release], check=True)
            (path,) = Path(folder).glob("*.whl")
            with zipfile.ZipFile(path) as wheel:
                (core,) = (n for n in wheel.namelist() if n.startswith("PIL/_imaging.") and not n.endswith(".pyi"))
                fused, plain = fused_and_plain(wheel.read(core))
            found.append({"platform": name, "wheel": path.name, "fused": fused, "plain": plain})
            print(f"{path.name}: {fused:,} fused, {plain:,} plain multiplications of doubles")
    lines = ",\n".join(f"  {json.dumps(row)}" for row in found)
    DATA.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
