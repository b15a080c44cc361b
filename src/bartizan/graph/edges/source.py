"""What an edge's SQL file says: a sentence, and in its head the kind, the mode and the tables that it goes through."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bartizan.model import BartizanError

_FOLDER = Path(__file__).parent
_FACT = re.compile(r"-- (kind|mode|from): (.+)$")
_RELATION = re.compile(r"\b(?:from|join) ([a-z][a-z0-9_]*)")
MODES = ("invokes", "controls", "reaches", "relates")

COLUMNS = ("source_id", "target_id", "effect", "condition", "why", "weight_key", "rule_ids")
"""What each file selects. A row without a target says what of the source's edges could not be read: ``condition``."""


@dataclass(frozen=True)
class EdgeSource:
    """One file: ``name`` is its path, such as aws/invokes_url.

    There is no row where all tables of ``starts_from`` are empty. ``reads`` are these and all relations that it names.
    """

    name: str
    description: str
    kind: str
    mode: str
    starts_from: tuple[str, ...]
    reads: frozenset[str]
    sql: str


@cache
def edge_sources() -> Mapping[str, EdgeSource]:
    """Return all files by name.

    Raises:
        BartizanError: a head lacks a fact, or names a mode that there is not.
    """
    files = sorted(_FOLDER.glob("*/*.sql"))
    return {name: _source(name, file.read_text(encoding="utf-8")) for name, file in ((_name(f), f) for f in files)}


def _name(file: Path) -> str:
    return f"{file.parent.name}/{file.stem}"


def _source(name: str, text: str) -> EdgeSource:
    first, *rest = text.splitlines()
    facts = {match[1]: match[2] for match in map(_FACT.match, rest) if match}
    if facts.keys() != {"kind", "mode", "from"} or facts["mode"] not in MODES:
        raise BartizanError(f"graph/edges/{name}.sql: its head must say kind, mode ({', '.join(MODES)}) and from")
    starts_from = tuple(facts["from"].split(", "))
    return EdgeSource(
        name=name,
        description=first.removeprefix("-- "),
        kind=facts["kind"],
        mode=facts["mode"],
        starts_from=starts_from,
        reads=frozenset({*starts_from, *_RELATION.findall(text)}),
        sql=text,
    )
