"""What came of reading one package."""

from dataclasses import dataclass, field

from bartizan.catalog.package import Package, Secret, Unreadable

READER = 5
"""Cataloger version; bump it when catalogers find more, so that stored packages are read again."""


@dataclass
class PackageReading:
    """The whole of what one package holds.

    ``digest`` is its SHA-256 in hex, or another content hash that its host reports; empty where there is none.
    ``failure`` says why it could not be read at all: then nothing else is known, and it is never called clean.
    """

    digest: str = ""
    bytes_total: int = 0
    bytes_read: int = 0
    packages: list[Package] = field(default_factory=list)
    secrets: list[Secret] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)

    @property
    def failure(self) -> Unreadable | None:
        """Why the package could not be read at all, None where it was."""
        return next((each for each in self.unreadable if not each.path), None)
