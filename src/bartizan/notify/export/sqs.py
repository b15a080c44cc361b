"""The events of an export as messages of a queue, one each.

Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson

from bartizan.model import UsageError
from bartizan.notify.export.aws import AwsClients
from bartizan.notify.export.part import ExportPart
from bartizan.notify.post import PostError

MOST_MESSAGES = 10
"""Of one request."""
_MOST_BYTES = 250_000
"""Of one request, with room for attributes: queues may have the limit that was everywhere until 2025, 256 KiB."""
_QUEUE = re.compile(r"https://sqs\.([a-z0-9-]+)\.amazonaws\.com(\.cn)?/\d{12}/[\w-]{1,80}(\.fifo)?", re.ASCII)


def check_queue(url: str) -> None:
    """Check a queue's URL.

    Raises:
        UsageError: it is none of AWS.
    """
    if not _QUEUE.fullmatch(url):
        raise UsageError("name a queue by its URL: sqs:https://sqs.eu-west-1.amazonaws.com/111122223333/NAME")


def send_messages(part: ExportPart, url: str, role: str, clients: AwsClients) -> list[str]:
    """Send a message for each event and return which were refused for good, in words.

    Raises:
        PostError: not all were taken.
        UsageError: there are no credentials.
    """
    found, refused = _QUEUE.fullmatch(url), list[str]()
    with clients.client("sqs", found[1] if found else "", role) as client:
        for entries in _requests(part, is_fifo=url.endswith(".fifo")):
            failed = client.send_message_batch(QueueUrl=url, Entries=entries).get("Failed", [])
            refused += [str(each.get("Code")) for each in failed if each.get("SenderFault")]
            if len(failed) > len(refused):
                raise PostError("the queue did not take all messages")
    return refused


def _requests(part: ExportPart, *, is_fifo: bool) -> Iterator[Sequence[Mapping[str, Any]]]:
    waiting: list[Mapping[str, Any]] = []
    size = 0
    for n, event in enumerate(part.events):
        entry = _entry(part, n, event, is_fifo=is_fifo)
        length = len(entry["MessageBody"].encode())
        if waiting and (size + length > _MOST_BYTES or len(waiting) == MOST_MESSAGES):
            yield waiting
            waiting, size = [], 0
        waiting.append(entry)
        size += length
    if waiting:
        yield waiting


def _entry(part: ExportPart, n: int, event: Mapping[str, Any], *, is_fifo: bool) -> dict[str, Any]:
    body = orjson.dumps(event, default=str).decode()
    if len(body.encode()) > _MOST_BYTES:  # without the facts that a resource was judged by
        resources = [{name: each[name] for name in each if name != "data"} for each in event["resources"]]
        body = orjson.dumps({**event, "resources": resources}, default=str).decode()
    uid = str(event["metadata"]["uid"])
    attributes = {"bartizan-id": uid, "bartizan-attempt": str(part.attempt)}
    entry: dict[str, Any] = {
        "Id": str(n),
        "MessageBody": body,
        "MessageAttributes": {name: {"DataType": "String", "StringValue": value} for name, value in attributes.items()},
    }
    if is_fifo:
        entry |= {"MessageGroupId": "bartizan", "MessageDeduplicationId": hashlib.sha256(uid.encode()).hexdigest()}
    return entry
