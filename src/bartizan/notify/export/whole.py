"""A file that is written anew with each snapshot, to a folder or a bucket."""

from pathlib import Path

from bartizan.model import UsageError
from bartizan.notify.export.aws import AwsClients
from bartizan.notify.export.folder import check_folder, write_file
from bartizan.notify.export.s3 import check_bucket, put_file


def check_place(address: str) -> None:
    """Check ``file:FOLDER`` or ``s3:BUCKET/PREFIX``.

    Raises:
        UsageError: it is neither, or cannot be used.
    """
    kind, _, rest = address.partition(":")
    if kind == "file":
        check_folder(rest)
    elif kind == "s3":
        check_bucket(rest)
    else:
        raise UsageError("a SARIF file goes to sarif:file:FOLDER or sarif:s3:BUCKET/PREFIX")


def write_whole(name: str, content: bytes, address: str, role: str, clients: AwsClients) -> None:
    """Write a file in the place of that before.

    Raises:
        PostError: it was not taken.
        UsageError: there are no credentials.
    """
    kind, _, rest = address.partition(":")
    if kind == "file":
        write_file(Path(rest) / name, content)
    else:
        put_file(name, content, rest, role, clients)
