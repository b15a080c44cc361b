"""Read manifests that may hold anything: text, JSON and TOML with the wrong types in them."""

import codecs
import csv
import tomllib
from pathlib import Path
from typing import Any

import orjson

_MOST_PARTS = 3_000_000
"""Objects and lists of a JSON text: each takes some hundred bytes of memory. Long lists of packages have a tenth."""
_MOST_DOTS = 100
"""On a line of TOML: keys of thousands of parts take the parser time and memory that grow with their square."""


def table(file: Path) -> dict[str, str]:
    """Return a shipped CSV file of two columns, the second by the first."""
    with file.open(encoding="utf-8", newline="") as lines:
        return {row[0]: row[1] for row in list(csv.reader(lines))[1:]}


_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
"""Of byte order, the longer ones first: one begins with another."""


def text_of(content: bytes) -> str:
    """Return bytes as text, UTF-8 where no mark says another encoding; what is none shows as replacement characters."""
    encoding = next((name for mark, name in _MARKS.items() if content.startswith(mark)), "utf-8-sig")
    return content.decode(encoding, "replace")


def parsed(content: bytes) -> Any:
    """Return what JSON holds.

    Raises:
        ValueError: it is not JSON, or has so many parts that they would not fit into memory.
    """
    if content.count(b"{") + content.count(b"[") > _MOST_PARTS:
        raise ValueError("too many parts")
    return orjson.loads(content.removeprefix(b"\xef\xbb\xbf"))


def json_of(content: bytes) -> dict[str, Any]:
    """Return the object that JSON holds, an empty one where it holds something else.

    Raises:
        ValueError: it is not JSON.
    """
    value = parsed(content)
    return value if isinstance(value, dict) else {}


def toml_of(content: bytes) -> dict[str, Any]:
    """Return the tables of a TOML file.

    Raises:
        ValueError: it is not TOML.
    """
    text = text_of(content)
    if any(line.count(".") > _MOST_DOTS for line in text.split("\n")):
        raise tomllib.TOMLDecodeError("nested too deep")
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise tomllib.TOMLDecodeError("nested too deep") from error
    except tomllib.TOMLDecodeError:
        raise
    except ValueError as error:
        raise tomllib.TOMLDecodeError("a number of thousands of digits") from error


def dict_of(value: object) -> dict[str, Any]:
    """Return a value that should be an object, an empty one where it is not."""
    return value if isinstance(value, dict) else {}


def list_of(value: object) -> list[Any]:
    """Return a value that should be a list, an empty one where it is not."""
    return value if isinstance(value, list) else []


def dicts_of(value: object) -> list[dict[str, Any]]:
    """Return the objects in a value that should be a list of them."""
    return [each for each in list_of(value) if isinstance(each, dict)]


def str_of(value: object, limit: int = 300) -> str:
    """Return a value that should be a short text, an empty one where it is not."""
    return value if isinstance(value, str) and len(value) <= limit else ""
