"""The shipped rules as `make generate` checked them: to parse their YAML takes a third of a second of every scan.

A rule counts as long as its file is the same. Rules of other folders are never taken from a file like this: what it
says is not checked again.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

from bartizan.assess.rule import Rule
from bartizan.base.bundled import bundled

CHECKED = "checked.json"


def checked_rules(folder: Path, files: Mapping[str, Path]) -> dict[str, Rule]:
    """Return by ID the rules of a folder whose files, given by ID, are the ones that were checked."""
    kept = folder / CHECKED
    if folder != bundled("rules") or not kept.is_file():
        return {}
    known: dict[str, dict[str, Any]] = orjson.loads(kept.read_bytes())
    same = [id_ for id_, file in files.items() if id_ in known and known[id_]["made_from"] == digest(file)]
    return {id_: Rule(**{**known[id_]["content"], "id": id_}) for id_ in same}


def digest(file: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(file.read_bytes()).hexdigest()
