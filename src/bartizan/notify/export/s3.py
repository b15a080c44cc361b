"""A part of an export as an object in a bucket: the same part again takes the place of the first."""

import re

from bartizan.model import UsageError
from bartizan.notify.export.aws import AwsClients
from bartizan.notify.export.part import ExportPart

_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", re.ASCII)


def check_bucket(address: str) -> None:
    """Check ``BUCKET`` or ``BUCKET/PREFIX``.

    Raises:
        UsageError: the bucket's name is none, or the prefix is too long.
    """
    bucket, _, prefix = address.partition("/")
    if not _BUCKET.fullmatch(bucket) or len(prefix) > 512 or not prefix.isprintable():
        raise UsageError("name a bucket as s3:BUCKET or s3:BUCKET/PREFIX")


def put_part(part: ExportPart, address: str, role: str, clients: AwsClients) -> None:
    """Put a part as JSON lines under ``PREFIX/YYYY/MM/DD/``, by the snapshot's day.

    Raises:
        PostError: it was not taken.
        UsageError: there are no credentials.
    """
    bucket, _, prefix = address.partition("/")
    day = f"{part.name[:4]}/{part.name[4:6]}/{part.name[6:8]}"
    key = "/".join(each for each in (prefix.strip("/"), day, f"{part.name}.jsonl") if each)
    with clients.client("s3", "", role) as client:
        client.put_object(Bucket=bucket, Key=key, Body=part.lines, ContentType="application/x-ndjson")


def put_file(name: str, content: bytes, address: str, role: str, clients: AwsClients) -> None:
    """Put a file of JSON under the prefix, in the place of that before.

    Raises:
        PostError: it was not taken.
        UsageError: there are no credentials.
    """
    bucket, _, prefix = address.partition("/")
    key = "/".join(each for each in (prefix.strip("/"), name) if each)
    with clients.client("s3", "", role) as client:
        client.put_object(Bucket=bucket, Key=key, Body=content, ContentType="application/json")
