"""A local file as a source."""

import hashlib
import os
import stat
from io import BufferedReader
from pathlib import Path
from typing import Self

from bartizan.catalog.archive.limits import MEBIBYTE
from bartizan.catalog.archive.source import SourceError
from bartizan.catalog.package import Reason

_MOST = 4096 * MEBIBYTE


class FileSource:
    """A package on disk. ``digest`` is the SHA-256 of the file."""

    def __init__(self, path: Path, size: int, digest: str) -> None:
        self._path = path
        self.size = size
        self.digest = digest
        self.bytes_read = 0
        self.is_near = True

    @classmethod
    async def open(cls, path: Path) -> Self:
        """Return the source of a file.

        Raises:
            SourceError: it is not there, cannot be read, or is no file: a device or a pipe may never end.
        """
        try:
            with _opened(path) as file:
                stated = os.fstat(file.fileno())
                if not stat.S_ISREG(stated.st_mode):
                    raise SourceError(Reason.UNSUPPORTED, f"{path} is neither a file nor a folder")
                if stated.st_size > _MOST:
                    raise SourceError(Reason.TOO_LARGE, f"{stated.st_size:,} bytes")
                return cls(path, stated.st_size, _digest(file, stated.st_size))
        except OSError as error:
            raise SourceError(Reason.GONE, f"{path}: {error.strerror}") from error

    async def read(self, start: int, end: int) -> bytes:
        """Return the bytes from ``start`` up to ``end``.

        Raises:
            SourceError: the file has changed under us, or cannot be read.
        """
        try:
            with self._path.open("rb") as file:
                file.seek(start)
                content = file.read(end - start)
        except OSError as error:
            raise SourceError(Reason.FAILED, f"{self._path}: {error.strerror}") from error
        self.bytes_read += len(content)
        if len(content) != end - start:
            raise SourceError(Reason.TRUNCATED, f"{self._path} is shorter than it was")
        return content


def _digest(file: BufferedReader, size: int) -> str:
    # No more than there is: files of the system say that they are empty, and some of those never end, or never begin.
    digest, left = hashlib.sha256(), size
    while left and (chunk := file.read(min(left, MEBIBYTE))):
        digest.update(chunk)
        left -= len(chunk)
    return digest.hexdigest()


def _opened(path: Path) -> BufferedReader:
    """Open what is at a path; a pipe into which nobody writes is not waited for."""
    return open(path, "rb", opener=lambda name, flags: os.open(name, flags | getattr(os, "O_NONBLOCK", 0)))
