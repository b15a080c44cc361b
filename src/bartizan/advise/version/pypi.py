"""The order of PyPI's versions.

Source: https://packaging.python.org/en/latest/specifications/version-specifiers/#summary-of-permitted-suffixes-and-relative-ordering
Versions from before that standard come below all others, in the order that setuptools gave them.
"""

import re
from itertools import dropwhile

from bartizan.advise.version.parts import number, small, text

_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]+)*", re.ASCII)
_VERSION = re.compile(
    r"v?(?:(?P<epoch>[0-9]+)!)?(?P<release>[0-9]+(?:\.[0-9]+)*)"
    r"(?:[-_.]?(?P<pre>alpha|a|beta|b|preview|pre|c|rc)[-_.]?(?P<pre_n>[0-9]+)?)?"
    r"(?:-(?P<bare_post>[0-9]+)|(?P<post>[-_.]?(?:post|rev|r)[-_.]?(?P<post_n>[0-9]+)?))?"
    r"(?P<dev>[-_.]?dev[-_.]?(?P<dev_n>[0-9]+)?)?(?:\+(?P<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?",
    re.ASCII,
)
_PRE = {"a": b"\x01", "alpha": b"\x01", "b": b"\x02", "beta": b"\x02"}
_LEGACY_PART = re.compile(r"\d+|[a-z]+|\.|-", re.ASCII)
_LEGACY_NAMES = {"pre": "c", "preview": "c", "-": "final-", "rc": "c", "dev": "@"}
LEGACY = b"\x00"
"""What the keys of versions from before the standard begin with."""
_FINAL = b"\xff\x00\xff\x00"
"""No pre-release, no post-release, no development release, no local part."""


def key(version: str) -> bytes | None:
    """Return the version's sortable key, None for an empty text."""
    given = version.strip().lower()
    if _PLAIN.fullmatch(given):
        return b"\x01\x10" + _release(given) + _FINAL
    found = _VERSION.fullmatch(given)
    if found is None:
        return _legacy(given) if given else None
    head = b"\x01" + number(found["epoch"] or "0") + _release(found["release"])
    return head + _pre(found) + _post(found) + _dev(found) + _local(found["local"])


def _release(digits: str) -> bytes:
    parts = digits.split(".")
    while len(parts) > 1 and not parts[-1].strip("0"):
        parts.pop()
    return b"".join([small(part) for part in parts]) + b"\x01"


def _pre(found: re.Match[str]) -> bytes:
    if found["pre"]:
        return _PRE.get(found["pre"], b"\x03") + number(found["pre_n"] or "0")
    # A development release without anything else comes before the pre-releases.
    return b"\x00" if found["dev"] and not _is_post(found) else b"\xff"


def _is_post(found: re.Match[str]) -> bool:
    return found["post"] is not None or found["bare_post"] is not None


def _post(found: re.Match[str]) -> bytes:
    return b"\x01" + number(found["bare_post"] or found["post_n"] or "0") if _is_post(found) else b"\x00"


def _dev(found: re.Match[str]) -> bytes:
    return b"\x01" + number(found["dev_n"] or "0") if found["dev"] else b"\xff"


def _local(local: str | None) -> bytes:
    parts = re.split(r"[-_.]", local) if local else []
    return b"".join([b"\x02" + number(p) if p.isdigit() else b"\x01" + text(p) for p in parts]) + b"\x00"


def _legacy(version: str) -> bytes:
    parts: list[str] = []
    for each in _split(version):
        if each.startswith("*"):
            if each < "*final":
                parts = _without_last(parts, "*final-")
            parts = _without_last(parts, "00000000")
        parts.append(each)
    return LEGACY + b"".join(map(text, parts))


def _split(version: str) -> list[str]:
    """Return the parts of a version as setuptools saw them: numbers padded, all else behind a star."""
    pieces = [p for gap in _pieces(version) for p in gap if p and p != "."]
    named = [_LEGACY_NAMES.get(piece, piece) for piece in pieces]
    return [p.zfill(8) if p[0].isdigit() else f"*{p}" for p in named] + ["*final"]


def _pieces(version: str) -> list[tuple[str, str]]:
    """Return what stands between the parts, and each part."""
    pieces, end = [], 0
    for found in _LEGACY_PART.finditer(version):
        pieces.append((version[end : found.start()], found[0]))
        end = found.end()
    return [*pieces, (version[end:], "")]


def _without_last(parts: list[str], each: str) -> list[str]:
    return list(dropwhile(each.__eq__, reversed(parts)))[::-1]
