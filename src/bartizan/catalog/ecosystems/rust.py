"""Rust crates: the record that cargo-auditable leaves in a program, and Cargo's lock file.

Source: https://github.com/rust-secure-code/cargo-auditable/blob/master/PARSING.md
"""

import zlib
from collections.abc import Iterator

from bartizan.catalog.cataloger import Cataloger, Contents
from bartizan.catalog.ecosystems.shared.lock_shape import list_in
from bartizan.catalog.ecosystems.shared.program import elf_section, is_program
from bartizan.catalog.ecosystems.shared.text import dicts_of, json_of, str_of, toml_of
from bartizan.catalog.package import Evidence, Package, Reason, Unreadable

_SECTION = b".dep-v0"
_LONGEST = 8 * 1024 * 1024
_LABELS = 8 * 1024
_SOURCES = {"crates.io", "registry", "git"}
"""Of crates that are not the project's own."""


def _read_embedded(contents: Contents) -> Iterator[Package | Unreadable]:
    for path, content in contents.files.items():
        section = elf_section(content, _SECTION)
        if not section:
            # Programs for Windows and macOS name their sections near the beginning.
            if is_program(content) and _SECTION in content[:_LABELS]:
                yield Unreadable(contents.place(path), Reason.UNSUPPORTED, "a record of crates outside an ELF file")
            continue
        stated = _inflated(section)
        if stated is None:
            yield Unreadable(contents.place(path), Reason.TRUNCATED, "its record of crates is cut off or damaged")
            continue
        for each in dicts_of(json_of(stated).get("packages")):
            if each.get("source") in _SOURCES and each.get("kind", "runtime") == "runtime":
                name, version = str_of(each.get("name")), str_of(each.get("version"))
                if name and version:
                    yield Package("crates.io", name, version, contents.place(path), Evidence.EMBEDDED)


def _inflated(section: bytes) -> bytes | None:
    """Return what a section holds, None where that is damaged or too long."""
    inflater = zlib.decompressobj()
    try:
        stated = inflater.decompress(section, _LONGEST)
    except zlib.error:
        return None
    return stated if inflater.eof else None


def _read_locked(contents: Contents) -> Iterator[Package]:
    for path, content in contents.files.items():
        for each in dicts_of(list_in(toml_of(content), "package")):
            # What has no source is in the project itself.
            if str_of(each.get("source"), 2000):
                name, version = str_of(each.get("name")), str_of(each.get("version"))
                yield Package("crates.io", name, version, contents.place(path), Evidence.LOCKED)


RUST_EMBEDDED = Cataloger(
    name="rust-embedded",
    ecosystem="crates.io",
    evidence=Evidence.EMBEDDED,
    read=_read_embedded,
    wants_programs=True,
    is_alone=True,
    max_bytes=512 * 1024 * 1024,
)

RUST_LOCKED = Cataloger(
    name="rust-locked",
    ecosystem="crates.io",
    evidence=Evidence.LOCKED,
    read=_read_locked,
    names=frozenset({"cargo.lock"}),
    is_alone=True,
    is_of_own_code=True,
)
