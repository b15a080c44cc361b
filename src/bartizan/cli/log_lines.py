"""What commands say on stderr: lines for people, or one JSON object a line for a collector of logs."""

import datetime
import logging
import os
import sys

LOG_FORMAT = "BARTIZAN_LOG_FORMAT"
"""``json`` makes objects with ``at`` (UTC), ``level``, ``logger`` and ``message`` of all lines."""


def say(text: str, level: str = "info") -> None:
    """Print a line on stderr."""
    print(_object(text, level, "bartizan") if is_json() else text, file=sys.stderr, flush=True)


def is_json() -> bool:
    """Return whether the environment asks for JSON."""
    return os.environ.get(LOG_FORMAT) == "json"


class JsonLines(logging.Formatter):
    """Makes an object of what a module logs. Tracebacks are left out: they may hold what must not be logged."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        return _object(record.getMessage(), record.levelname.lower(), record.name)


def _object(text: str, level: str, logger: str) -> str:
    import orjson

    from bartizan.model import printable

    at = datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    line = {"at": at, "level": level, "logger": logger, "message": printable(text, 2000)}
    return orjson.dumps(line).decode()
