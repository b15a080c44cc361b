"""What may be said of an answer that is none: its type, its size, how it begins; never a value of its JSON."""

import re

import orjson

from bartizan.collect.shared.secretless import without_secrets

_WINDOW = 4096
_SHOWN = 60
_LARGEST = 1024 * 1024
_TOKEN = re.compile(r"[\w+/=~.-]*\d[\w+/=~.-]*")


def glimpse(body: bytes, content_type: str) -> str:
    """Return a few words such as ``text/html, 512 bytes: <html><head>``; of JSON the names of the members alone."""
    type_ = content_type.partition(";")[0].strip() or "no content type"
    begins = _outline(body) if body else "nothing"
    return f"{type_}, {len(body)} bytes: {begins}"


def _outline(body: bytes) -> str:
    try:
        value = orjson.loads(body) if len(body) <= _LARGEST else None
    except ValueError:
        value = None
    if isinstance(value, dict):
        return "{" + ", ".join(_shown(name) for name in list(value)[:8]) + "}"
    if value is not None:
        return "a list" if isinstance(value, list) else "a text" if isinstance(value, str) else "a value"
    text = body[:_WINDOW].decode(errors="replace").lstrip()
    # What is JSON but for its end begins with values.
    return text[:1] if text[:1] in {"{", "["} else _shown(text)


def _shown(text: str) -> str:
    """Return how a text begins, without what has the shape of a secret or holds a digit as keys do."""
    return _TOKEN.sub(lambda found: found[0] if len(found[0]) < 8 else "…", str(without_secrets(text)))[:_SHOWN]
