"""Keep what hostile packages call themselves out of tables and terminals."""

import re
from dataclasses import replace

from bartizan.catalog.package import Package, Reason, Unreadable
from bartizan.model import printable

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_LONGEST_NAME = 300
_LONGEST_PATH = 1000


def plain(found: Package | Unreadable) -> Package | Unreadable:
    """Return what a cataloger found with a path that can be shown; a name that no registry can have is unreadable."""
    path = plain_path(found.path)
    if isinstance(found, Unreadable):
        return Unreadable(path, found.reason, printable(found.detail))
    if not (_is_plain(found.name) and _is_plain(found.version or "0")):
        return Unreadable(path, Reason.MALFORMED, f"a name or version that no package of {found.ecosystem} can have")
    return found if path == found.path else replace(found, path=path)


def plain_path(path: str) -> str:
    """Return a path as it can be shown, never an empty one: that is the package as a whole."""
    if len(path) <= _LONGEST_PATH and path and not _CONTROL.search(path):
        return path
    return printable(path, _LONGEST_PATH) or "*"


def _is_plain(text: str) -> bool:
    return bool(text.strip()) and len(text) <= _LONGEST_NAME and not _CONTROL.search(text)
