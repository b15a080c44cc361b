"""Write down what is found in the tables' SQL, as ``kept`` reads it."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from bartizan.normalize.expected import found_expected
from bartizan.normalize.kept import made_from
from bartizan.normalize.parse import parsed_sources


def text_to_keep() -> str:
    """Return the text of the file: JSON with a line for each table."""
    tables = parsed_sources()
    expected: dict[str, dict[str, dict[str, list[str]]]] = {}
    for (kind, aspect), places in sorted(found_expected(tables.values()).items()):
        expected.setdefault(kind, {})[aspect] = {place.path: sorted(place.types) for place in places}
    rows = {name: asdict(table) for name, table in tables.items()}
    for row in rows.values():
        del row["name"], row["sql"]
    parts: dict[str, Mapping[str, Any]] = {"made_from": made_from(), "tables": rows, "expected": expected}
    return "{\n" + ",\n".join(f"{json.dumps(name)}: {_lines(part)}" for name, part in parts.items()) + "\n}\n"


def _lines(members: Mapping[str, Any]) -> str:
    lines = (f"{json.dumps(name)}: {json.dumps(member, default=sorted)}" for name, member in members.items())
    return "{\n" + ",\n".join(lines) + "\n}"
