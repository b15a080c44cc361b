"""One member of a ZIP archive, unpacked while its bytes come."""

import io
import struct
import zlib

from bartizan.catalog.archive.limits import MEBIBYTE
from bartizan.catalog.archive.source import SourceError
from bartizan.catalog.archive.zip_directory import Entry
from bartizan.catalog.package import Reason

HEAD = struct.Struct("<4s5H3L2H")
"""What stands before a member's name and bytes."""
_RATIO_FROM = 16 * MEBIBYTE
STORED, DEFLATED = 0, 8


def data_at(part: bytes | memoryview) -> int:
    """Return where a member's bytes begin, in a part that begins with the member.

    Raises:
        SourceError: it does not begin with one.
    """
    if part[:4] != b"PK\x03\x04" or len(part) < HEAD.size:
        raise SourceError(Reason.MALFORMED, "its header is not where the directory says")
    *_, name, extra = HEAD.unpack_from(part)
    return HEAD.size + int(name) + int(extra)


class Unpacking:
    """The content of a member so far, never more of it than the size that the directory tells."""

    def __init__(self, entry: Entry, ratio: int) -> None:
        self._entry = entry
        self._ratio = ratio
        self._left = -1
        self._error: SourceError | None = None
        self._content = io.BytesIO()
        self._inflater = zlib.decompressobj(-zlib.MAX_WBITS) if entry.method == DEFLATED else None

    def feed(self, part: memoryview, start: int) -> None:
        """Take the archive's bytes from ``start`` on; the first part holds all that stands before the content."""
        entry = self._entry
        try:
            # Not beyond its end: what follows is another member's.
            self._take(part[max(0, entry.offset - start) : max(0, entry.before - start)])
        except SourceError as error:
            self._error = self._error or error

    def content(self) -> bytes:
        """Return the content once all parts were fed.

        Raises:
            SourceError: it is not all there, or not what the directory says.
        """
        if self._error:
            raise self._error
        if self._left:
            raise SourceError(Reason.MALFORMED, "its bytes reach into the next member")
        content = self._content.getvalue()
        if len(content) != self._entry.size or zlib.crc32(content) != self._entry.crc:
            raise SourceError(Reason.MALFORMED, "its size or checksum is not what the directory says")
        return content

    def _take(self, part: memoryview) -> None:
        if self._left < 0:
            self._check()
            part = part[data_at(part) :]
            self._left = self._entry.packed
        packed = part[: self._left]
        self._left -= len(packed)
        self._content.write(self._inflated(packed) if self._inflater else packed)

    def _check(self) -> None:
        entry = self._entry
        if entry.method not in {STORED, DEFLATED}:
            raise SourceError(Reason.UNSUPPORTED, f"compression method {entry.method}")
        if self._inflater and entry.size > max(_RATIO_FROM, self._ratio * entry.packed):
            raise SourceError(Reason.TOO_LARGE, f"{entry.packed:,} bytes that claim to hold {entry.size:,}")

    def _inflated(self, packed: memoryview) -> bytes:
        assert self._inflater  # noqa: S101 - asked before
        # One more than there may be, to tell that there is more; none at all would ask for everything.
        most = self._entry.size + 1 - self._content.tell()
        try:
            return self._inflater.decompress(packed, most) if most else b""
        except zlib.error as error:
            raise SourceError(Reason.MALFORMED, f"its compressed bytes are damaged: {error}") from error
