"""Folders of vectors, and programs that are run on them."""

from __future__ import annotations

import selectors
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from resample.export import png
from resample.export.conform import Judgement, judge
from resample.export.vectors import MANIFEST, Case, Vectors, read
from resample.tools.refusals import Refused

Array = npt.NDArray[Any]
Judged = Iterator[tuple[Case, Judgement]]


def write_folder(folder: Path, files: dict[str, bytes]) -> str:
    """Write files as a new folder, whole or not at all; say whether it was there already, the same.

    Raises
    ------
    Refused
        If the folder holds anything else, or cannot be written.
    """
    if folder.exists():
        held = {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file()} if folder.is_dir() else {}
        if held != files:
            raise Refused(f"{folder} exists and is not this set")
        return "unchanged"
    try:
        with tempfile.TemporaryDirectory(prefix=".resample-", dir=folder.absolute().parent) as draft:
            inside = Path(draft) / "set"
            inside.mkdir()
            for name, data in files.items():
                (inside / name).write_bytes(data)
            inside.rename(folder)
    except OSError as error:
        raise Refused(f"cannot write {folder}: {error.strerror or error}") from None
    return "written"


def _entries(folder: Path) -> tuple[Vectors, list[tuple[Case, Array, Array]]]:
    """Return a set, and of each case the picture and the original's result."""
    try:
        found = read((folder / MANIFEST).read_bytes())
        cases = []
        for case, entry in found.cases:
            image = _picture(folder / entry["picture"]) if "picture" in entry else case.picture()
            result = np.load(folder / entry["result"], allow_pickle=False)
            _check_digests(entry, image, result)
            cases.append((case, image, result))
    except (OSError, ValueError, EOFError) as error:
        raise Refused(f"{folder}: {error}") from None
    return found, cases


def _picture(path: Path) -> Array:
    """Return a stored picture."""
    return png.read(path.read_bytes()) if path.suffix == ".png" else np.load(path, allow_pickle=False)


def _check_digests(entry: dict[str, Any], image: Array, result: Array) -> None:
    """Refuse a picture or a result that is not the one of the manifest."""
    for what, array in (("picture", image), ("result", result)):
        if sha256(np.ascontiguousarray(array).tobytes()).hexdigest() != entry[f"{what}_sha256"]:
            raise ValueError(f"the {what} of {entry['name']} is not that of the manifest")


def one_by_one(folder: Path, command: Sequence[str], seconds: float) -> Judged:
    """Run a program once for each case.

    Raises
    ------
    Refused
        If the folder has no vectors, or the program is not there.
    """
    vectors, cases = _entries(folder)
    if shutil.which(command[0]) is None:
        raise Refused(f"there is no program {command[0]}")
    with tempfile.TemporaryDirectory(prefix="resample-") as name:
        place = Path(name)
        for case, image, wanted in cases:
            np.save(place / "in.npy", image)
            (place / "in.raw").write_bytes(_raw(image))
            if case.layout == "HWC" and png.takes(case.dtype, case.sides[2]):
                (place / "in.png").write_bytes(png.write(image))
            answer = place / "out"
            answer.unlink(missing_ok=True)
            names = _names(case, place, answer)
            trouble = _run([_filled(word, names) for word in command], seconds)
            if trouble or not answer.is_file():
                yield case, _none(wanted, trouble or "it wrote no output")
            else:
                yield case, judge(vectors.spec, image, wanted, answer.read_bytes(), case.layout)


def _raw(image: Array) -> bytes:
    return image.astype(image.dtype.newbyteorder("<"), copy=False).tobytes()


def _names(case: Case, place: Path, answer: Path) -> dict[str, str]:
    """Return what the arguments of a program may name."""
    (height, width, channels), (to_height, to_width) = case.sides, case.size
    names: dict[str, Any] = {"input": place / "in.npy", "raw": place / "in.raw", "png": place / "in.png"}
    names |= {"output": answer, "width": to_width, "height": to_height}
    names |= {"input_width": width, "input_height": height, "channels": channels, "dtype": case.dtype}
    names |= {"layout": case.layout}
    return {name: str(value) for name, value in names.items()}


def _filled(word: str, names: dict[str, str]) -> str:
    for name, value in names.items():
        word = word.replace(f"{{{name}}}", value)
    return word


def _run(command: list[str], seconds: float) -> str:
    """Run a program; return what went wrong, or nothing."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        return f"it did not end in {seconds:g} s"
    except OSError as error:
        return f"it cannot be run: {error.strerror}"
    if done.returncode == 0:
        return ""
    said = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
    return f"it ended with {done.returncode}: {said}"


def _none(wanted: Array, text: str) -> Judgement:
    return Judgement(wanted.size, wanted.size, float("inf"), (), "no result", f"no result: {text}")


def over_streams(folder: Path, command: Sequence[str], seconds: float) -> Judged:
    """Run a program once for all cases.

    It is sent ``INPUT_WIDTH INPUT_HEIGHT CHANNELS DTYPE WIDTH HEIGHT`` as a line and the samples of the picture, in C
    order and low byte first, and answers with the samples of the result and nothing else.

    Raises
    ------
    Refused
        If the folder has no vectors, or the program cannot be started.
    """
    vectors, cases = _entries(folder)
    try:
        process = subprocess.Popen(list(command), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    except OSError as error:
        raise Refused(f"{command[0]}: {error.strerror}") from None
    assert process.stdin is not None and process.stdout is not None
    try:
        for case, image, wanted in cases:
            (height, width, channels), (to_height, to_width) = case.sides, case.size
            head = f"{width} {height} {channels} {case.dtype} {to_width} {to_height}\n"
            data = _answer(process.stdin, process.stdout, head.encode() + _raw(image), wanted.nbytes, seconds)
            if len(data) == wanted.nbytes:
                yield case, judge(vectors.spec, image, wanted, data, case.layout)
            else:
                yield case, _none(wanted, f"{len(data):,} bytes of {wanted.nbytes:,} in {seconds:g} s")
                return
    finally:
        process.kill()
        process.wait()
        process.stdin = None
        process.stdout.close()


def _answer(there: IO[bytes], back: IO[bytes], data: bytes, size: int, seconds: float) -> bytes:
    """Return what a program answers to data, as many bytes as it sends in time."""
    try:
        there.write(data)
        there.flush()
    except OSError:
        return b""
    answer, end = b"", time.monotonic() + seconds
    with selectors.DefaultSelector() as selector:
        selector.register(back, selectors.EVENT_READ)
        while len(answer) < size and selector.select(max(end - time.monotonic(), 0)):
            part = back.read1(size - len(answer))  # type: ignore[attr-defined]  # a pipe of Popen is buffered
            if not part:
                break
            answer += part
    return answer
