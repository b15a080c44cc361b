"""Which listings a read of a few resources makes."""

from collections.abc import Callable, Collection, Iterator, Sequence

from bartizan.collect.aws.engine.collector import AwsCollector

Group = tuple[AwsCollector, ...]
"""Collectors that share a listing."""


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
