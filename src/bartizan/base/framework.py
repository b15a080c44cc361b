"""Frameworks of controls, such as NIST 800-53: data in `rules/controls/`, one file each, its ID the file's name."""

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bartizan.base.yaml_limits import TooMuch, bounded_text, check_limits
from bartizan.model import UsageError

_PARTS, _PART = re.compile(r"[^.-]+[.-]?"), re.compile(r"[.-]$")
FOLDER = "controls"
"""Below a folder of rules: what lies there is no rule."""


class Framework(BaseModel):
    """A published set of controls, or the subset of it that rules can answer: control ID to a short title.

    ``families`` are titles of what controls are grouped into, by what their IDs begin with, such as AC of AC-6.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    name: str
    version: str
    publisher: str
    url: str
    controls: dict[str, str] = Field(min_length=1)
    families: dict[str, str] = Field(default_factory=dict)


def families(controls: Iterable[str]) -> dict[str, str]:
    """Return the family of each control by its ID: what several IDs begin with, empty where that groups nothing."""
    ids = list(controls)
    for depth in (1, 2):
        found = {each: _PART.sub("", "".join(_PARTS.findall(each)[:depth])) for each in ids}
        if 1 < len(set(found.values())) <= len(ids) / 2:
            return found
    return dict.fromkeys(ids, "")


def frameworks(folders: Iterable[Path]) -> dict[str, Framework]:
    """Return the frameworks below folders of rules by ID; a later folder may add controls to an earlier one's.

    Raises:
        UsageError: a file is not a framework; the message names it.
    """
    found: dict[str, Framework] = {}
    for folder in folders:
        for file in sorted((folder / FOLDER).glob("*.yaml")):
            framework = _loaded(file)
            known = found.get(framework.id)
            both = {
                name: {**(getattr(known, name) if known else {}), **getattr(framework, name)}
                for name in ("controls", "families")
            }
            found[framework.id] = (known or framework).model_copy(update=both)
    return found


def _loaded(file: Path) -> Framework:
    try:
        return _read(file, file.stat().st_mtime_ns)
    except (yaml.YAMLError, TooMuch, UnicodeDecodeError, OSError, TypeError) as error:
        raise UsageError(f"{file}: not a framework: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise UsageError(f"{file}: {place or 'framework'}: {first['msg']}") from error


@lru_cache(maxsize=64)
def _read(file: Path, changed: int) -> Framework:  # noqa: ARG001 a file that changed is read again
    """To read those that ship takes longer than all else of a page."""
    # The base loader keeps every value a text: an ID such as 4.10 would else be the number 4.1.
    text = bounded_text(file)
    check_limits(text, yaml.BaseLoader)
    content = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506
    return Framework(**{"id": file.stem, **content})
