"""JSON as it is printed and written: times as ISO 8601 UTC, and nothing in it that a terminal obeys."""

from typing import Any

import orjson

from bartizan.model import visible

_ALWAYS = orjson.OPT_APPEND_NEWLINE | orjson.OPT_NAIVE_UTC | orjson.OPT_UTC_Z


def json_text(value: Any, *, indented: bool = True) -> str:
    """Return a value as JSON with a line end: over several lines, or on one."""
    options = _ALWAYS | (orjson.OPT_INDENT_2 if indented else 0)
    return visible(orjson.dumps(value, option=options, default=str).decode(), keep="\n")
