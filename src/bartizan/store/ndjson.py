"""Files of a JSON object a line, and how the engine reads them."""

from collections.abc import Mapping
from pathlib import Path

_SHORTEST_BUFFER = 1024 * 1024


def ndjson_options(path: Path, columns: Mapping[str, str]) -> str:
    """Return the arguments of ``read_json`` after an NDJSON file's name."""
    shape = ", ".join(f"{name}: '{type_}'" for name, type_ in columns.items())
    # The engine reads into buffers of twice the longest line that it is set to expect.
    with path.open("rb") as lines:
        limit = max(_SHORTEST_BUFFER, max(map(len, lines), default=0) + 1)
    return f"format = 'newline_delimited', columns = {{{shape}}}, maximum_object_size = {limit}"
