"""What must hold of a reading, whatever was read."""

import re
from collections.abc import Iterator

from bartizan.catalog.catalogers import CATALOGERS
from bartizan.catalog.reading import PackageReading

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
# What is read has names too: a jar may be called "y-nan".
_STUMBLED = re.compile(rf"(?:{'|'.join([*(re.escape(each.name) for each in CATALOGERS), 'secrets'])}): (\w+)")
TOLD = {"JSONDecodeError", "TOMLDecodeError"}
"""What a cataloger may raise: its parser's word for a file that does not keep to its format."""
_NAME, _PATH, _DETAIL = 300, 1000, 300
_MOST_UNREADABLE = 201
_BYTES_EACH = 4
"""Fewer bytes than these tell of no package."""


def faults(reading: PackageReading, size: int) -> set[str]:
    """Return what is wrong with the reading of so many bytes."""
    return {*_of_packages(reading), *_of_rest(reading), *_of_amount(reading, size)}


def _of_packages(reading: PackageReading) -> Iterator[str]:
    for each in reading.packages:
        if not each.name.strip():
            yield "a package without a name"
        if _CONTROL.search(f"{each.ecosystem}{each.name}{each.version}{each.path}"):
            yield f"control characters in a package of {each.ecosystem}"
        if len(each.name) > _NAME or len(each.version) > _NAME or len(each.path) > _PATH:
            yield f"a package of {each.ecosystem} with a long name, version or path"


def _of_rest(reading: PackageReading) -> Iterator[str]:
    for told in reading.unreadable:
        if _CONTROL.search(told.path + told.detail):
            yield "control characters in what is unreadable"
        if len(told.path) > _PATH or len(told.detail) > _DETAIL:
            yield "a long path or detail of what is unreadable"
        if (found := _STUMBLED.match(told.detail)) and found[1] not in TOLD:
            yield f"stumbled: {found[0]}"
    for secret in reading.secrets:
        if _CONTROL.search(secret.path) or len(secret.path) > _PATH:
            yield "control characters in the path of a secret, or a long one"


def _of_amount(reading: PackageReading, size: int) -> Iterator[str]:
    if len(reading.packages) + len(reading.secrets) > size / _BYTES_EACH:
        yield "more found than so few bytes can tell"
    if len(reading.unreadable) > _MOST_UNREADABLE:
        yield "too many rows of what is unreadable"
