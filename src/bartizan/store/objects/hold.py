"""Who reads a fetched snapshot holds it, so that its files stay; a process that ends holds nothing."""

import fcntl
import os
from io import FileIO
from pathlib import Path

from bartizan.model import BartizanError

_FILE = ".held"


class FolderHold:
    """A folder that is not removed as long as this object lives."""

    def __init__(self, file: FileIO) -> None:
        self._file = file  # closed, and so given back, with the last who refers to it


def hold(folder: Path) -> FolderHold | None:
    """Hold a folder and note that it was used now, None where it is not there.

    Raises:
        BartizanError: the home cannot be written to.
    """
    if not folder.is_dir():
        return None
    try:
        file = _open(folder)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise BartizanError(f"{folder} cannot be written ({error.strerror}): make the home writable") from error
    fcntl.flock(file, fcntl.LOCK_SH)
    if not _is_same(folder, file):  # it was removed while this waited
        file.close()
        return None
    os.utime(folder)
    return FolderHold(file)


def removed(folder: Path, to: Path) -> bool:
    """Move a folder away unless somebody holds it, and say whether that was done."""
    try:
        with _open(folder) as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            folder.rename(to)
    except OSError:
        return False
    return True


def _open(folder: Path) -> FileIO:
    return (folder / _FILE).open("ab", buffering=0)


def _is_same(folder: Path, file: FileIO) -> bool:
    try:
        now, then = (folder / _FILE).stat(), os.fstat(file.fileno())
    except FileNotFoundError:
        return False
    return (now.st_dev, now.st_ino) == (then.st_dev, then.st_ino)
