"""Where the bytes of a package come from: a source knows its size and reads ranges."""

from typing import Protocol

from bartizan.catalog.package import Reason


class SourceError(Exception):
    """The bytes could not be read; ``reason`` says why in one word, the message for people."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


class ByteSource(Protocol):
    """Bytes at known offsets.

    ``bytes_read`` counts what was really transferred; ``is_near`` says that reading costs nothing more, since the bytes
    are here already. ``digest`` is the SHA-256 of all bytes, in hex, where somebody had to read them all; else empty.
    """

    size: int
    digest: str
    is_near: bool

    @property
    def bytes_read(self) -> int:
        """The bytes that were transferred."""
        ...

    async def read(self, start: int, end: int) -> bytes:
        """Return exactly the bytes from ``start`` up to ``end``, both within the size.

        Raises:
            SourceError: they could not be had, or fewer came than were asked for.
        """
        ...
