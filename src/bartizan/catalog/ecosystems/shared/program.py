"""Executables: what they begin with, and the sections of those for Linux."""

import struct

_PROGRAMS = (b"\x7fELF", b"MZ", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\xca\xfe\xba\xbe")


def is_program(content: bytes) -> bool:
    """Return whether these are the bytes of an executable: ELF, PE or Mach-O."""
    return content.startswith(_PROGRAMS)


def elf_section(content: bytes, name: bytes) -> bytes:
    """Return a section of a 64-bit little-endian ELF file, empty where there is none.

    Source: https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.sheader.html
    """
    if content[:6] != b"\x7fELF\x02\x01" or len(content) < 64:
        return b""
    (table,) = struct.unpack_from("<Q", content, 0x28)
    size, count, names = struct.unpack_from("<3H", content, 0x3A)
    if size < 64 or table + size * count > len(content) or names >= count:
        return b""
    names_at, names_size = struct.unpack_from("<2Q", content, table + size * names + 0x18)
    labels = content[names_at : names_at + names_size]
    for n in range(count):
        at = table + size * n
        (label,) = struct.unpack_from("<L", content, at)
        if labels[label : label + len(name) + 1] == name + b"\0":
            start, length = struct.unpack_from("<2Q", content, at + 0x18)
            return content[start : start + length]
    return b""
