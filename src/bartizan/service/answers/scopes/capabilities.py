"""What a scan could read of a scope, by what it feeds: answered, denied, or never asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bartizan.connect.capability import FEEDS, PermissionUse, asked_of_aws, asked_of_azure
from bartizan.service.gaps import capability
from bartizan.service.published import Published, once

_ASKED = """
select scope, kind, aspect, bool_or(outcome in ('ok', 'absent')) as is_read,
    list(distinct permission) filter (outcome = 'denied' and permission <> '') as denied,
    bool_or(outcome = 'failed') as is_failed
from observation group by scope, kind, aspect
"""
_Row = Mapping[str, Any]


@dataclass(frozen=True)
class CapabilityStanding:
    """How many questions of a capability were answered, denied, failed, or never asked, and what was missing."""

    id: str
    feeds: str
    read: int
    denied: int
    failed: int
    never: int
    permissions: Sequence[str]

    @property
    def is_whole(self) -> bool:
        """Whether all that was asked was answered, and anything was."""
        return bool(self.read) and not self.denied and not self.failed


@once
def capabilities(published: Published, scope: str) -> Sequence[CapabilityStanding]:
    """Return how each capability stands in a scope of a snapshot: computed once of it."""
    asked = {(row["kind"], row["aspect"]): row for row in _of_scopes(published).get(scope, ())}
    known = {(each.kind, each.aspect): each.capability for each in _questions([kind for kind, _ in asked])}
    of: dict[str, list[tuple[str, str]]] = {id_: [] for id_ in FEEDS}
    for question in sorted({*known, *asked}):
        of[known.get(question) or capability(*question)].append(question)
    return [_standing(id_, [asked.get(each) for each in questions]) for id_, questions in of.items() if questions]


@once
def _of_scopes(published: Published) -> Mapping[str, Sequence[_Row]]:
    """Return what became of each question, by scope: counted once of a snapshot."""
    of: dict[str, list[_Row]] = {}
    for row in published.engine.rows(_ASKED) if published.engine.has("observation") else ():
        of.setdefault(row["scope"], []).append(row)
    return of


def _questions(kinds: Sequence[str]) -> Sequence[PermissionUse]:
    return asked_of_aws() if any(kind.startswith("aws_") for kind in kinds) else asked_of_azure()


def _standing(id_: str, rows: Sequence[_Row | None]) -> CapabilityStanding:
    found = [row for row in rows if row]
    denied = [row for row in found if row["denied"]]
    missing = sorted({str(each) for row in denied for each in row["denied"]})
    failed = sum(bool(row["is_failed"]) for row in found if not row["denied"])
    read = len(found) - len(denied) - failed
    return CapabilityStanding(id_, FEEDS[id_], read, len(denied), failed, len(rows) - len(found), missing)
