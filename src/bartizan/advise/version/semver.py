"""The order of semantic versions: npm, crates.io and, with the spelling of its tags, Go.

Source: https://semver.org/#spec-item-11. Fewer or more than three numbers are taken as they come, missing ones as 0.
"""

import re

from bartizan.advise.version.parts import number, small, text

_VERSION = re.compile(
    r"[v=\s]*(?P<core>[0-9]+(?:\.[0-9]+)*)(?:-?(?P<pre>(?<=-)[0-9A-Za-z.-]+|[A-Za-z][0-9A-Za-z.-]*))?(?:\+.*)?",
    re.ASCII,
)


_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]+)*", re.ASCII)


def key(version: str) -> bytes | None:
    """Return the version's sortable key, None where it is not one; build metadata does not count."""
    if _PLAIN.fullmatch(version):
        return core(version) + b"\xff"
    found = _VERSION.fullmatch(version.strip())
    return core(found["core"]) + prerelease(found["pre"]) if found else None


def core(digits: str) -> bytes:
    """Return the key of the numbers, of which zeros at the end do not count."""
    parts = digits.split(".")
    while len(parts) > 1 and not parts[-1].strip("0"):
        del parts[-1]
    return b"".join([small(part) for part in parts]) + b"\x01"


def prerelease(identifiers: str | None) -> bytes:
    """Return the key of what follows the numbers: none comes last, numbers come before words."""
    if not identifiers:
        return b"\xff"
    return (
        b"".join([b"\x01" + number(i) if i.isdigit() else b"\x02" + text(i) for i in identifiers.split(".")]) + b"\x00"
    )
