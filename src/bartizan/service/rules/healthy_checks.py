"""Checks that passed, one by one: a snapshot counts them, and those that are shown are judged again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bartizan.model import Severity
from bartizan.report.listing.ask import PASSES, ListFilter
from bartizan.service import listing
from bartizan.service.published import LASTING, Published

_GROUPS = """
select rule.id as rule_id, title, severity, category, resource_type, scope, sum(n)::bigint as n
from rule_result join rule on rule.id = rule_result.rule_id where status = 'pass' and n > 0 group by all
"""
_COLUMNS = ("rule_id", "title", "type", "id", "name", "scope", "region", "last_seen")
_CHUNK = 5000


@dataclass(frozen=True)
class HealthyGroup:
    """How many resources of a type in a scope pass a rule: ``n``."""

    rule_id: str
    title: str
    severity: str
    category: str
    resource_type: str
    scope: str
    n: int

    @property
    def provider(self) -> str:
        """The cloud that the resources are of."""
        return self.resource_type.partition("_")[0]


def healthy_groups(published: Published) -> Sequence[HealthyGroup]:
    """Return what passes, counted; the checks that would be gravest come first."""
    memo = f"{LASTING}healthy groups"
    if memo not in published.memo:
        rows = (HealthyGroup(**row) for row in published.engine.rows(_GROUPS))
        published.memo[memo] = sorted(
            rows, key=lambda each: (Severity(each.severity).rank, each.title, each.rule_id, each.resource_type)
        )
    found: Sequence[HealthyGroup] = published.memo[memo]  # type: ignore[assignment]
    return found


def healthy_checks(
    published: Published, groups: Sequence[HealthyGroup], scope: str, limit: int, offset: int
) -> list[dict[str, Any]]:
    """Return a part of what passes, rule by rule: rows of the inventory with ``rule_id`` and ``title``.

    ``groups`` are all of some types that are in a scope, or in any where that is empty. Only rules of which rows are
    in this part are judged.
    """
    of: dict[str, list[HealthyGroup]] = {}
    for each in groups:
        of.setdefault(each.rule_id, []).append(each)
    found: list[dict[str, Any]] = []
    for rule, own in of.items():
        n = sum(each.n for each in own)
        if offset < n and len(found) < limit:
            types = list(dict.fromkeys(each.resource_type for each in own))
            asked = ListFilter(values={PASSES: [rule], "type": types, "scope": [scope] if scope else []})
            part = listing.rows(published, "inventory", asked, limit=limit - len(found), offset=offset).items
            found += [{**row, "rule_id": rule, "title": own[0].title} for row in part]
        offset = max(offset - n, 0)
    return found


def healthy_lines(published: Published, groups: Sequence[HealthyGroup], scope: str) -> Iterator[bytes]:
    """Yield all of it as CSV, some thousand lines at a time."""
    yield (",".join((*_COLUMNS, "status")) + "\n").encode()
    for offset in range(0, sum(each.n for each in groups), _CHUNK):
        rows = healthy_checks(published, groups, scope, _CHUNK, offset)
        lines = [{name: row[name] for name in _COLUMNS} | {"status": "pass"} for row in rows]
        yield listing.lines_of(lines, "csv", has_header=False)
