"""What is installed here, and whether it is what was verified."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, packages_distributions, version
from importlib.util import find_spec
from pathlib import Path

import numpy

import resample
from resample import registry
from resample.tools.check import worker_of
from resample.tools.originals.worker import same_version
from resample.tools.show import catalogue


def report() -> Iterator[str]:
    """Yield the report.

    Yields
    ------
    str
        One line.
    """
    yield f"resample-exact {resample.__version__} in {Path(resample.__file__).parent}"
    yield f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, NumPy {numpy.__version__}"
    yield from name_clash()
    yield ""
    for name in registry.ORIGINALS:
        yield original(name)
    yield ""
    yield from _numba()


def name_clash() -> Iterator[str]:
    """Yield a warning if the other distribution that is imported as ``resample`` is installed.

    Yields
    ------
    str
        What to do.
    """
    try:
        other = version("resample")
    except PackageNotFoundError:
        return
    yield (
        f"WARNING: the distribution 'resample' {other} is installed too, and is imported under the same name. "
        "Keep one: pip uninstall resample resample-exact, then install the one you mean again."
    )


def installed(module: str) -> str | None:
    """Return the version of the distribution that provides a module, which is not imported; None if there is none."""
    if find_spec(module) is None:
        return None
    found = packages_distributions().get(module, [])
    return version(found[0]) if found else "of unknown version"


def original(name: str) -> str:
    """Return a line about an original: what is installed, and whether that version is verified."""
    room, known = worker_of(name), catalogue(name)
    if room is None:
        return f"{name:<12} nothing here calls it"
    found = installed(room.MODULE)
    if found is None:
        return f"{name:<12} not installed"
    versions = known.versions if known else tuple(dict.fromkeys(s.version for s in registry.original(name).specs()))
    match = next((v for v in versions if same_version(found, v)), None)
    said = f"verified as {name}@{match}" if match else f"NOT VERIFIED; verified are {', '.join(versions)}"
    return f"{name:<12} {found}: {said}"


def _numba() -> Iterator[str]:
    """Yield what the kernels run on: Numba, the processor, and the folder that keeps compiled code."""
    from llvmlite import binding

    features = binding.get_host_cpu_features()
    wanted = ("sse4.2", "avx", "avx2", "fma", "avx512f", "avx512bw", "neon")
    has = " ".join(name for name in wanted if features.get(name))
    yield f"Numba {version('numba')} for {binding.get_host_cpu_name()}: {has}"
    yield from _cache()


def _cache() -> Iterator[str]:
    """Yield where compiled kernels are kept, as Numba itself decides it."""
    from numba.core import config

    chosen = getattr(config, "CACHE_DIR", "")
    folder = Path(chosen) if chosen else Path(resample.__file__).parent / "kernels"
    files = list(folder.rglob("*.nb[ci]")) if folder.is_dir() else []
    size = sum(f.stat().st_size for f in files) / 2**20
    yield f"cache of compiled kernels: {len(files)} files, {size:.1f} MiB under {folder}"
