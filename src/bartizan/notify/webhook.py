"""The body of a webhook, and its signature as Standard Webhooks has it, so that their libraries can verify it.

Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import binascii
import datetime
import hashlib
import hmac

import orjson

from bartizan.model import UsageError
from bartizan.notify.message import Message

_PREFIX = "whsec_"
_SHORTEST = 16


def body(message: Message) -> bytes:
    """Return a message as JSON: all of its notices, whether it is a retry, and the IDs to know them by."""
    items = [
        {"id": item.id, **item.body, "created_at": _time(item.created_at), "link": message.link(item.body)}
        for item in message.items
    ]
    return orjson.dumps(
        {
            "type": "bartizan.notification",
            "id": message.id,
            "attempt": message.attempt,
            "is_retry": message.is_retry,
            "created_at": _time(message.created_at),
            "rule": message.rule,
            "directory": message.directory,
            "title": message.title,
            "items": items,
        }
    )


def webhook_headers(id_: str, attempt: int, content: bytes, secret: str, at: datetime.datetime) -> dict[str, str]:
    """Return the headers of what is posted at a time, UTC; signed where there is a secret.

    Raises:
        UsageError: the secret is too short, or is not what its prefix says.
    """
    timestamp = str(int(at.replace(tzinfo=datetime.UTC).timestamp()))
    plain = {
        "Content-Type": "application/json",
        "webhook-id": id_,
        "webhook-timestamp": timestamp,
        "Bartizan-Attempt": str(attempt),
    }
    return plain | ({"webhook-signature": sign(id_, timestamp, content, secret)} if secret else {})


def sign(id_: str, timestamp: str, content: bytes, secret: str) -> str:
    """Return the signature over ID, time and body: ``v1,`` and the HMAC-SHA256 in base64.

    Raises:
        UsageError: the secret is too short, or is not what its prefix says.
    """
    signed = hmac.new(_key(secret), f"{id_}.{timestamp}.".encode() + content, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(signed).decode()}"


def _key(secret: str) -> bytes:
    try:
        coded = secret.removeprefix(_PREFIX)
        key = base64.b64decode(coded, validate=True) if secret.startswith(_PREFIX) else secret.encode()
    except binascii.Error:
        raise UsageError(f"the webhook's secret begins with {_PREFIX}, but what follows is no base64") from None
    if len(key) < _SHORTEST:
        raise UsageError(f"the webhook's secret is shorter than {_SHORTEST} bytes")
    return key


def _time(at: datetime.datetime) -> str:
    return f"{at.isoformat(timespec='seconds')}Z"
