"""Version and name of a .NET assembly, as its version resource tells them.

``ProductVersion`` is the assembly's AssemblyInformationalVersion, which NuGet packages set to their own version.
Source: https://learn.microsoft.com/windows/win32/menurc/vs-versioninfo
"""

import re

_METADATA = b"BSJB\x01\x00\x01\x00"
"""Begins the metadata of every assembly; libraries of native code have none."""
_VERSION = re.compile(r"\d{1,6}(?:\.\d{1,9}){1,3}(?:-[0-9A-Za-z.-]{1,60})?", re.ASCII)
_LONGEST = 400
_RESOURCE = "VS_VERSION_INFO".encode("utf-16-le")
_REACH = 16 * 1024
_HEAD = 6
"""Bytes of the resource before its name."""


def is_assembly(content: bytes) -> bool:
    """Return whether a file is a library or program of .NET."""
    return content.startswith(b"MZ") and _METADATA in content


def version_of(content: bytes) -> str:
    """Return the version of an assembly's package, empty where it does not tell one in NuGet's form.

    Where the file's own version has another major number, that of the product is another product's: assemblies that
    came with .NET Core 3.1 say 3.1, whatever the version of their package.
    """
    at = content.rfind(_RESOURCE)
    block = content[at : at + _REACH] if at >= 0 else b""
    product, file = (_value(block, name).partition("+")[0].strip() for name in ("ProductVersion", "FileVersion"))
    stated = product or file
    is_same = not file or file.partition(".")[0] == stated.partition(".")[0]
    return stated if is_same and _VERSION.fullmatch(stated) else ""


def _value(block: bytes, name: str) -> str:
    """Return the text that stands behind its name, at the next fourth byte of the resource."""
    key = f"{name}\0".encode("utf-16-le")
    at = block.find(key)
    if at < 0:
        return ""
    at += len(key)
    at += -(at + _HEAD) % 4
    return block[at : at + 2 * _LONGEST].decode("utf-16-le", "replace").partition("\0")[0]
