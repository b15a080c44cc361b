"""How sensitive a store of data is, by the best evidence that there is; unknown is not none."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import translate
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from bartizan.base.bundled import bundled
from bartizan.base.yaml_document import DocumentError, read_document
from bartizan.model import BartizanError

FILE = "sensitivity.yaml"
_WORDS = re.compile(r"[^a-z0-9]+")
_NO = {"", "0", "false", "n", "no", "none"}

Level = Literal["sensitive", "public", "none"]
Words = frozenset[Annotated[str, StringConstraints(to_lower=True)]]


@dataclass(frozen=True)
class SensitivityLevel:
    """A level (sensitive, public, none or unknown) and what says so."""

    level: str
    because: str


class Named(BaseModel):
    """A glob of ids, and the level of what it fits."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    level: Level


class Sensitivity(BaseModel):
    """What tags, names and ids mean: the sections of ``paths/sensitivity.yaml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    resources: tuple[Named, ...]
    services: Words
    tag_keys: Words
    values: Mapping[Level, Words]
    flags: Words
    names: Mapping[Level, Words]

    def of(self, id_: str, name: str, tags: str | None) -> SensitivityLevel | None:
        """Return what is known of a resource by its id, its name and its tags (a JSON object); None if nothing."""
        tagged = [(key, _plain(key), _plain(value)) for key, value in _texts(tags).items()]
        return self._by_service(tagged) or self._by_list(id_) or self._by_tag(tagged) or self._by_name(name)

    def _by_service(self, tagged: list[tuple[str, str, str]]) -> SensitivityLevel | None:
        for key, plain, value in tagged:
            if any(service in plain for service in self.services) and (level := self._levels.get(value)):
                return SensitivityLevel(level, f"tag {key} = {value}")
        return None

    def _by_list(self, id_: str) -> SensitivityLevel | None:
        for pattern, named in self._patterns:
            if pattern.match(id_):
                return SensitivityLevel(named.level, f"{FILE} names {named.id}")
        return None

    def _by_tag(self, tagged: list[tuple[str, str, str]]) -> SensitivityLevel | None:
        for key, plain, value in tagged:
            if plain in self.tag_keys and (level := self._levels.get(value)):
                return SensitivityLevel(level, f"tag {key} = {value}")
            if plain in self.flags and value not in _NO:
                return SensitivityLevel("sensitive", f"tag {key} = {value}")
        return None

    def _by_name(self, name: str) -> SensitivityLevel | None:
        words = set(_WORDS.split(name.lower()))
        for level, known in self.names.items():
            if found := sorted(words & known):
                return SensitivityLevel(level, f"{found[0]} in its name")
        return None

    @cached_property
    def _levels(self) -> dict[str, Level]:
        return {value: level for level, values in self.values.items() for value in values}

    @cached_property
    def _patterns(self) -> list[tuple[re.Pattern[str], Named]]:
        return [(re.compile(translate(named.id)), named) for named in self.resources]


def _plain(text: str) -> str:
    return _WORDS.sub("", text.lower())


def _texts(tags: str | None) -> dict[str, str]:
    """Return the tags that are texts; tags are what a cloud answered, and may be anything."""
    try:
        found = json.loads(tags or "{}")
    except ValueError:
        return {}
    return {key: value for key, value in found.items() if isinstance(value, str)} if isinstance(found, dict) else {}


def read_sensitivity(home: Path | None = None) -> Sensitivity:
    """Return the file that ships, with each section that a home's own file has in its place.

    Raises:
        BartizanError: the home's file is not what it must be; the message says where.
    """
    shipped = read_document(bundled("paths") / FILE)
    own = home and home / FILE
    try:
        document = read_document(own) if own and own.is_file() else shipped
        return Sensitivity.model_validate(shipped.content | document.content)
    except DocumentError as error:
        raise BartizanError(str(error)) from error
    except ValidationError as error:
        raise BartizanError(document.refusal(error, Sensitivity)) from error
