"""The other side of a check: answers the jobs of a folder with what the original computes.

``jobs.json`` holds a list of jobs, each with the fields of a spec, the name of an ``.npy`` file, a (height, width), and
whether the channels come first.
The answers go to ``answers.json``, in the same order, and the results to ``<number>.npy`` beside it.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt

from resample.spec import Spec


class Unlike(Exception):
    """The original is there, but is not the build that the spec names; the text says what it is."""


def to_json(spec: Spec) -> dict[str, Any]:
    """Return a spec as plain data."""
    return asdict(spec)


def from_json(data: dict[str, Any]) -> Spec:
    """Return the spec of plain data."""
    pairs = {name: tuple((k, v) for k, v in data[name]) for name in ("build", "options")}
    return Spec(**{**data, **pairs})


def same_version(installed: str, wanted: str) -> bool:
    """Return whether an installed version is the release that a spec names by its leading parts.

    Examples
    --------
    >>> same_version("13.0.0", "13.0"), same_version("2.13.0+cpu", "2.13"), same_version("4.13.0", "4.1")
    (True, True, False)
    """
    return f"{installed.partition('+')[0]}.".startswith(f"{wanted}.")


def answer(room: ModuleType, folder: Path) -> None:
    """Do the jobs of a folder with the original that a module of this package calls."""
    jobs = json.loads((folder / "jobs.json").read_text())
    installed = room.version()
    answers = [_job(room, installed, job, folder, str(number)) for number, job in enumerate(jobs)]
    (folder / "answers.json").write_text(json.dumps({"version": installed, "answers": answers}))


def _job(room: ModuleType, installed: str, job: dict[str, Any], folder: Path, name: str) -> dict[str, str]:
    spec = from_json(job["spec"])
    if not same_version(installed, spec.version):
        return {"unlike": f"installed {installed}, spec is {spec.version}"}
    image = np.load(folder / job["image"], allow_pickle=False)
    if job["planar"] and not hasattr(room, "call_planar"):
        return {"unlike": f"{room.TITLE} takes no pictures with channels first"}
    call = room.call_planar if job["planar"] else room.call
    try:
        result: npt.NDArray[Any] = call(spec, image, tuple(job["size"]))
    except Unlike as error:
        return {"unlike": str(error)}
    # Whatever the original raises is its answer; cv2.error, for one, derives from Exception alone.
    except Exception as error:  # noqa: BLE001
        return {"raised": f"{type(error).__name__}: {' '.join(str(error).split())}"}
    np.save(folder / f"{name}.npy", result, allow_pickle=False)
    return {"result": f"{name}.npy"}


def main(room: ModuleType) -> None:
    """Answer the folder that is named on the command line."""
    answer(room, Path(sys.argv[1]))
