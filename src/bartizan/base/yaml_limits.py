"""What a YAML file may be, checked on its events, before anything is built of it.

A few kilobytes can name gigabytes by aliases of aliases, hold a value that contains itself, or nest so deep that what
builds it overflows the stack of the process.
"""

import os
import stat
from pathlib import Path
from typing import Any

import yaml

MOST_BYTES = 1024 * 1024
MOST_DEPTH = 50
MOST_VALUES = 200_000
"""With what aliases repeat."""
_BEGINS = (yaml.MappingStartEvent, yaml.SequenceStartEvent)


class TooMuch(ValueError):  # noqa: N818 - it says what is wrong
    """A file beyond the limits; ``line`` is where, from 1."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(what)
        self.line = line


def bounded_text(file: Path) -> str:
    """Return the text of a file.

    Raises:
        TooMuch: it is larger than a YAML file of people's may be, or no file: a device or a pipe may never end.
        OSError, UnicodeDecodeError: it cannot be read.
    """
    with open(file, "rb", opener=lambda name, flags: os.open(name, flags | getattr(os, "O_NONBLOCK", 0))) as content:
        if not stat.S_ISREG(os.fstat(content.fileno()).st_mode):
            raise TooMuch(1, "not a file")
        text = content.read(MOST_BYTES + 1)
    if len(text) > MOST_BYTES:
        raise TooMuch(1, f"larger than {MOST_BYTES:,} bytes")
    return text.decode("utf-8")


def check_limits(text: str, loader: Any) -> None:
    """Check what a text would be once it is built.

    Raises:
        TooMuch: it nests too deep, holds or repeats too many values, or a value contains itself.
        yaml.YAMLError: it is not YAML.
    """
    sizes: dict[str, int] = {}
    open_: list[tuple[str | None, int]] = []  # the anchor of each value around here, and how many came before it
    count = 0
    for event in yaml.parse(text, Loader=loader):
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.AliasEvent):
            count += _repeated(event.anchor or "", sizes, open_, line)
        elif isinstance(event, _BEGINS):
            open_.append((event.anchor, count))
            count += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, before = open_.pop()
            sizes |= {anchor: count - before} if anchor else {}
        elif isinstance(event, yaml.ScalarEvent):
            sizes |= {event.anchor: 1} if event.anchor else {}
            count += 1
        if len(open_) > MOST_DEPTH:
            raise TooMuch(line, f"nested more than {MOST_DEPTH} deep")
        if count > MOST_VALUES:
            raise TooMuch(line, f"more than {MOST_VALUES:,} values, counting what aliases repeat")


def _repeated(anchor: str, sizes: dict[str, int], open_: list[tuple[str | None, int]], line: int) -> int:
    """Return how many values an alias stands for."""
    if any(anchor == each for each, _ in open_):
        raise TooMuch(line, f"*{anchor} contains itself")
    return sizes.get(anchor, 1)
