"""The order of RubyGems' versions.

Source: https://docs.ruby-lang.org/en/master/Gem/Version.html. A missing part counts as 0, and words come before 0, so a
key holds runs of zeros by their length: one that ends in a word is the nearer to all zeros the longer it is.
"""

import re

from bartizan.advise.version.parts import number, text

_VERSION = re.compile(r"[0-9]+[0-9A-Za-z]*(?:\.[0-9A-Za-z]+)*(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?", re.ASCII)
_PART = re.compile(r"[0-9]+|[a-z]+", re.ASCII | re.IGNORECASE)
_WORD, _ZEROS_WORD, _END, _ZEROS_NUMBER, _NUMBER = (bytes((n,)) for n in range(1, 6))


def key(version: str) -> bytes | None:
    """Return the version's sortable key, None where it is not one."""
    given = version.strip()
    if not _VERSION.fullmatch(given):
        return None
    # A hyphen begins a pre-release.
    return _sequence(_PART.findall(given.replace("-", ".pre.")))


def _sequence(parts: list[str]) -> bytes:
    pieces, zeros = [], 0
    for part in _canonical(parts):
        if part.isdigit() and not part.strip("0"):
            zeros += 1
            continue
        pieces.append(_piece(part, zeros))
        zeros = 0
    return b"".join(pieces) + _END


def _piece(part: str, zeros: int) -> bytes:
    if part.isdigit():
        # More zeros before a number make it smaller.
        return (_ZEROS_NUMBER + bytes((255 - zeros,)) if zeros else _NUMBER) + number(part)
    return (_ZEROS_WORD + bytes((zeros,)) if zeros else _WORD) + text(part)


def _canonical(parts: list[str]) -> list[str]:
    """Return the parts without zeros at the end of the numbers and of the whole."""
    leading = next((n for n, part in enumerate(parts) if not part.isdigit()), len(parts))
    return [*_trimmed(parts[:leading]), *_trimmed(parts[leading:])]


def _trimmed(parts: list[str]) -> list[str]:
    end = len(parts)
    while end and parts[end - 1].isdigit() and not parts[end - 1].strip("0"):
        end -= 1
    return parts[:end]
