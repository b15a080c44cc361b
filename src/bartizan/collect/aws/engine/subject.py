"""What questions are about, and no more of it than their templates need."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from string import Formatter
from typing import Any

import orjson

from bartizan.collect.aws.engine.collector import Aspect, AwsCollector, Each
from bartizan.collect.aws.transport.operation import Body


@dataclass(frozen=True, slots=True)
class AskedResource:
    """A resource, or a listing with an empty id; ``facts`` fill the templates.

    ``marker`` tells its version; where ``is_versioned`` is false, it only tells that the listed item did not change.
    """

    kind: str
    id: str
    region: str
    facts: Mapping[str, Any]
    marker: str = ""
    is_versioned: bool = True


def needed(collector: AwsCollector) -> frozenset[str]:
    """Return the members of an item that the questions about a collector's resources need."""
    return frozenset(_needed(collector.aspects.values()))


def marker(item: Body, members: tuple[str, ...]) -> str:
    """Return what an item says of its version, empty where it says nothing."""
    values = [str(item.get(member) or "") for member in members]
    return "|".join(values) if any(values) else ""


def digest(item: Body) -> str:
    """Return the marker of an item that says nothing of a version: another one for any change of what is listed."""
    text = orjson.dumps(item, default=str, option=orjson.OPT_SORT_KEYS)
    return blake2b(text, digest_size=12).hexdigest()


def _needed(aspects: Iterable[Aspect]) -> Iterator[str]:
    for aspect in aspects:
        for call in aspect.calls:
            yield from _roots(list(call.params.values()))
        if isinstance(aspect, Each):
            yield from _roots(aspect.only or ())
            yield from (aspect.unless or ())[:1]
            if aspect.finds:
                yield from _roots((aspect.finds.id,))
                yield from _needed(aspect.finds.aspects.values())


def _roots(templates: Iterable[object]) -> Iterator[str]:
    """Yield the first name of every field: ``A`` of ``{A[B]}``."""
    for template in templates:
        if isinstance(template, list):
            yield from _roots(template)
        elif isinstance(template, str) and "{" in template:
            fields = (field for _, field, _, _ in Formatter().parse(template) if field)
            yield from (field.partition("[")[0].partition(".")[0] for field in fields)
