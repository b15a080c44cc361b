r"""Java's properties files, with their escapes: ``\:``, ``\u0041``, and lines that go on after a backslash.

Source: https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/util/Properties.html#load(java.io.Reader)
"""

import re

from bartizan.catalog.ecosystems.shared.text import text_of

_LONGEST = 64 * 1024
_COMMENT = re.compile(r"^[ \t\f]*[#!].*$", re.MULTILINE)
_GOES_ON = re.compile(r"(\\\\)|\\\n[ \t\f]*")
_PAIR = re.compile(r"[ \t\f]*((?:\\.|[^\\=: \t\f])+)[ \t\f]*[=:]?[ \t\f]*(.*)")
_ESCAPED = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|(.))")
_LETTERS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f"}


def properties_of(content: bytes) -> dict[str, str]:
    """Return the values of a properties file by their names."""
    text = text_of(content[:_LONGEST]).replace("\r\n", "\n").replace("\r", "\n")
    text = _GOES_ON.sub(r"\1", _COMMENT.sub("", text))
    pairs = (found.groups() for line in text.split("\n") if (found := _PAIR.match(line)))
    return {_plain(name): _plain(value).strip() for name, value in pairs}


def _plain(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)) if found[1] else _LETTERS.get(found[2], found[2]), text)
