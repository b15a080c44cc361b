"""A part of an export as a file in a folder: it is there as a whole, and once."""

import os
from pathlib import Path

from bartizan.model import UsageError
from bartizan.notify.export.part import ExportPart
from bartizan.notify.post import PostError


def check_folder(path: str) -> None:
    """Check where files are to be written.

    Raises:
        UsageError: it is no folder, or depends on where Bartizan is started.
    """
    if not Path(path).is_absolute():
        raise UsageError("an export goes to a folder by its absolute path, such as file:/var/lib/bartizan/export")
    if not Path(path).is_dir():
        raise UsageError(f"there is no folder {path}; create it first")


def write_part(part: ExportPart, folder: str) -> None:
    """Write a part as JSON lines; the same part again takes the place of the first.

    Raises:
        PostError: the system does not let it be written.
    """
    write_file(Path(folder) / f"{part.name}.jsonl", part.lines)


def write_file(file: Path, content: bytes) -> None:
    """Write a file as a whole: no reader sees half of it.

    Raises:
        PostError: the system does not let it be written.
    """
    draft = file.with_name(f".{file.name}.part")
    try:
        with draft.open("wb") as written:
            written.write(content)
            written.flush()
            os.fsync(written.fileno())
        draft.replace(file)
    except OSError as error:
        raise PostError(f"the file cannot be written: {error.strerror}") from error
