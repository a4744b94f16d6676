"""Files are written whole or not at all, and never over another one unless forced."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from resample.tools import writing
from resample.tools.refusals import Refused

DATA = bytes(range(256)) * 400


def names(folder: Path) -> list[str]:
    return sorted(os.listdir(folder))


def failing(code: int) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    return fail


def test_a_new_file_is_whole_alone_and_follows_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        writing.write(tmp_path / "a", DATA)
    finally:
        os.umask(before)
    assert (tmp_path / "a").read_bytes() == DATA
    assert (names(tmp_path), (tmp_path / "a").stat().st_mode & 0o777) == (["a"], 0o640)


def test_an_existing_file_is_kept(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(Refused, match="exists; --force replaces it"):
        writing.write(tmp_path / "a", DATA)
    assert ((tmp_path / "a").read_bytes(), names(tmp_path)) == (b"old", ["a"])


def test_force_replaces_a_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    writing.write(tmp_path / "a", DATA, force=True)
    assert ((tmp_path / "a").read_bytes(), names(tmp_path)) == (DATA, ["a"])


def test_force_replaces_a_link_and_not_what_it_points_to(tmp_path: Path) -> None:
    (tmp_path / "old").write_bytes(b"old")
    (tmp_path / "a").symlink_to(tmp_path / "old")
    writing.write(tmp_path / "a", DATA, force=True)
    assert ((tmp_path / "a").read_bytes(), (tmp_path / "old").read_bytes()) == (DATA, b"old")


def test_a_link_to_nothing_counts_as_a_file(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "nothing")
    for attempt in (lambda: writing.write(tmp_path / "a", DATA), lambda: writing.check_target(tmp_path / "a", False)):
        with pytest.raises(Refused, match="exists"):
            attempt()
    assert names(tmp_path) == ["a"]


@pytest.mark.parametrize("links", [True, False])
def test_a_file_that_appears_in_the_last_moment_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    publish = writing._publish

    def late(draft: Path, path: Path, force: bool) -> None:
        path.write_bytes(b"other")
        publish(draft, path, force)

    monkeypatch.setattr(writing, "_publish", late)
    if not links:
        monkeypatch.setattr(os, "link", failing(errno.EPERM))
    with pytest.raises(Refused, match="exists"):
        writing.write(tmp_path / "a", DATA)
    assert ((tmp_path / "a").read_bytes(), names(tmp_path)) == (b"other", ["a"])


@pytest.mark.parametrize("links", [True, False])
def test_of_many_writers_one_wins_and_its_file_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    if not links:
        monkeypatch.setattr(os, "link", failing(errno.EOPNOTSUPP))

    def attempt(number: int) -> bool:
        try:
            writing.write(tmp_path / "a", bytes([number]) * 100_000)
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(attempt, range(16)))
    assert sum(won) == 1
    assert ((tmp_path / "a").read_bytes(), names(tmp_path)) == (bytes([won.index(True)]) * 100_000, ["a"])


@pytest.mark.parametrize("where", ["_write_through", "_publish"])
@pytest.mark.parametrize("force", [True, False])
def test_a_failure_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str, force: bool) -> None:
    if force:
        (tmp_path / "a").write_bytes(b"old")
    before = names(tmp_path)
    monkeypatch.setattr(writing, where, failing(errno.ENOSPC))
    with pytest.raises(Refused, match="No space left"):
        writing.write(tmp_path / "a", DATA, force=force)
    assert names(tmp_path) == before
    assert not force or (tmp_path / "a").read_bytes() == b"old"


@pytest.mark.parametrize("call", ["fsync", "link"])
def test_a_disk_that_fails_late_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    monkeypatch.setattr(os, call, failing(errno.EIO))
    with pytest.raises(Refused, match="Input/output error"):
        writing.write(tmp_path / "a", DATA)
    assert names(tmp_path) == []


def test_a_rename_that_fails_gives_a_taken_name_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "link", failing(errno.EPERM))
    monkeypatch.setattr(os, "replace", failing(errno.EIO))
    with pytest.raises(Refused):
        writing.write(tmp_path / "a", DATA)
    assert names(tmp_path) == []


def test_an_interrupt_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        writing.write(tmp_path / "a", DATA)
    assert names(tmp_path) == []


@pytest.mark.parametrize("moment", ["fsync", "link"])
def test_a_process_that_is_killed_leaves_no_output(tmp_path: Path, moment: str) -> None:
    code = f"""
import os, signal, sys
from pathlib import Path
from resample.tools import writing
os.{moment} = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
writing.write(Path(sys.argv[1]), bytes(10**6))
"""
    done = subprocess.run([sys.executable, "-c", code, tmp_path / "a.png"], timeout=60)
    assert done.returncode == -9
    assert not (tmp_path / "a.png").exists()


def test_what_can_be_known_before_is_said_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refused, match="is a directory"):
        writing.check_target(tmp_path, force=True)
    with pytest.raises(Refused, match="missing is not a directory"):
        writing.check_target(tmp_path / "missing" / "a", force=False)
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(Refused, match="is not writable"):
        writing.check_target(tmp_path / "a", force=False)


def test_a_name_that_is_too_long_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="File name too long"):
        writing.write(tmp_path / ("a" * 300), DATA)
    writing.write(tmp_path / ("a" * 255), DATA)
    assert names(tmp_path) == ["a" * 255]
