"""A local file as a source."""

import hashlib
from pathlib import Path
from typing import Self

from bartizan.catalog.package import Reason
from bartizan.catalog.source import SourceError


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
            SourceError: it is not there or cannot be read.
        """
        try:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
                return cls(path, file.tell(), digest)
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
