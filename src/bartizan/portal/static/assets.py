"""The portal's files: each is addressed with a hash of what it holds, so that browsers may keep it for ever."""

import hashlib
import re
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
STYLES = ("tokens", "frame", "parts", "lists", "map", "drawing")
MEDIA = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
FONT = "inter.woff2"
_NAMED = re.compile(rb'(?:(?<=from ")|(?<=url\("))\./([a-z]+\.(?:js|woff2))(?=")')


@cache
def content(name: str) -> bytes | None:
    """Return a file's bytes, None where there is none of this name; other files are named in it with their hashes."""
    known = {file.name: file for file in FOLDER.iterdir() if file.suffix in MEDIA}
    return _NAMED.sub(_hashed, known[name].read_bytes()) if name in known else None


def _hashed(found: re.Match[bytes]) -> bytes:
    return href(found[1].decode()).encode()


@cache
def href(name: str) -> str:
    """Return a file's address."""
    return f"/static/{name}?{hashlib.sha256(content(name) or b'').hexdigest()[:12]}"
