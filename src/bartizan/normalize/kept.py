"""What ``make generate`` found in the tables' SQL and wrote down: parsing it takes half a second of every process.

It counts as long as the SQL files and the code that read them are the same.
"""

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from bartizan.base.made_from import made_of
from bartizan.store.macros import MACROS

_FOLDER = Path(__file__).parent
KEPT = _FOLDER / "parsed.json"
_CODE = ("expected", "given", "keys", "parse", "shape", "source", "syntax", "timing")


@cache
def sql_texts() -> Mapping[str, str]:
    """Return the SQL of every table by its name."""
    return {
        f"{file.parent.name}_{file.stem}": file.read_text(encoding="utf-8") for file in sorted(_FOLDER.glob("*/*.sql"))
    }


@cache
def data_files() -> dict[str, Path]:
    """Return the dated facts that ship as CSV beside the tables, by relation name."""
    return {file.stem: file for file in sorted(_FOLDER.glob("*.csv"))}


@cache
def kept() -> dict[str, Any] | None:
    """Return what was written down, or None where it was made from other files than these.

    ``tables`` has what was parsed of each table, ``expected`` the types of the places in each kind's and aspect's
    answers.
    """
    return made_of(KEPT, made_from())


def made_from() -> dict[str, str]:
    """Return a digest of each file on which the result depends: a line each, so that branches merge."""
    code = {f"{name}.py": (_FOLDER / f"{name}.py").read_text(encoding="utf-8") for name in _CODE}
    data = dict.fromkeys((file.name for file in data_files().values()), "")
    texts = {**code, **data, **sql_texts(), "macros": "\n".join(MACROS)}
    return {name: hashlib.sha256(text.encode()).hexdigest() for name, text in texts.items()}
