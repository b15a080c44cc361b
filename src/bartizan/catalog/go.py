"""Go modules by the record that the linker leaves in every program, stripped ones too.

Source: https://pkg.go.dev/debug/buildinfo and https://pkg.go.dev/runtime/debug#BuildInfo
"""

import re
from collections.abc import Iterator

from bartizan.catalog.cataloger import Cataloger, Contents
from bartizan.catalog.package import Evidence, Package, Reason, Unreadable

_MAGIC = b"\xff Go buildinf:"
_ALIGNED = 16
_HEAD = 32
_INLINE = 2
_FRAME = 16
"""Bytes of a mark at both ends of the modules' text."""
_LONGEST = 4 * 1024 * 1024
_GO = re.compile(rb"go(\d+\.\d+(?:\.\d+)?)(?:(rc|beta)(\d+))?")
_PROGRAMS = (b"\x7fELF", b"MZ", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\xca\xfe\xba\xbe")


def is_program(content: bytes) -> bool:
    """Return whether these are the bytes of an executable: ELF, PE or Mach-O."""
    return content.startswith(_PROGRAMS)


def _read(contents: Contents) -> Iterator[Package | Unreadable]:
    for path, content in contents.files.items():
        if not is_program(content):
            continue
        at = content.find(_MAGIC)
        while at >= 0:
            if at % _ALIGNED == 0 and content[at + 15 : at + 16]:
                if content[at + 15] & _INLINE:
                    found = _strings(content, at + _HEAD)
                    if found and _GO.match(found[0]):
                        yield from _modules(contents.place(path), *found)
                        break
                elif content[at + 14] in {4, 8}:
                    yield Unreadable(contents.place(path), Reason.UNSUPPORTED, "built by Go 1.17 or older")
                    break
            at = content.find(_MAGIC, at + 1)


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


def _modules(place: str, go: bytes, text: bytes) -> Iterator[Package]:
    version = _GO.match(go)
    if version:
        release, stage, n = (part.decode() if part else "" for part in version.groups())
        full = release if release.count(".") > 1 else f"{release}.0"
        yield Package("Go", "stdlib", full + (f"-{stage}.{n}" if stage else ""), place, Evidence.EMBEDDED)
    lines = text[_FRAME:-_FRAME].decode("utf-8", "replace").split("\n")
    for n, line in enumerate(lines):
        kind, *parts = line.split("\t")
        following = lines[n + 1].split("\t") if n + 1 < len(lines) else [""]
        # What replaces a module stands on the line after it.
        if kind in {"dep", "mod"} and following[0] == "=>":
            parts = following[1:]
        if (
            kind in {"dep", "mod"}
            and len(parts) >= 2
            and parts[1].startswith("v")
            and not parts[0].startswith((".", "/"))
        ):
            yield Package("Go", parts[0], parts[1].removeprefix("v"), place, Evidence.EMBEDDED)


GO_EMBEDDED = Cataloger(
    name="go-embedded",
    ecosystem="Go",
    evidence=Evidence.EMBEDDED,
    read=_read,
    wants_programs=True,
    is_alone=True,
    max_bytes=512 * 1024 * 1024,
)
