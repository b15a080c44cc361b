"""Scenarios: what a path is called, by what it leads over. One YAML file each; the ID is the file's name."""

import re
import string
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from bartizan.base.yaml_document import DocumentError, read_document
from bartizan.model import UsageError

RISK_FILE = "risk.yaml"
NOT_SCENARIOS = (RISK_FILE, "sensitivity.yaml")
FIELDS = frozenset({"entry", "target", "identity", "flaw"})
"""What a title may name in braces."""
_MOST = 500
_ID = re.compile(r"[a-z][a-z0-9_]{2,79}\Z")
Kinds = list[str]
Technique = Annotated[str, Field(pattern=r"^T\d{4}(\.\d{3})?$")]


class Match(BaseModel):
    """What a path must be, every line of it; an empty line asks nothing.

    ``entry`` are kinds of the outside (internet, any_aws_account, foreign), ``first`` kinds of what is entered
    (``slot``: of an app), ``via`` kinds of nodes of which one is passed. ``all``, ``any`` and ``none`` are kinds of
    edges; ``weights`` and ``without`` weight_keys of which one must be there, or none; ``rules`` are IDs of rules of
    which one cuts a step. ``crosses`` is a border between clouds or accounts.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    entry: Kinds = []
    first: Kinds = []
    via: Kinds = []
    all: Kinds = []
    any: Kinds = []
    none: Kinds = []
    weights: Kinds = []
    without: Kinds = []
    rules: Kinds = []
    target: list[Literal["administrator", "data", "secret", "key", "workload", "network"]] = []
    crosses: Literal["", "clouds", "scopes"] = ""


class Scenario(BaseModel):
    """A story: its title, what paths it fits, and the techniques of MITRE ATT&CK that it takes.

    Of several that fit a path, the one of the lowest ``order`` names it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    title: Annotated[str, Field(min_length=10, max_length=160)]
    order: Annotated[int, Field(ge=0, le=1000)] = 500
    match: Match
    mitre: list[Technique]
    description: str = ""

    @field_validator("title")
    @classmethod
    def _names_what_is_there(cls, title: str) -> str:
        try:
            named = {
                f"{name}{form}{how or ''}" for _, name, form, how in string.Formatter().parse(title) if name is not None
            }
        except ValueError as error:
            raise ValueError(f"title: {error}") from error
        if not named <= FIELDS:
            raise ValueError(f"title: only {', '.join(sorted(FIELDS))} may stand in braces")
        return title


def load_scenarios(folders: Iterable[Path]) -> list[Scenario]:
    """Return the scenarios of all folders by their order; a later folder may not name one again.

    Raises:
        UsageError: a file cannot be used; the message has file, line and what is wrong.
    """
    found: dict[str, Scenario] = {}
    for folder in folders:
        for file in _files(folder):
            scenario = _load(file)
            if scenario.id in found:
                raise UsageError(f"{file}:1: the scenario {scenario.id} exists already; rename the file")
            found[scenario.id] = scenario
    return sorted(found.values(), key=lambda scenario: (scenario.order, scenario.id))


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    files = sorted(file for file in folder.glob("*.yaml") if file.name not in NOT_SCENARIOS)
    if len(files) > _MOST:
        raise UsageError(f"{folder}: more than {_MOST} scenarios")
    return files


def _load(file: Path) -> Scenario:
    if not _ID.match(file.stem):
        raise UsageError(f"{file}:1: a scenario's file is named in lower case with underscores")
    try:
        document = read_document(file)
        if "id" in document.content:
            raise UsageError(f"{document.at('id')}: id: a scenario's ID is its file's name; leave it out")
        return Scenario(**{**document.content, "id": file.stem})
    except DocumentError as error:
        raise UsageError(str(error)) from error
    except (ValidationError, TypeError) as error:
        told = document.refusal(error, Scenario) if isinstance(error, ValidationError) else f"{file}:1: {error}"
        raise UsageError(told) from error
