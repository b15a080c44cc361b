"""The Maven groups of well-known libraries, some of whose releases were built without Maven's file."""

import re
from pathlib import Path

from bartizan.catalog.ecosystems.shared.text import table

_GROUPS = table(Path(__file__).with_name("java_groups.csv"))
"""Groups by the artifact.

``name-*`` is for all artifacts that begin so, ``name@4`` for the fourth major version where the group changed.
"""
_BEGINNINGS = sorted((each[:-1] for each in _GROUPS if each.endswith("*")), key=len, reverse=True)
_SCALA = re.compile(r"_(?:2\.1\d|3)$")


def group_of(artifact: str, version: str = "") -> str:
    """Return the group of a well-known library, empty for any other."""
    name = artifact if artifact in _GROUPS else _SCALA.sub("", artifact)
    beginning = next((each for each in _BEGINNINGS if name.startswith(each)), "")
    asked = (f"{name}@{version.partition('.')[0]}", name, f"{beginning}*")
    return next((_GROUPS[each] for each in asked if each in _GROUPS), "")


def is_known(artifact: str) -> bool:
    """Return whether an artifact is one of the well-known libraries by its whole name."""
    return artifact in _GROUPS
