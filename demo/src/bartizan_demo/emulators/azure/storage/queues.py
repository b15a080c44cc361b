"""Storage queues below ``/_host/{account}.queue.core.windows.net``: create, put, get, delete, and how many there are.

Counted and spoiled under names such as ``queue:GetMessages``; messages that were got come again after their time.
Source: https://learn.microsoft.com/rest/api/storageservices/queue-service-rest-api
"""

import re
import time
import uuid
from dataclasses import dataclass, field
from email.utils import formatdate
from xml.sax.saxutils import escape, unescape

from aiohttp import web

from bartizan_demo.emulators.azure.errors import ArmError

_TEXT = re.compile(r"<QueueMessage>\s*<MessageText>(.*)</MessageText>\s*</QueueMessage>", re.DOTALL)
_MOST, _WEEK = 32, 7 * 86400


@dataclass
class _Message:
    text: str
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    receipt: str = ""
    visible_at: float = 0.0
    got: int = 0
    put_at: float = field(default_factory=time.time)

    def xml(self, more: str = "") -> str:
        """Return the element of the message, with what only an answer to those who get it has."""
        seen = time.time() + self.visible_at - time.monotonic() if self.visible_at else self.put_at
        return (
            f"<QueueMessage><MessageId>{self.id}</MessageId><InsertionTime>{_date(self.put_at)}</InsertionTime>"
            f"<ExpirationTime>{_date(self.put_at + _WEEK)}</ExpirationTime><PopReceipt>{self.receipt}</PopReceipt>"
            f"<TimeNextVisible>{_date(seen)}</TimeNextVisible>{more}</QueueMessage>"
        )


class StorageQueues:
    """The queues of all accounts; they begin empty."""

    def __init__(self) -> None:
        self._queues: dict[str, list[_Message]] = {}

    def answer(self, name: str, host: str, path: str, request: web.BaseRequest, body: bytes) -> web.Response:
        """Answer an operation."""
        queue, _, rest = path.partition("/")
        if name == "queue:CreateQueue":
            is_there = f"{host}/{queue}" in self._queues
            self._queues.setdefault(f"{host}/{queue}", [])
            return web.Response(status=204 if is_there else 201)
        messages = self._queues.get(f"{host}/{queue}")
        if messages is None:
            raise ArmError(404, "QueueNotFound", "")
        if name == "queue:PutMessage":
            return _put(messages, body)
        if name == "queue:GetMessages":
            return _got(messages, request)
        if name == "queue:DeleteMessage":
            return _deleted(messages, rest.removeprefix("messages/"), request.query.get("popreceipt", ""))
        return web.Response(headers={"x-ms-approximate-messages-count": str(len(messages))})


def operation(path: str, request: web.BaseRequest) -> str:
    """Return the name of the operation that a request to a queue's host asks for."""
    is_of_messages = "/messages" in path
    if request.method == "GET":
        return "queue:GetMessages" if is_of_messages else "queue:GetQueueMetadata"
    return {"PUT": "queue:CreateQueue", "POST": "queue:PutMessage"}.get(request.method, "queue:DeleteMessage")


def _put(messages: list[_Message], body: bytes) -> web.Response:
    found = _TEXT.search(body.decode(errors="replace"))
    if found is None:
        raise ArmError(400, "InvalidXmlDocument", "")
    messages.append(_Message(unescape(found[1]), receipt=uuid.uuid4().hex))
    return _listed(201, messages[-1].xml())


def _got(messages: list[_Message], request: web.BaseRequest) -> web.Response:
    most = min(int(request.query.get("numofmessages", "1")), _MOST)
    due = [each for each in messages if each.visible_at <= time.monotonic()][:most]
    for each in due:
        each.receipt = uuid.uuid4().hex
        each.visible_at = time.monotonic() + int(request.query.get("visibilitytimeout", "30"))
        each.got += 1
    got = (f"<DequeueCount>{each.got}</DequeueCount><MessageText>{escape(each.text)}</MessageText>" for each in due)
    return _listed(200, "".join(each.xml(more) for each, more in zip(due, got, strict=True)))


def _listed(status: int, items: str) -> web.Response:
    text = f'\ufeff<?xml version="1.0" encoding="utf-8"?><QueueMessagesList>{items}</QueueMessagesList>'
    return web.Response(status=status, body=text.encode(), content_type="application/xml")


def _date(at: float) -> str:
    return formatdate(at, usegmt=True)


def _deleted(messages: list[_Message], id_: str, receipt: str) -> web.Response:
    found = next((each for each in messages if each.id == id_), None)
    if found is None:
        raise ArmError(404, "MessageNotFound", "")
    if found.receipt != receipt:
        raise ArmError(400, "PopReceiptMismatch", "")
    messages.remove(found)
    return web.Response(status=204)
