"""Files that ``make generate`` writes from code and data: each counts as long as these are the same."""

from pathlib import Path
from typing import Any

import orjson


def made_of(file: Path, digests: object) -> dict[str, Any] | None:
    """Return what a file says if it is there and was made from files with these digests."""
    if not file.is_file():
        return None
    found: dict[str, Any] = orjson.loads(file.read_bytes())
    return found if found["made_from"] == digests else None
