"""What the files of a snapshot must be: a scan that builds on a damaged one would carry the damage on."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

import orjson

from bartizan.model import BartizanError
from bartizan.store.engine import Engine, literal

_FILE = "digests.json"


def write_digests(folder: Path, files: Iterable[Path]) -> None:
    """Note the SHA-256 of each of a snapshot's files beside them."""
    (folder / _FILE).write_bytes(orjson.dumps({file.name: _digest(file) for file in files}))


def damage(folder: Path) -> str:
    """Return what is wrong with the files of a published snapshot, empty where nothing is."""
    if not folder.is_dir():
        return "its folder is gone"
    try:
        expected = orjson.loads((folder / _FILE).read_bytes())
        changed = [name for name, digest in expected.items() if _digest(folder / name) != digest]
    except FileNotFoundError as error:
        if error.filename != str(folder / _FILE):
            return f"{Path(error.filename).name} is gone"
        changed = [file.name for file in sorted(folder.glob("*.parquet")) if not _is_readable(file)]
    except (OSError, ValueError, AttributeError):
        return f"{_FILE} cannot be read"
    return f"{', '.join(sorted(changed))} cannot be read" if changed else ""


def _is_readable(file: Path) -> bool:
    """Read all of a file of a release that noted no digests."""
    with Engine(threads=1) as engine:
        try:
            engine.execute(f"select max(hash(t)) from read_parquet({literal(file)}) as t")
        except BartizanError:
            return False
    return True


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
