"""Which events concern which resources: one YAML file per service, beside this module."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict

from bartizan.model import ChangedResource
from bartizan.watch.event import CloudEvent

_ONE = "([^/:]+)"
_LONGEST = 2048
_MOST = 20
"""Resources of one kind that one event is read to name; of an event that names more, all of the kind are meant."""


class EventMatch(BaseModel):
    """Events by patterns of their names, and the resources that are read again after them.

    The values at the paths ``from`` name them, by the first group of ``name``, with which ``id`` is filled. Where none
    does, all resources of the kinds in the region are meant; with ``if_named`` none, and with ``if_matched`` none
    whose value is not of the form of ``name`` either.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    events: tuple[str, ...]
    kinds: tuple[str, ...]
    id: str = ""
    paths: tuple[str, ...] = ()
    name: str = _ONE
    if_named: bool = False
    if_matched: bool = False

    def changed(self, event: CloudEvent) -> Iterator[ChangedResource]:
        """Yield what an event of these names may have changed."""
        if not any(fnmatchcase(event.name, pattern) for pattern in self.events):
            return
        ids = self._ids(event)
        if ids or not (self.if_named or self.if_matched):
            for kind in self.kinds:
                for id_ in ids or ("",):
                    yield ChangedResource(kind, event.scope, event.region, id_)

    def _ids(self, event: CloudEvent) -> Sequence[str]:
        """Return the IDs that an event names; the empty one stands for all of its kind."""
        ids: dict[str, None] = {}
        for path in self.paths:
            for value in _at(event.detail, path.split(".")):
                found = re.fullmatch(self.name, value) if len(value) <= _LONGEST else None
                if self.if_matched and not found:
                    continue
                ids[self.id.format_map({**event.facts, "name": found[1]}) if found else ""] = None
                if len(ids) > _MOST:
                    return ("",)
            if ids:
                break
        return list(ids)


class ServiceEvents(BaseModel):
    """The events of one service; ``see`` is where it documents them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str
    see: str
    changes: tuple[EventMatch, ...]


@cache
def event_map(cloud: Literal["aws", "azure"]) -> Mapping[str, tuple[EventMatch, ...]]:
    """Return the events of a cloud that are known, by their source."""
    found: dict[str, list[EventMatch]] = defaultdict(list)
    for file in sorted(Path(__file__).parent.joinpath(cloud).glob("*.yaml")):
        service = ServiceEvents.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
        found[service.source] += service.changes
    return {source: tuple(matches) for source, matches in found.items()}


def changed_resources(event: CloudEvent, cloud: Literal["aws", "azure"]) -> frozenset[ChangedResource]:
    """Return what an event may have changed, nothing where no kind that is read has to do with it."""
    return frozenset(each for match in event_map(cloud).get(event.source, ()) for each in match.changed(event))


def _at(node: Any, path: list[str]) -> Iterator[str]:
    """Yield the texts at a path: ``A.B``, and ``A[].B`` through lists."""
    if not path:
        if isinstance(node, str) and node:
            yield node
        return
    name, is_list = path[0].removesuffix("[]"), path[0].endswith("[]")
    below = node.get(name) if isinstance(node, Mapping) else None
    for each in below if is_list and isinstance(below, list) else (below,):
        yield from _at(each, path[1:])
