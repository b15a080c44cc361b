"""How much of a package may be read: packages are hostile until they have been read."""

import time
from dataclasses import dataclass, field

from bartizan.catalog.package import Reason
from bartizan.catalog.source import SourceError

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that is read of one package with all that is nested in it; bytes are those after inflating."""

    members: int = 500_000
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


@dataclass
class Budget:
    """What is left of the limits while one package is read."""

    limits: Limits = field(default_factory=Limits)
    most_bytes: int = -1
    """Of this package, where its size is known."""
    members: int = 0
    bytes: int = 0
    began: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        if self.most_bytes < 0:
            self.most_bytes = self.limits.total_bytes

    @property
    def members_left(self) -> int:
        """How many more members there may be."""
        return max(0, self.limits.members - self.members)

    @property
    def is_spent(self) -> bool:
        """Whether some limit for the whole package is reached."""
        limits = self.limits
        is_late = time.monotonic() - self.began > limits.seconds
        return is_late or self.members > limits.members or self.bytes > self.most_bytes

    def take_members(self, n: int) -> None:
        """Count members of an archive.

        Raises:
            SourceError: there are too many.
        """
        self.members += n
        if self.members > self.limits.members:
            raise SourceError(Reason.TOO_LARGE, f"more than {self.limits.members:,} members")

    def take_bytes(self, n: int) -> None:
        """Count inflated bytes, and look at the clock.

        Raises:
            SourceError: there are too many, or they took too long.
        """
        self.bytes += n
        if self.bytes > self.most_bytes:
            raise SourceError(Reason.TOO_LARGE, f"more than {self.most_bytes // MEBIBYTE:,} MiB inflated")
        if time.monotonic() - self.began > self.limits.seconds:
            raise SourceError(Reason.TOO_LARGE, f"not read within {self.limits.seconds:.0f} seconds")
