"""Golden vectors as release data, one set an original: ``nox -s vectors -- FOLDER``.

``python -m tests.export.release FOLDER`` writes each set as a folder and as a zip file, and fails if a manifest is not
the one under tests/export/sets, where ``--write`` puts it. A manifest has the hashes of all pictures and results, so
that the same manifest is the same set.
"""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

from resample.export import vectors
from resample.spec import Spec
from resample.tools import check, ports

SETS = Path(__file__).parent / "sets"
#: Name of a set -> spec, dtype, channels, layout.
RELEASED = {
    "pillow": ("pillow:bicubic", "uint8", 3, "HWC"),
    "opencv": ("opencv:linear", "uint8", 3, "HWC"),
    "torch_channels_first": ("torch:bilinear,antialias", "uint8", 3, "CHW"),
    "torch": ("torch:bilinear,antialias", "uint8", 3, "HWC"),
    "torchvision": ("torchvision:bilinear", "uint8", 3, "HWC"),
}
#: The earliest time that a zip file can say.
_TIME = (1980, 1, 1, 0, 0, 0)


def made(name: str) -> dict[str, bytes]:
    """Return the files of a set, which the original was asked for."""
    text, dtype, channels, layout = RELEASED[name]
    spec, cases = Spec.parse(text), vectors.drawn(dtype, channels, layout)
    claims = [check.Claim(spec, trace[0], trace[-1], layout == "CHW") for trace in vectors.results(spec, cases)]
    verdicts = check.check(claims)
    bad = [v.text for v in verdicts if v.outcome is not check.Outcome.EQUAL]
    assert not bad, bad[0]
    return vectors.files(spec, cases, [v.text for v in verdicts])


def zipped(files: dict[str, bytes]) -> bytes:
    """Return a zip file of stored files, without times."""
    from io import BytesIO

    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, _TIME), files[name])
    return stream.getvalue()


def main(arguments: list[str]) -> int:
    """Write every set; return the exit status."""
    folder = Path(next(a for a in arguments if a != "--write"))
    folder.mkdir(parents=True, exist_ok=True)
    changed = []
    for name in RELEASED:
        files = made(name)
        kept = SETS / f"{name}.json"
        if "--write" in arguments:
            kept.write_bytes(files[vectors.MANIFEST])
        changed += [name] if kept.read_bytes() != files[vectors.MANIFEST] else []
        print(f"{name}: {len(files)} files, {ports.write_folder(folder / name, files)}")
        (folder / f"resample-vectors-{name}.zip").write_bytes(zipped(files))
    if changed:
        print(f"not what tests/export/sets has: {', '.join(changed)}", file=sys.stderr)
    return int(bool(changed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
