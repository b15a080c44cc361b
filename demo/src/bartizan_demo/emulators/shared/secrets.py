"""Secrets of the estate, made when it starts: nothing that looks like a credential stands in any file."""

import base64
import random
import string
from collections.abc import Callable
from enum import Enum, auto

_ALPHABET = string.ascii_letters + string.digits


class SecretForm(Enum):
    """What form of secret a setting holds; :func:`planted` makes the text."""

    STORAGE_CONNECTION = auto()
    SQL_CONNECTION = auto()
    PAYMENT_KEY = auto()
    PACKAGE_URL = auto()
    REPOSITORY_TOKEN = auto()
    CHAT_TOKEN = auto()
    CLIENT_SECRET = auto()


def planted(form: SecretForm, place: str) -> str:
    """Return a made-up secret of this form for the place that holds it: the same text for the same place."""
    return _MAKERS[form](random.Random(f"{form.name} {place}"), place)  # noqa: S311 the estate must come out the same


def _text(chance: random.Random, length: int) -> str:
    return "".join(chance.choices(_ALPHABET, k=length))


def _key(chance: random.Random) -> str:
    return base64.b64encode(chance.randbytes(64)).decode()


def account_name(place: str) -> str:
    """Return the storage account that a connection string or a package URL at a place leads to."""
    return "st" + "".join(c for c in place.lower() if c.isalnum())[:20]


def _storage(chance: random.Random, place: str) -> str:
    parts = {"DefaultEndpointsProtocol": "https", "AccountName": account_name(place), "AccountKey": _key(chance)}
    return ";".join([*(f"{name}={value}" for name, value in parts.items()), "EndpointSuffix=core.windows.net"])


def _sql(chance: random.Random, place: str) -> str:
    server = f"tcp:sql-{place.split('/', maxsplit=1)[0].lower()}.database.windows.net,1433"
    parts = {"Server": server, "Database": "orders", "User ID": "app", "Password": _text(chance, 20), "Encrypt": "true"}
    return ";".join(f"{name}={value}" for name, value in parts.items())


def _payment(chance: random.Random, _: str) -> str:
    return "_".join(("sk", "live", _text(chance, 24)))


def _package(chance: random.Random, place: str) -> str:
    signature = base64.b64encode(chance.randbytes(32)).decode().replace("+", "%2B").replace("=", "%3D")
    query = {"sv": "2023-11-03", "se": "2031-01-01T00%3A00%3A00Z", "sr": "b", "sp": "r", "sig": signature}
    url = f"https://{account_name(place)}.blob.core.windows.net/releases/app.zip"
    return f"{url}?{'&'.join(f'{name}={value}' for name, value in query.items())}"


def _repository(chance: random.Random, _: str) -> str:
    return "_".join(("ghp", _text(chance, 36)))


def _chat(chance: random.Random, _: str) -> str:
    numbers = ("".join(chance.choices(string.digits, k=12)) for _ in range(2))
    return "-".join(("xoxb", *numbers, _text(chance, 24)))


def _client(chance: random.Random, _: str) -> str:
    return f"{_text(chance, 3)}8Q~{_text(chance, 34)}"


_MAKERS: dict[SecretForm, Callable[[random.Random, str], str]] = {
    SecretForm.STORAGE_CONNECTION: _storage,
    SecretForm.SQL_CONNECTION: _sql,
    SecretForm.PAYMENT_KEY: _payment,
    SecretForm.PACKAGE_URL: _package,
    SecretForm.REPOSITORY_TOKEN: _repository,
    SecretForm.CHAT_TOKEN: _chat,
    SecretForm.CLIENT_SECRET: _client,
}
