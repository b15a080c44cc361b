"""Bodies without secrets: what an app's own description may carry beside its settings never leaves collect."""

import base64
import binascii
import re
from typing import Any

import yaml

from bartizan.collect.shared.masking import secret_kind

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
    """Return the images that a compose file names, comma-separated, ``?`` for each that must stay hidden.

    That is all that is needed of it.
    """
    try:
        file = yaml.compose(base64.b64decode(encoded).decode("utf-8"), Loader=yaml.SafeLoader)
    except (binascii.Error, ValueError, yaml.YAMLError, RecursionError):
        return "?"
    services = _member(file, "services")
    # Before there were versions, the services were all of the file.
    services = services or (file if _member(file, "version") is None else None)
    if not isinstance(services, yaml.MappingNode) or not services.value:
        return "?"
    images = [_member(service, "image") for _, service in services.value]
    return ",".join(each.value if _is_image(each) else "?" for each in images)


def _member(node: Any, name: str) -> Any:
    """Return a member of a mapping of a YAML file that is not constructed: its references could make it endless."""
    pairs = node.value if isinstance(node, yaml.MappingNode) else ()
    return next((value for key, value in pairs if key.value == name), None)


def _is_image(node: Any) -> bool:
    return isinstance(node, yaml.ScalarNode) and re.fullmatch(r"[\w./:@-]{1,300}", node.value) is not None
