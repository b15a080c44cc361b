"""Secrets of the AWS estate, made when it starts: nothing that looks like a credential stands in any file."""

import base64
import json
import random
import string
import zlib
from collections.abc import Callable

from bartizan_demo.company.aws.nouns import PlantedSecret

_LETTERS = string.ascii_letters + string.digits


def planted(form: PlantedSecret, place: str) -> str:
    """Return a made-up secret of this form for the place that holds it: the same text for the same place."""
    return _MAKERS[form](random.Random(f"{form.name} {place}"))  # noqa: S311 the estate must come out the same


def _text(chance: random.Random, length: int, letters: str = _LETTERS) -> str:
    return "".join(chance.choices(letters, k=length))


def _access_key(chance: random.Random) -> str:
    return "AK" + "IA" + _text(chance, 16, string.ascii_uppercase + "234567")


def _repository_token(chance: random.Random) -> str:
    """Return a token with the checksum at its end that scanners verify: CRC-32 in six digits of base 62."""
    body, tail = _text(chance, 30), ""
    rest = zlib.crc32(body.encode())
    digits = string.digits + string.ascii_uppercase + string.ascii_lowercase
    for _ in range(6):
        rest, digit = divmod(rest, 62)
        tail = digits[digit] + tail
    return "_".join(("ghp", body + tail))


def _chat_token(chance: random.Random) -> str:
    return "-".join(("xoxb", _text(chance, 12, string.digits), _text(chance, 12, string.digits), _text(chance, 24)))


def _payment_key(chance: random.Random) -> str:
    return "_".join(("sk", "live", _text(chance, 24)))


def _database_url(chance: random.Random) -> str:
    return "".join(("postgresql://app:", _text(chance, 18), "@db.internal.example:5432/orders"))


def _session_token(chance: random.Random) -> str:
    head = json.dumps({"alg": "HS256", "typ": "JWT"}).encode()
    claims = json.dumps({"sub": "bot", "iat": 1767225600, "n": _text(chance, 8)}).encode()
    parts = (head, claims, chance.randbytes(32))
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)


_MAKERS: dict[PlantedSecret, Callable[[random.Random], str]] = {
    PlantedSecret.ACCESS_KEY: _access_key,
    PlantedSecret.REPOSITORY_TOKEN: _repository_token,
    PlantedSecret.CHAT_TOKEN: _chat_token,
    PlantedSecret.PAYMENT_KEY: _payment_key,
    PlantedSecret.DATABASE_URL: _database_url,
    PlantedSecret.SESSION_TOKEN: _session_token,
}
