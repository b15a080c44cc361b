"""A stretch of a source as a source of its own: an archive that lies uncompressed within another."""

from bartizan.catalog.archive.source import ByteSource


class Window:
    """The bytes of ``source`` from ``start`` on, ``size`` of them; what is read counts for the whole source."""

    def __init__(self, source: ByteSource, start: int, size: int) -> None:
        self._source = source
        self._start = start
        self.size = size
        self.digest = ""
        self.is_near = source.is_near

    @property
    def bytes_read(self) -> int:
        """The bytes that were transferred of the whole source."""
        return self._source.bytes_read

    async def read(self, start: int, end: int) -> bytes:
        """Return the bytes from ``start`` up to ``end`` of the stretch.

        Raises:
            SourceError: as the whole source.
        """
        return await self._source.read(self._start + start, self._start + end)
