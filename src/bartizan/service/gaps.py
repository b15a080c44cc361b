"""What a scan could not read, and the statement that closes each gap."""

from collections.abc import Iterable
from functools import cache

from bartizan.connect.capability import FEEDS, asked_of_aws, asked_of_azure
from bartizan.contract.overview import CoverageGap
from bartizan.service.published import Published, once

_OTHERWISE = "identity"
"""The capability of what is asked of a directory, for which there is no collector."""
_GAPS = """
with problem as (
    select scope, region, kind, aspect, outcome, operation, permission, any_value(detail) as detail, count(*) as count,
        max(observed_at) as since
    from observation where outcome in ('denied', 'failed') group by all
),
asked as (select scope, region, kind, aspect, count(*) as asked from observation group by all)
select problem.*, asked from problem join asked using (scope, region, kind, aspect)
order by outcome, count desc, scope, region, kind, aspect, operation
"""


def gaps(published: Published) -> list[CoverageGap]:
    """Return every question that was not answered, those first that a permission answers."""
    if not published.engine.has("observation"):  # a snapshot of a release that did not keep them
        return []
    return [
        CoverageGap(
            **row,
            capability=capability(row["kind"], row["aspect"]),
            statement=statement(row["kind"], row["permission"]) if row["outcome"] == "denied" else None,
        )
        for row in published.engine.rows(_GAPS)
    ]


def grouped(found: Iterable[CoverageGap]) -> list[list[CoverageGap]]:
    """Return gaps of one scope that one permission closes, or that failed alike, together; the widest first."""
    groups: dict[tuple[str, str, str], list[CoverageGap]] = {}
    for gap in found:
        groups.setdefault((gap.scope, gap.permission, gap.outcome), []).append(gap)
    return sorted(groups.values(), key=lambda group: -sum(gap.count for gap in group))


@once
def gap_count(published: Published) -> int:
    """Return how many groups of gaps there are: counted once of a snapshot."""
    if not published.engine.has("observation"):
        return 0
    groups = "select distinct scope, permission, outcome from observation where outcome in ('denied', 'failed')"
    (row,) = published.engine.rows(f"select count(*) as n from ({groups})")
    return int(row["n"])


def statement(kind: str, permission: str) -> dict[str, object] | None:
    """Return what to add to a policy of AWS or a custom role of Azure; None where no permission is known."""
    if not permission:
        return None
    if kind.startswith("aws_"):
        return {"Sid": "BartizanReadMore", "Effect": "Allow", "Action": [permission], "Resource": "*"}
    return {"Actions": [permission]}


def capability(kind: str, aspect: str) -> str:
    """Return which capability a question feeds: a key of ``FEEDS``."""
    found = _capabilities().get((kind, aspect), _OTHERWISE)
    return found if found in FEEDS else _OTHERWISE


@cache
def _capabilities() -> dict[tuple[str, str], str]:
    return {(each.kind, each.aspect): each.capability for each in (*asked_of_aws(), *asked_of_azure())}
