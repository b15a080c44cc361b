"""A folder on disk, read as the archive that would be made of it: what a build left, before it is packed."""

import os
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path
from typing import Self

from bartizan.catalog.archive.limits import Budget, Limits
from bartizan.catalog.archive.source import SourceError
from bartizan.catalog.archive.zip_directory import Entry
from bartizan.catalog.package import Reason

_NOT_SHIPPED = {".git", ".hg", ".svn"}


class Folder:
    """The files in a folder and below. Links are not followed: they may lead out of it."""

    digest = ""

    def __init__(self, path: Path, entries: list[Entry]) -> None:
        self._path = path
        self.entries = entries
        self.size = sum(entry.size for entry in entries)
        self.bytes_read = 0

    @classmethod
    def open(cls, path: Path, most: int = Limits().members) -> Self:
        """Return what is in a folder.

        Raises:
            SourceError: it holds more than ``most`` files, or some folder in it cannot be read.
        """
        entries: list[Entry] = []
        for entry in _entries(path):
            entries.append(entry)
            if len(entries) > most:
                raise SourceError(Reason.TOO_LARGE, f"{path} holds more than {most:,} files")
        return cls(path, entries)

    def content(self, entry: Entry, budget: Budget) -> bytes | SourceError:
        """Return what is in a file, or why it cannot be read."""
        if entry.size > budget.limits.file_bytes:
            return SourceError(Reason.TOO_LARGE, f"{entry.size:,} bytes")
        try:
            # No more than there was: a file may be growing, or have become a link to something endless.
            with open(self._path / entry.path, "rb", opener=_unfollowed) as file:
                content = file.read(entry.size)
        except OSError as error:
            return SourceError(Reason.DENIED, f"it cannot be read: {error.strerror}")
        self.bytes_read += len(content)
        budget.take_bytes(len(content))
        return content


class FolderMembers:
    """The files of a folder, given as the members of an archive are."""

    def __init__(self, folder: Folder, budget: Budget) -> None:
        budget.take_members(len(folder.entries))
        self.entries = folder.entries
        self._folder = folder
        self._budget = budget

    async def contents(self, wanted: Sequence[Entry]) -> AsyncIterator[tuple[Entry, bytes | SourceError]]:
        """Yield files with their content, or with the error for which they cannot be read.

        Raises:
            SourceError: a limit for the whole package is reached.
        """
        for entry in wanted:
            yield entry, self._folder.content(entry, self._budget)


def folder_at(path: Path) -> Folder | None:
    """Return the folder at a path, None where something else is.

    Raises:
        SourceError: as opening it.
    """
    return Folder.open(path) if path.is_dir() else None


def _entries(folder: Path) -> Iterator[Entry]:
    waiting = [(folder, "")]
    while waiting:
        place, path = waiting.pop()
        try:
            found = sorted(os.scandir(place), key=lambda each: each.name)
        except OSError as error:
            raise SourceError(Reason.DENIED, f"{place}: {error.strerror}") from error
        for each in found:
            if each.is_dir(follow_symlinks=False):
                waiting += [(Path(each.path), f"{path}{each.name}/")] if each.name not in _NOT_SHIPPED else []
            elif each.is_file(follow_symlinks=False):
                try:
                    stated = each.stat(follow_symlinks=False)
                except OSError:
                    continue  # it has gone since the folder was listed
                yield Entry(path + each.name, 0, False, 0, stated.st_size, stated.st_size, 0, stated.st_mode, 0)


def _unfollowed(path: str, flags: int) -> int:
    # What was a file may have become a link or a pipe.
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
