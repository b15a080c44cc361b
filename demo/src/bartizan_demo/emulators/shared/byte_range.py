"""The ``Range`` header, as S3 and Azure's storage read it."""

import re

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def byte_range(wanted: str, size: int) -> tuple[int, int] | None:
    """Return first and last byte asked for, None for all; the first is beyond the last where there is no such part."""
    match = _RANGE.fullmatch(wanted)
    if match is None or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if not first:
        return (max(0, size - int(last)), size - 1) if int(last) else (1, 0)
    start = int(first)
    return (start, min(int(last), size - 1) if last else size - 1) if start < size else (1, 0)
