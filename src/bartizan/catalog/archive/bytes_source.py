"""Bytes in memory as a source."""


class BytesSource:
    """A package that is in memory already; reading it transfers nothing."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self.size = len(content)
        self.bytes_read = 0
        self.digest = ""
        self.is_near = True

    async def read(self, start: int, end: int) -> bytes:
        """Return the bytes from ``start`` up to ``end``."""
        return self._content[start:end]
