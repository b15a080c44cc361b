"""A read of a few resources that may have changed: what the last scan knew of all others stands."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from bartizan.model import ChangedResource


@dataclass(frozen=True)
class NarrowRead:
    """What is read again. The listings that name these resources are made, and only these are asked about anew."""

    changed: frozenset[ChangedResource]

    def covers(self, scope: str) -> bool:
        """Return whether anything of an account or subscription is read."""
        return any(each.scope == scope for each in self.changed)

    def regions(self, scope: str) -> list[str]:
        """Return the regions of an account in which something may have changed, sorted."""
        return sorted({each.region for each in self.changed if each.scope == scope and each.region})

    def kinds(self, scope: str, region: str = "") -> set[str]:
        """Return the kinds that may have changed in a region, in any for none."""
        return {each.kind for each in self.changed if each.scope == scope and region in ("", each.region)}

    def doubts(self, kind: str, id_: str) -> bool:
        """Return whether a resource, or what it is a part of, may have changed."""
        return (
            kind in self._whole_kinds
            or id_ in self._ids
            or id_.rpartition(":")[0] in self._ids
            or id_.rpartition("/")[0] in self._ids
            or id_.rsplit("/", 2)[0] in self._ids
        )

    @cached_property
    def _ids(self) -> Collection[str]:
        return frozenset(each.id for each in self.changed if each.id)

    @cached_property
    def _whole_kinds(self) -> Collection[str]:
        return frozenset(each.kind for each in self.changed if not each.id)
