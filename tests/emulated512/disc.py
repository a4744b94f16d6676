"""A disc that boots Linux, by isolinux, with this Python as its only program."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

__all__ = ["archive", "image", "used"]

LOADER = (Path("/usr/lib/ISOLINUX/isolinux.bin"), Path("/usr/lib/syslinux/modules/bios/ldlinux.c32"))
#: Bochs 2.7 says that the state of PKU has no size, and that compacted states are as large as others: Linux would go on
#: without AVX (PKU, XSAVEC, XSAVES: 515, 321, 323). It says that short copies are fast, but not that long ones are, and
#: Linux 6.1 copies wrongly on such a CPU (FSRM: 580).
LINUX = "console=ttyS0 quiet mitigations=off nokaslr clearcpuid=515,321,323,580 rdinit=/init panic=-1"
#: Runs the cases in a child, so that whatever becomes of it is said before the machine is switched off.
INIT = """#!{python} -S
import ctypes, os, sys, time
libc = ctypes.CDLL(None)
libc.mount(b"proc", b"/proc", b"proc", 0, None)
os.environ.update({environment!r})
sys.path[:] = {path!r}
for name, nanoseconds in {times!r}:
    os.utime(name, ns=(nanoseconds, nanoseconds))
child = os.fork()
if not child:
    from pathlib import Path
    from tests.emulated512 import guest
    guest.run(Path({folder!r}))
    sys.exit()
print("child ended with", os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
time.sleep(5)  # until the serial line has sent it
libc.reboot(0x4321FEDC)
"""


def used() -> set[Path]:
    """Return the files that this process has used: modules, what is compiled of them, libraries."""
    modules = [m for m in sys.modules.values() if getattr(m, "__file__", None)]
    files = {str(getattr(m, name)) for m in modules for name in ("__file__", "__cached__") if getattr(m, name, None)}
    mapped = {line.split()[-1] for line in Path("/proc/self/maps").read_text().splitlines() if ".so" in line}
    told = subprocess.run(
        ["ldd", os.path.realpath(sys.executable), *mapped], capture_output=True, text=True, check=True
    ).stdout
    files |= mapped | set(re.findall(r"(/\S+) \(0x", told)) | {os.path.realpath(sys.executable)}
    return {Path(os.path.normpath(name)) for name in files if os.path.isfile(name)}


def archive(
    target: Path, files: Iterable[Path], sources: Iterable[Path], folder: Path, environment: dict[str, str]
) -> None:
    """Write an archive of files that Linux unpacks and starts, in the format that cpio calls newc.

    Parameters
    ----------
    target : Path
    files : iterable of Path
        Kept where they are.
    sources : iterable of Path
        Files whose times are kept to the nanosecond: Numba looks at them before it takes code from its cache.
    folder : Path
        What `resample`'s guest is given.
    environment : dict
    """
    sources = sorted(sources)
    init = INIT.format(
        python=os.path.realpath(sys.executable), environment=environment, path=[p for p in sys.path if p] or [],
        times=[(str(s), s.stat().st_mtime_ns) for s in sources], folder=str(folder),
    )  # fmt: skip
    made: set[Path] = set()
    with target.open("wb") as out:
        for name in ("dev", "proc"):
            _entry(out, name, stat.S_IFDIR | 0o755)
        _entry(out, "dev/console", stat.S_IFCHR | 0o600, device=(5, 1))
        _entry(out, "init", stat.S_IFREG | 0o755, init.encode())
        for path in sorted({*files, *sources}):
            for parent in _new(path, made):
                _entry(out, str(parent)[1:], stat.S_IFDIR | 0o755)
            _entry(out, str(path)[1:], stat.S_IFREG | 0o755, path.read_bytes(), int(path.stat().st_mtime))
        _entry(out, "TRAILER!!!", 0)


def _new(path: Path, made: set[Path]) -> Iterator[Path]:
    for parent in [*reversed(path.parents)][1:]:
        if parent not in made:
            made.add(parent)
            yield parent


def _entry(
    out: BinaryIO, name: str, mode: int, data: bytes = b"", time: int = 0, device: tuple[int, int] = (0, 0)
) -> None:
    """Write one file: thirteen hexadecimal numbers, name and content, each filled up to a multiple of four bytes."""
    numbers = (0, mode, 0, 0, 1, time, len(data), 0, 0, *device, len(name) + 1, 0)
    head = b"070701" + b"".join(b"%08x" % n for n in numbers) + name.encode() + b"\0"
    out.write(head + bytes(-len(head) % 4) + data + bytes(-len(data) % 4))


def image(folder: Path, linux: Path, files: Path) -> Path:
    """Return a disc with a kernel and its archive, for a BIOS to boot."""
    tree = folder / "disc"
    tree.mkdir(exist_ok=True)
    for source in LOADER:
        (tree / source.name).write_bytes(source.read_bytes())
    (tree / "linux").write_bytes(linux.read_bytes())
    os.replace(files, tree / "files")
    (tree / "isolinux.cfg").write_text(f"DEFAULT x\nLABEL x\nKERNEL linux\nINITRD files\nAPPEND {LINUX}\n")
    disc = folder / "disc.iso"
    boot = ("-b", "isolinux.bin", "-c", "boot", "-no-emul-boot", "-boot-load-size", "4", "-boot-info-table")
    subprocess.run(["xorriso", "-as", "mkisofs", "-quiet", "-R", "-o", disc, *boot, tree], check=True)
    return disc
