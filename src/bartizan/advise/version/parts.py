"""The pieces that sortable version keys are made of: byte strings that compare as what they stand for."""

MAX_LENGTH = 256
"""A longer text is no version: it is not worth the time that a hostile one would take."""


def number(digits: str) -> bytes:
    """Return a whole number of any size as bytes that compare as numbers do; the first byte is at least 0x10."""
    value = int(digits)
    size = (value.bit_length() + 7) // 8
    return bytes((0x10 + size,)) + value.to_bytes(size, "big")


_SMALL = [number(str(n)) for n in range(1024)]


def small(digits: str) -> bytes:
    """Return ``number(digits)``, looked up where it is small: most parts of versions are."""
    return _SMALL[int(digits)] if len(digits) < 4 else number(digits)


def text(letters: str) -> bytes:
    """Return text as bytes that compare as text does, a shorter one before those that it begins."""
    return letters.encode("utf-8", "surrogatepass") + b"\0"
