"""The file of a corpus: a zip archive of a header, cases and outcomes as JSON lines, and the samples of small results.

The archive has fixed dates and order, so that the same command beside the same original gives the same bytes. The
header holds a SHA-256 over everything else; reading checks it, and the versions of the format and of the pictures.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from tests.corpora import pictures
from tests.corpora.case import Case, Outcome

__all__ = ["FORMAT", "Corpus", "CorpusError", "read", "write"]

FORMAT = 1


class CorpusError(ValueError):
    """The file is not a corpus, was damaged, or has a format that this reader does not know."""


@dataclass(frozen=True)
class Corpus:
    """Cases and their outcomes, and where they come from.

    Attributes
    ----------
    header : dict
        ``original``, ``version``, ``setup`` (what else the bits depend on: threads, CPU path ...), ``part``, ``seed``,
        and ``cells``: in how many cells the cases were drawn, one after the other.
    entries : tuple of (Case, Outcome)
    """

    header: dict[str, Any]
    entries: tuple[tuple[Case, Outcome], ...] = field(repr=False)

    def share(self, part: int, of: int) -> Iterator[tuple[Case, Outcome]]:
        """Yield one of `of` shares, counted from 1; each cell's cases are dealt to all shares in turn."""
        cells = self.header.get("cells", 1)
        for number, entry in enumerate(self.entries):
            if sum(divmod(number, cells)) % of == part - 1:
                yield entry


def write(path: Path, header: dict[str, Any], entries: Iterable[tuple[Case, Outcome]]) -> None:
    """Write a corpus; the file appears whole or not at all."""
    lines, blob = [], bytearray()
    for case, outcome in entries:
        stored = {name: value for name, value in asdict(outcome).items() if value and name != "data"}
        if outcome.data is not None:
            stored["data"] = [len(blob), len(outcome.data)]
            blob += outcome.data
        lines.append(_dump({"case": case.to_json(), "outcome": stored}))
    body = {"cases.jsonl": "".join(lines).encode(), "samples.bin": bytes(blob)}
    full = {"format": FORMAT, "pictures": pictures.VERSION, **header, "cases": len(lines), "sha256": _digest(body)}
    unfinished = path.with_name(path.name + ".part")
    with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {"header.json": _dump(full).encode(), **body}.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    unfinished.replace(path)


def read(path: Path) -> Corpus:
    """Return the corpus in a file.

    Raises
    ------
    CorpusError
    """
    try:
        with zipfile.ZipFile(path) as archive:
            header = json.loads(archive.read("header.json"))
            body = {name: archive.read(name) for name in ("cases.jsonl", "samples.bin")}
    except (zipfile.BadZipFile, KeyError, json.JSONDecodeError) as error:
        raise CorpusError(f"{path} is not a corpus: {error}") from None
    for name, known in (("format", FORMAT), ("pictures", pictures.VERSION)):
        if header[name] != known:
            raise CorpusError(f"{path} has {name} {header[name]}, this reader knows {known}")
    if header["sha256"] != _digest(body):
        raise CorpusError(f"{path} is damaged: its checksum does not match")
    entries = tuple(_entry(json.loads(line), body["samples.bin"]) for line in body["cases.jsonl"].splitlines())
    return Corpus(header, entries)


def _entry(data: dict[str, Any], blob: bytes) -> tuple[Case, Outcome]:
    stored = dict(data["outcome"])
    stored["shape"] = tuple(stored.get("shape", ()))
    if "data" in stored:
        start, length = stored["data"]
        stored["data"] = blob[start : start + length]
    return Case.from_json(data["case"]), Outcome(**stored)


def _dump(value: dict[str, Any]) -> str:
    return json.dumps(value, separators=(",", ":")) + "\n"


def _digest(body: dict[str, bytes]) -> str:
    state = sha256()
    for name, data in body.items():
        state.update(f"{name} {len(data)} ".encode() + data)
    return state.hexdigest()
