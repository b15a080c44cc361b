"""Bodies without secrets: what an app's own description may carry beside its settings never leaves collect."""

import base64
import binascii
import re
from typing import Any

from bartizan.collect.masking import secret_kind

_SECRET_KEYS = frozenset({
    "appsettings", "azurestorageaccounts", "cers", "connectionstrings", "csrs", "machinekey", "metadata",
    "publishingpassword", "push", "runtimeaduserpassword", "siteauthsettings", "sslcertificates",
})  # fmt: skip
_SECRET_NAME = re.compile(r"(password|secret|accesskey)$", re.IGNORECASE)
_SHORTEST = 12
_PLAIN = re.compile(r"/subscriptions/|[\d.,:a-fA-F]+$|\d{4}-\d\d-\d\dT")
_COMPOSE = "compose|"


def without_secrets(node: Any, name: str = "") -> Any:
    """Return a JSON value without nulls, without keys that hold secrets, and with any text that is one replaced.

    A replaced text reads ``masked: <kind>``. ARM leaves out what it sends as null in other answers, so both mean
    the same. Compose files (``COMPOSE|<base64>``) list environment variables; only the images stay.
    """
    if isinstance(node, dict):
        return {
            key: without_secrets(value, key) for key, value in node.items() if value is not None and not _is_secret(key)
        }
    if isinstance(node, list):
        return [without_secrets(value, name) for value in node]
    return _text(name, node) if isinstance(node, str) else node


def _is_secret(key: str) -> bool:
    return key.lower() in _SECRET_KEYS or _SECRET_NAME.search(key) is not None


def _text(name: str, text: str) -> str:
    if text.lower().startswith(_COMPOSE):
        return text[: len(_COMPOSE)] + _images(text[len(_COMPOSE) :])
    if len(text) < _SHORTEST or _PLAIN.match(text):
        return text
    kind = secret_kind(name, text)
    return f"masked: {kind}" if kind else text


def _images(encoded: str) -> str:
    """Return the images that a compose file names, comma-separated; that is all that is needed of it."""
    try:
        text = base64.b64decode(encoded, validate=False).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""
    return ",".join(re.findall(r"^\s*image:\s*['\"]?([\w./:@-]{1,300})", text, re.MULTILINE))
