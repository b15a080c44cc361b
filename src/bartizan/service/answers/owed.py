"""What each owner has to fix: how much fails, on how many resources, and what of it is overdue."""

from collections.abc import Mapping, Sequence
from typing import Any

from bartizan.model import now
from bartizan.report.listing.lists import LISTS
from bartizan.report.listing.table import ensure_table
from bartizan.service.published import Published

Row = Mapping[str, Any]
_OWED = """
select owner::varchar as owner, arg_min(risk_level::varchar, n) as risk_level, count(*) as failing,
    count(distinct rule_id) as rules, count(distinct (resource_type, resource_id)) as resources,
    count(*) filter (due < ?) as overdue, min(due) as due
from {findings} where status = 'fail' group by owner order by min(n), owner
"""


def by_owner(published: Published) -> Sequence[Row]:
    """Return a row for each owner of what fails, whose worst is riskiest first; nobody's has an empty ``owner``.

    ``rules`` and ``resources`` are how many of each fail, ``overdue`` how many checks, ``due`` (UTC) the first of all.
    """
    table = ensure_table(published.engine, LISTS["findings"])
    return published.engine.rows(_OWED.format(findings=table), [now()])
