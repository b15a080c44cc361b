"""How much of a package may be read: packages are hostile until they have been read."""

import time
from dataclasses import dataclass, field, replace
from typing import Self

from bartizan.catalog.archive.source import SourceError
from bartizan.catalog.package import Reason

MEBIBYTE = 1024 * 1024
_BYTES_OF_MEMBER, _BYTES_OF_ARCHIVE = 40, 16 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that is read of one package with all that is nested in it; bytes are those after inflating."""

    members: int = 500_000
    small_members: int = 50_000
    """What even the smallest package may have; a larger one may have one for each 40 bytes."""
    archives: int = 50_000
    small_archives: int = 2_000
    """Within the smallest package; in a larger one there may be one for each 16 KiB."""
    depth: int = 4
    total_bytes: int = 2048 * MEBIBYTE
    small_bytes: int = 256 * MEBIBYTE
    """What even the smallest package may hold; beyond it, ``ratio`` is for all of a package, too."""
    file_bytes: int = 512 * MEBIBYTE
    ratio: int = 200
    """Of inflated to stored bytes, for a file beyond 16 MiB: honest files stay far below."""
    seconds: float = 300

    def bytes_of(self, size: int) -> int:
        """Return how many bytes a package of so many may hold."""
        return min(self.total_bytes, max(self.small_bytes, self.ratio * size))

    def of_package(self, size: int) -> Self:
        """Return the limits of a package of so many bytes: a few of them may claim to hold very much."""
        return replace(
            self,
            members=min(self.members, max(self.small_members, size // _BYTES_OF_MEMBER)),
            archives=min(self.archives, max(self.small_archives, size // _BYTES_OF_ARCHIVE)),
            total_bytes=self.bytes_of(size),
        )


@dataclass
class Budget:
    """What is left of the limits while one package is read."""

    limits: Limits = field(default_factory=Limits)
    members: int = 0
    archives: int = 0
    bytes: int = 0
    began: float = field(default_factory=time.monotonic)

    @property
    def members_left(self) -> int:
        """How many more members there may be."""
        return max(0, self.limits.members - self.members)

    @property
    def is_spent(self) -> bool:
        """Whether some limit for the whole package is reached."""
        limits = self.limits
        is_late = time.monotonic() - self.began > limits.seconds
        is_many = self.members > limits.members or self.archives > limits.archives
        return is_late or is_many or self.bytes > limits.total_bytes

    def take_members(self, n: int) -> None:
        """Count members of an archive.

        Raises:
            SourceError: there are too many.
        """
        self.members += n
        if self.members > self.limits.members:
            raise SourceError(Reason.TOO_LARGE, f"too much to unpack: more than {self.limits.members:,} members")

    def take_archive(self) -> None:
        """Count an archive within the package, and look at the clock.

        Raises:
            SourceError: there are too many, or they took too long.
        """
        self.archives += 1
        if self.archives > self.limits.archives:
            most = self.limits.archives
            raise SourceError(Reason.TOO_LARGE, f"too much to unpack: more than {most:,} archives within it")
        self.take_bytes(0)

    def take_bytes(self, n: int) -> None:
        """Count inflated bytes, and look at the clock.

        Raises:
            SourceError: there are too many, or they took too long.
        """
        self.bytes += n
        if self.bytes > self.limits.total_bytes:
            most = self.limits.total_bytes // MEBIBYTE
            raise SourceError(Reason.TOO_LARGE, f"too much to unpack: more than {most:,} MiB inflated")
        if time.monotonic() - self.began > self.limits.seconds:
            raise SourceError(Reason.TOO_LARGE, f"not read within {self.limits.seconds:.0f} seconds")
