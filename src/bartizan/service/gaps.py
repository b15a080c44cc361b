"""What a scan could not read: for each scope, the permission that is missing and all that waits for it."""

import datetime
from dataclasses import dataclass

from bartizan.service.published import Published


@dataclass(frozen=True)
class ReadingGap:
    """Reads of a scope that one missing permission, or one kind of failure, stopped; ``resources`` wait for them."""

    scope: str
    outcome: str
    permission: str
    kinds: list[str]
    resources: int
    detail: str
    since: datetime.datetime


_GAPS = """
select scope, outcome, coalesce(permission, '') as permission, list_sort(list(distinct kind)) as kinds,
    count(distinct id) as resources, coalesce(any_value(detail), '') as detail, min(observed_at) as since
from observation where outcome in ('denied', 'failed') group by all order by resources desc, scope, permission
"""


def gaps(published: Published) -> list[ReadingGap]:
    """Return the gaps of a snapshot, the widest first."""
    return [ReadingGap(**row) for row in published.engine.rows(_GAPS)]
