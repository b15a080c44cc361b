"""Executables that tests make: an ELF file with one section, a program of Go."""

import struct


def program(name: bytes, told: bytes) -> bytes:
    """Return an ELF file with one section and a table of section names."""
    names = b"\0" + name + b"\0"
    head = bytearray(b"\x7fELF\x02\x01\x01" + bytes(57))
    struct.pack_into("<Q", head, 0x28, 64 + len(told) + len(names))
    struct.pack_into("<3H", head, 0x3A, 64, 2, 1)

    def section(label: int, at: int, size: int) -> bytes:
        return struct.pack("<LLQQQQ", label, 1, 0, 0, at, size) + bytes(24)

    table = section(1, 64, len(told)) + section(0, 64 + len(told), len(names))
    return bytes(head) + told + names + table


def go_program(go: str, modules: str, magic_before: bool = False) -> bytes:
    """Return a program with the modules that Go's linker records, as text.

    Source: https://pkg.go.dev/debug/buildinfo
    """

    def counted(text: bytes) -> bytes:
        length, out = len(text), b""
        while length >= 0x80:
            out += bytes((length & 0x7F | 0x80,))
            length >>= 7
        return out + bytes((length,)) + text

    head = b"\x7fELF" + bytes(60) + (b"xyz\xff Go buildinf:" if magic_before else b"")
    head += bytes(-len(head) % 16)
    record = b"\xff Go buildinf:" + bytes((8, 2)) + bytes(16)
    return head + record + counted(go.encode()) + counted(bytes(16) + modules.encode() + bytes(16)) + bytes(20_000)
