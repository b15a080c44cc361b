"""Known techniques by which a principal gains a stronger one: one file each in ``techniques``, found by its place."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bartizan.base.yaml_document import read_document

FOLDER = Path(__file__).parents[1] / "techniques"


@dataclass(frozen=True)
class Technique:
    """One technique.

    ``needs`` are actions of which one must be held on what it goes ``through``, ``also`` such of which one must be held
    anywhere, ``directory`` roles or app roles of the directory of which one must be held. ``through`` names a file of
    the folder ``through``, empty for none. ``gains`` is identity, vault, administrator or tenant.
    """

    id: str
    title: str
    gains: str
    through: str = ""
    needs: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    directory: tuple[str, ...] = ()
    prerequisites: tuple[str, ...] = ()
    mitre: tuple[str, ...] = ()
    source: str = ""
    examples: tuple[Mapping[str, Any], ...] = ()


@cache
def techniques() -> tuple[Technique, ...]:
    """Return every technique, sorted by id."""
    return tuple(_read(file) for file in sorted(FOLDER.glob("*.yaml")))


def _read(file: Path) -> Technique:
    content = read_document(file).content
    lists = {name: tuple(value) for name, value in content.items() if isinstance(value, list)}
    return Technique(**{**content, **lists, "id": file.stem})
