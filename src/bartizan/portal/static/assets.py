"""The portal's files: each is addressed with a hash of what it holds, so that browsers may keep it for ever."""

import hashlib
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
STYLES = ("tokens", "frame", "parts", "lists", "map")
MEDIA = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}


@cache
def content(name: str) -> bytes | None:
    """Return a file's bytes, None where there is none of this name."""
    known = {file.name: file for file in FOLDER.iterdir() if file.suffix in MEDIA}
    return known[name].read_bytes() if name in known else None


@cache
def href(name: str) -> str:
    """Return a file's address."""
    return f"/static/{name}?{hashlib.sha256(content(name) or b'').hexdigest()[:12]}"
