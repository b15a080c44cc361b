"""Which listings a read of a few resources makes, and which resources it reads by themselves."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from bartizan.collect.aws.engine.collector import AwsCollector
from bartizan.collect.shared.listings import Listings
from bartizan.collect.shared.narrow import NarrowRead
from bartizan.model import SELF

Group = tuple[AwsCollector, ...]
"""Collectors that share a listing."""
_PAGE = 50
"""Items that no page of a listing has fewer of, but for the last."""


def named_alone(group: Group, narrow: NarrowRead, listings: Listings, scope: str, region: str) -> list[str]:
    """Return the IDs of the changed resources of a group that are read by themselves, sorted; none where it is listed.

    That is where events named each one, the last scan could list their kinds, and to list them again takes more calls.
    """
    kinds = set(_listed(group))
    changed = [each for each in narrow.changed if each.scope == scope and each.region == region]
    # What changed of another kind that the group's items name, they alone tell.
    if group[0].by_name is None or any(each.kind in {*_named(group)} - kinds for each in changed):
        return []
    ids = {each.id for each in changed if each.kind in kinds}
    known = sum(listings.count((kind, scope, region), SELF) for kind in kinds)
    is_less = len(ids) * _PAGE < known
    was_listed = all(listings.was_made((collector.kind, scope, region)) for collector in group)
    is_named = all(re.fullmatch(group[0].by_name.id, id_) for id_ in ids)
    return sorted(ids) if is_less and was_listed and is_named else []


def kinds_of(groups: Iterable[Group]) -> set[str]:
    """Return the kinds that the listings of groups fill."""
    return {kind for group in groups for kind in _listed(group)}


def listed_again(groups: Sequence[Group], changed: Collection[str], was_listed: Callable[[str], bool]) -> list[Group]:
    """Return the groups to list where resources of some kinds may have changed.

    With a listing go those that name resources of its kinds, too: what they alone name would be gone else. With the
    kind that another one needs goes that one where it was not listed before: there was no use for it then.
    """
    found = [group for group in groups if not set(changed).isdisjoint((*_listed(group), *_named(group)))]
    while True:
        known = {kind for group in found for kind in _listed(group)}
        more = [
            group
            for group in groups
            if group not in found
            and (not known.isdisjoint(_named(group)) or (group[0].needs in known and not was_listed(group[0].kind)))
        ]
        if not more:
            return found
        found += more


def _listed(group: Group) -> Iterator[str]:
    return (kind for collector in group for kind, _ in collector.parts)


def _named(group: Group) -> Iterator[str]:
    """Yield the kinds of resources that items of a group name; what an option alone asks about is not narrowed."""
    return (mention.kind for collector in group for mention in collector.mentions if not mention.option)
