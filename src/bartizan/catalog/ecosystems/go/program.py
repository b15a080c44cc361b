"""Go modules by the record that the linker leaves in every program, stripped ones too.

Source: https://pkg.go.dev/debug/buildinfo and https://pkg.go.dev/runtime/debug#BuildInfo
"""

import re
from collections.abc import Iterator

from bartizan.catalog.cataloger import Cataloger, Contents
from bartizan.catalog.ecosystems.shared.program import elf_section, is_program
from bartizan.catalog.package import Evidence, Package, Reason, Unreadable

_MAGIC = b"\xff Go buildinf:"
_ALIGNED = 16
_HEAD = 32
_INLINE = 2
_FRAME = 16
"""Bytes of a mark at both ends of the modules' text."""
_LONGEST = 4 * 1024 * 1024
_TRIES = 1000
_FUNCTIONS = (b".gopclntab", b".data.rel.ro.gopclntab")
"""Sections that every Go program for Linux has: it cannot run without."""
_NO_RELEASE = ("v0.0.0-00010101000000-", "(devel)")
"""Versions that Go gives to modules that were never released: the customer's own, in the same repository."""
_GO = re.compile(rb"go(\d+\.\d+(?:\.\d+)?)(?:(rc|beta)(\d+))?")


def _read(contents: Contents) -> Iterator[Package | Unreadable]:
    for path, content in contents.files.items():
        if is_program(content):
            yield from _read_program(contents.place(path), content)


def _read_program(place: str, content: bytes) -> Iterator[Package | Unreadable]:
    at = _record(content)
    if at is None:
        # Some are shipped without it, esbuild's for one.
        if any(elf_section(content, name) for name in _FUNCTIONS):
            yield Unreadable(place, Reason.UNSUPPORTED, "a Go program whose record of modules was removed")
    elif not content[at + 15] & _INLINE:
        yield Unreadable(place, Reason.UNSUPPORTED, "built by Go 1.17 or older")
    elif found := _strings(content, at + _HEAD):
        yield from _modules(place, *found)
    else:
        yield Unreadable(place, Reason.TRUNCATED, "its record of modules is cut off")


def _record(content: bytes) -> int | None:
    """Return where the program's record begins; programs about Go hold its mark in their own texts, too."""
    at = content.find(_MAGIC)
    for _ in range(_TRIES):
        if at < 0 or at + _HEAD > len(content):
            break
        # A record is aligned, and tells the size of a pointer or that it needs none.
        if at % _ALIGNED == 0 and (content[at + 15] & _INLINE or content[at + 14] in {4, 8}):
            return at
        at = content.find(_MAGIC, at + 1)
    return None


def _strings(content: bytes, at: int) -> tuple[bytes, bytes] | None:
    """Return Go's version and the text of the modules, None where there is no such record."""
    found = []
    for _ in range(2):
        length, at = _varint(content, at)
        if length is None or length > _LONGEST or at + length > len(content):
            return None
        found.append(content[at : at + length])
        at += length
    return found[0], found[1]


def _varint(content: bytes, at: int) -> tuple[int | None, int]:
    value = shift = 0
    while at < len(content) and shift < 35:
        byte = content[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7
    return None, at


def _modules(place: str, go: bytes, text: bytes) -> Iterator[Package | Unreadable]:
    version = _GO.search(go)
    if version:
        release, stage, n = (part.decode() if part else "" for part in version.groups())
        full = release if release.count(".") > 1 else f"{release}.0"
        yield Package("Go", "stdlib", full + (f"-{stage}.{n}" if stage else ""), place, Evidence.EMBEDDED)
    elif go.startswith(b"devel"):
        yield Package("Go", "stdlib", "", place, Evidence.EMBEDDED)
    else:
        yield Unreadable(place, Reason.MALFORMED, "its record of modules names no release of Go")
        return
    yield from _listed(place, text[_FRAME:-_FRAME].decode("utf-8", "replace").split("\n"))


def _listed(place: str, lines: list[str]) -> Iterator[Package | Unreadable]:
    for n, line in enumerate(lines):
        kind, *parts = line.split("\t")
        if kind not in {"dep", "mod"}:
            continue
        following = lines[n + 1].split("\t") if n + 1 < len(lines) else [""]
        # What replaces a module stands on the line after it.
        stated = following[1:] if following[0] == "=>" else parts
        if len(stated) >= 2 and stated[1].startswith("v") and not stated[0].startswith((".", "/")):
            yield Package("Go", stated[0], stated[1].removeprefix("v"), place, Evidence.EMBEDDED)
        elif stated is not parts and len(parts) >= 2 and not parts[1].startswith(_NO_RELEASE):
            detail = f"{parts[0]} {parts[1]} was replaced by a folder, whose version is unknown"
            yield Unreadable(place, Reason.UNSUPPORTED, detail)


GO_EMBEDDED = Cataloger(
    name="go-embedded",
    ecosystem="Go",
    evidence=Evidence.EMBEDDED,
    read=_read,
    wants_programs=True,
    is_alone=True,
    max_bytes=512 * 1024 * 1024,
)
