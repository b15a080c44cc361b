"""What the files of a snapshot must be: a scan that builds on a damaged one would carry the damage on."""

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

import orjson

from bartizan.model import BartizanError
from bartizan.store.engine import Engine, literal

DIGESTS = "digests.json"
_NAME = re.compile(r"[a-z0-9_]+\.parquet", re.ASCII)
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


def write_digests(folder: Path, files: Iterable[Path]) -> None:
    """Note the SHA-256 of each of a snapshot's files beside them."""
    (folder / DIGESTS).write_bytes(orjson.dumps({file.name: digest_of(file) for file in files}))


def read_digests(content: bytes) -> dict[str, str]:
    """Return the SHA-256 of each of a snapshot's files by its name.

    Raises:
        ValueError: it is none of ours; what lies elsewhere may be anybody's, and its names become those of files.
    """
    found = orjson.loads(content)
    if not isinstance(found, dict) or not all(
        _NAME.fullmatch(name) and isinstance(digest, str) and _DIGEST.fullmatch(digest)
        for name, digest in found.items()
    ):
        raise ValueError("these are no digests of a snapshot")
    return found


def damage(folder: Path) -> str:
    """Return what is wrong with the files of a published snapshot, empty where nothing is."""
    if not folder.is_dir():
        return "its folder is gone"
    try:
        expected = orjson.loads((folder / DIGESTS).read_bytes())
        changed = [name for name, digest in expected.items() if digest_of(folder / name) != digest]
    except FileNotFoundError as error:
        if error.filename != str(folder / DIGESTS):
            return f"{Path(error.filename).name} is gone"
        changed = [file.name for file in sorted(folder.glob("*.parquet")) if not _is_readable(file)]
    except (OSError, ValueError, AttributeError):
        return f"{DIGESTS} cannot be read"
    return f"{', '.join(sorted(changed))} cannot be read" if changed else ""


def _is_readable(file: Path) -> bool:
    """Read all of a file of a release that noted no digests."""
    with Engine(threads=1) as engine:
        try:
            engine.execute(f"select max(hash(t)) from read_parquet({literal(file)}) as t")
        except BartizanError:
            return False
    return True


def digest_of(file: Path) -> str:
    """Return the SHA-256 of a file."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
