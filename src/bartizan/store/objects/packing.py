"""One object for the small tables of a snapshot: most of its 200 take longer to ask for than to send."""

import io
import tarfile
from collections.abc import Collection, Iterable
from pathlib import Path

from bartizan.store.disk import writing

PACK = "small-tables.tar"
MOST_PACKED = 64_000_000
"""Bytes of a pack, several times as many as the small tables have."""
_SMALL = 64_000


def is_small(file: Path) -> bool:
    """Whether a table travels in the pack."""
    return file.stat().st_size <= _SMALL


def packed(files: Iterable[Path]) -> bytes:
    """Return an archive of files, each under its name."""
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as archive:
        for file in files:
            member = tarfile.TarInfo(file.name)
            member.size = file.stat().st_size
            with file.open("rb") as source:
                archive.addfile(member, source)
    return content.getvalue()


def unpack(content: bytes, folder: Path, names: Collection[str]) -> set[str]:
    """Write the files with these names into a folder and return which were there.

    Raises:
        ValueError: it is no archive of ours; what lies elsewhere may be anybody's.
        BartizanError: the disk takes no more.
    """
    found = set()
    try:
        with tarfile.open(fileobj=io.BytesIO(content), mode="r:") as archive:
            for member in archive:
                if not member.isreg() or member.size > _SMALL or member.name not in names:
                    continue
                if source := archive.extractfile(member):
                    with writing(folder / member.name):
                        (folder / member.name).write_bytes(source.read())
                    found.add(member.name)
    except tarfile.TarError as error:
        raise ValueError(str(error)) from None
    return found
