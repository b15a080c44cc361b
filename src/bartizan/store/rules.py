"""The rules as they were when a snapshot was made, so that an old snapshot still explains itself."""

from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from bartizan.store.engine import Engine

_COLUMNS = {
    "id": "varchar",
    "title": "varchar",
    "severity": "varchar",
    "category": "varchar",
    "reference_title": "varchar",
    "remediation": "json",
    "definition": "json",
}


def save_rules(engine: Engine, rules: Iterable[Mapping[str, Any]]) -> None:
    """Create the table ``rule``: one row per rule, its whole definition as JSON in ``definition``."""
    engine.create_empty("rule", _COLUMNS)
    columns = ("id", "title", "severity", "category", "reference_title")
    engine.insert(
        "rule",
        [
            (*(rule[name] for name in columns), orjson.dumps(rule["remediation"]).decode(), orjson.dumps(rule).decode())
            for rule in rules
        ],
    )
