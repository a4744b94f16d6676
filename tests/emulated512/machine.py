"""Bochs: a machine without screen or sound, whose serial line is a file."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

__all__ = ["lines"]

#: Debian's Bochs is built with a debugger, which waits for a command at the beginning, and its screens are windows or,
#: here, a picture on the network that nobody has to look at.
CONFIGURATION = """
display_library: rfb, options="timeout=0"
sound: driver=dummy
speaker: enabled=0
cpu: model={cpu}, count=1, ips=50000000, reset_on_triple_fault=0
memory: guest=2048, host=2048
romimage: file=/usr/share/bochs/BIOS-bochs-latest
vgaromimage: file=/usr/share/bochs/VGABIOS-lgpl-latest
ata0-master: type=cdrom, path={disc}, status=inserted
boot: cdrom
com1: enabled=1, mode=file, dev={serial}
log: {log}
clock: sync=none
"""


def lines(cpu: str, disc: Path, folder: Path, most: float) -> Iterator[str]:
    """Boot a disc on a CPU of Bochs; yield what is written to the serial line until the machine is switched off.

    Parameters
    ----------
    cpu : str
        One of ``bochs -help cpu``.
    disc : Path
    folder : Path
        For its files.
    most : float
        Seconds after which it is stopped.
    """
    serial, configuration, commands = folder / "serial", folder / "bochsrc", folder / "commands"
    serial.write_text("")
    configuration.write_text(CONFIGURATION.format(cpu=cpu, disc=disc, serial=serial, log=folder / "log"))
    commands.write_text("c\n")
    end, rest = time.monotonic() + most, ""
    with (folder / "screen").open("w") as screen:
        bochs = subprocess.Popen(
            ["bochs-bin", "-q", "-f", configuration, "-rc", commands],
            stdin=subprocess.DEVNULL, stdout=screen, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            with serial.open(errors="replace") as source:
                running = True
                while running:
                    running = bochs.poll() is None and time.monotonic() < end
                    *whole, rest = (rest + source.read()).split("\n")
                    yield from (line.rstrip("\r") for line in whole)
                    time.sleep(running and 0.5)
        finally:
            bochs.kill()
            bochs.wait()
