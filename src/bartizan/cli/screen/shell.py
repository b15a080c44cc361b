"""A command that people paste, in lines that fit: continued between words with a backslash, never inside quotes."""

import re
from collections.abc import Iterator

from bartizan.cli.screen.fit import wrapped
from bartizan.cli.screen.line import Line, Span, cells, line
from bartizan.model import printable

_WORD = re.compile(r"""(?:[^\s'"\\]|\\.|'[^']*'|"(?:\\.|[^"\\])*")+""")

_COMMENT = re.compile(r"(?:^|\s)#")


def command_lines(text: str, width: int | None, first: str = "", rest: str = "") -> Iterator[Line]:
    """Give the lines of one or more commands; what is no plain command (a here-document, a comment) stays as it is."""
    prefix = first
    for one in _commands(text):
        room = None if width is None else width - cells(rest)
        for part in _comment(one, room) if one.startswith("#") else _continued(one, room):
            yield line(prefix, Span(part, "command"))
            prefix = rest


def _comment(text: str, width: int | None) -> Iterator[str]:
    for part in wrapped(text.lstrip("# "), width, first="# ", rest="# "):
        yield "".join(piece.text for piece in part)


def _commands(text: str) -> list[str]:
    # The mark in front keeps the spaces that a line begins with.
    lines = [printable(f"|{each}", 4000)[1:] for each in text.strip().split("\n")]
    kept: list[str] = []
    for each in lines:
        # A backslash at the end of a line went on in the next: lines are made anew for this width.
        if kept and kept[-1].endswith(" \\"):
            kept[-1] = f"{kept[-1][:-1].rstrip()} {each.strip()}"
        else:
            kept.append(each)
    return kept


def _continued(command: str, width: int | None) -> Iterator[str]:
    if width is None or cells(command) <= width or not _is_plain(command):
        yield command
        return
    held, indent = "", ""
    for word in _units(command):
        if held and cells(held) + 1 + cells(word) + 2 > width:
            yield f"{held} \\"
            indent = "  "
            held = f"{indent}{word}"
        else:
            held = f"{held} {word}" if held.strip() else f"{indent}{word}"
    yield held


def _is_plain(command: str) -> bool:
    return "<<" not in command and not _COMMENT.search(command) and not _WORD.sub("", command).strip()


def _units(command: str) -> list[str]:
    """Return the words; an option keeps the value after it."""
    words = _WORD.findall(command)
    units: list[str] = []
    for word in words:
        if units and units[-1].startswith("-") and " " not in units[-1] and not word.startswith("-"):
            units[-1] = f"{units[-1]} {word}"
        else:
            units.append(word)
    return units
