"""What the .NET SDK publishes, made small: programs in a single file and assemblies with a version resource."""

import struct
import zlib

MARK = bytes.fromhex("8b1202b96a612038727b930214d7a03213f5b9e6efae3318ee3b2dce24b36aae")


def single_file(files: dict[str, tuple[int, bytes]], major: int = 6, *, packs: bool = False) -> bytes:
    """Return a program as the SDK publishes it: host, files (by type and content), and the header at the end."""
    body = bytearray(b"\x7fELF\x02\x01" + bytes(20_000) + bytes(8) + MARK + bytes(100))
    entries = b""
    for path, (kind, content) in files.items():
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        stored = packer.compress(content) + packer.flush() if packs else content
        entries += struct.pack("<2q", len(body), len(content)) + struct.pack("<q", packs * len(stored)) * (major >= 6)
        entries += bytes((kind, len(path))) + path.encode()
        body += stored
    struct.pack_into("<q", body, body.index(MARK) - 8, len(body))
    return bytes(body + struct.pack("<2Li", major, 0, len(files)) + b"\x04abcd" + bytes(40) * (major >= 2) + entries)


def assembly(product: str = "", file: str = "") -> bytes:
    def told(name: str, value: str) -> bytes:
        key = struct.pack("<3H", 0, len(value) + 1, 1) + f"{name}\0".encode("utf-16-le")
        text = f"{value}\0".encode("utf-16-le")
        return key + bytes(-len(key) % 4) + text + bytes(-len(text) % 4)

    head = bytes(6) + "VS_VERSION_INFO\0".encode("utf-16-le") + bytes(2)
    resource = head + told("FileVersion", file) + told("ProductVersion", product)
    return b"MZ" + bytes(200) + b"BSJB\x01\x00\x01\x00" + bytes(200) + (resource if product or file else b"")
