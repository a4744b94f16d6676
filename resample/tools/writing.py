"""Files that are written whole or not at all."""

from __future__ import annotations

import errno
import os
import secrets
from contextlib import suppress
from pathlib import Path

from resample.tools.refusals import Refused

#: What file systems without hard links answer.
_NO_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK)


def check_target(path: Path, force: bool) -> None:
    """Refuse a path that `write` would refuse, as far as that can be known before there is anything to write.

    Raises
    ------
    Refused
    """
    if os.path.isdir(path):
        raise Refused(f"{path} is a directory")
    if not os.path.isdir(path.parent):
        raise Refused(f"{path.parent} is not a directory")
    if not force and os.path.lexists(path):
        raise Refused(_exists(path))
    if not os.access(path.parent, os.W_OK | os.X_OK):
        raise Refused(f"{path.parent} is not writable")


def write(path: Path, data: bytes, *, force: bool = False) -> None:
    """Write a file so that it is there whole or not at all, and never in the place of another one unless forced.

    The bytes go to a new file beside it, reach the disk, and get their name in one step: by a rename if forced, else by
    a hard link, which fails where the name is taken, even by a file that appeared a moment ago.

    Parameters
    ----------
    path : Path
        Where the file goes.
    data : bytes
        All of it.
    force : bool
        Replace what is there.

    Raises
    ------
    Refused
        If the name is taken and `force` is not set, or the system does not let it be written.
    """
    check_target(path, force)
    # A short name of its own: one made out of `path` might be too long.
    draft = path.parent / f".resample-{secrets.token_hex(8)}.tmp"
    try:
        try:
            _write_through(draft, data)
            _publish(draft, path, force)
            _sync_directory(path.parent)
        finally:
            draft.unlink(missing_ok=True)
    except FileExistsError:
        raise Refused(_exists(path)) from None
    except OSError as error:
        raise Refused(f"cannot write {path}: {error.strerror or error}") from None


def _exists(path: Path) -> str:
    return f"{path} exists; --force replaces it"


def _write_through(draft: Path, data: bytes) -> None:
    """Write a new file and wait until the disk has it."""
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    with open(descriptor, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _publish(draft: Path, path: Path, force: bool) -> None:
    """Give a finished file its name."""
    if force:
        os.replace(draft, path)
        return
    try:
        os.link(draft, path)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        # Without links the name is taken first, empty, by the one call that fails if it exists.
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
        try:
            os.replace(draft, path)
        except OSError:
            path.unlink(missing_ok=True)
            raise


def _sync_directory(directory: Path) -> None:
    """Wait until the disk has the name too; where that is impossible, a crash may still lose the whole file."""
    with suppress(OSError):
        descriptor = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
