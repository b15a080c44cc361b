"""How well each scope was read: wholly, in part, long ago, or with a component of its plan off."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bartizan.service.gaps import gaps
from bartizan.service.published import Published, once
from bartizan.state import State
from bartizan.state.onboarding.connectors import connectors
from bartizan.store.engine import Row

_DAILY = 24
"""Hours."""
_READ = """
select scope, max(observed_at) filter (outcome in ('ok', 'absent')) as at,
    arg_max(detail, (observed_at, detail)) filter (outcome in ('denied', 'failed') and aspect = 'list') as why
from observation group by scope order by scope
"""
# A scope that is closed lands as a refusal of each listing, beside what earlier scans read in its regions.
_CLOSED = """
select scope from (
    select scope, kind, arg_max(outcome in ('denied', 'failed'), observed_at) as is_refused
    from observation where aspect = 'list' and scope <> '' group by scope, kind
) group by scope having bool_and(is_refused)
"""
_OFF = "select distinct scope from hidden where reason = 'component_off' order by scope"


@dataclass(frozen=True)
class ScopeStanding:
    """A scope: how many questions were answered for no resource at all, since when, and when anything was read (UTC).

    ``why`` is what the cloud said where a listing failed. With ``is_off`` its workloads are left out by its plan;
    where it ``is_closed`` the last scan could list nothing in it, and all that is known is older.
    """

    scope: str
    unanswered: int
    since: datetime.datetime | None
    read_at: datetime.datetime | None
    why: str
    is_off: bool
    is_closed: bool = False


def late_before(state: State, directory: str, at: datetime.datetime) -> datetime.datetime:
    """Return before when what was read is too old at a time: twice the longest interval of a directory's connectors."""
    every = [each.interval_hours or _DAILY for each in connectors(state, directory)]
    return at - 2 * datetime.timedelta(hours=max(every, default=_DAILY))


@once
def standing(published: Published) -> Sequence[ScopeStanding]:
    """Return how each scope of a snapshot was read: computed once of it."""
    engine = published.engine
    if not engine.has("observation"):  # a snapshot of a release that did not keep them
        return []
    lost = _lost(published)
    off = {row["scope"] for row in engine.rows(_OFF)} if engine.has("hidden") else set()
    rows = {row["scope"]: row for row in engine.rows(_READ)}
    closed = {row["scope"] for row in engine.rows(_CLOSED)}
    found = (
        _of(scope, rows.get(scope, {}), lost.get(scope), is_off=scope in off) for scope in sorted(rows.keys() | off)
    )
    return [replace(each, is_closed=each.scope in closed) for each in found]


def _of(scope: str, row: Row, lost: tuple[int, datetime.datetime] | None, *, is_off: bool) -> ScopeStanding:
    n, since = lost or (0, None)
    return ScopeStanding(scope, n, since, row.get("at"), str(row.get("why") or ""), is_off)


def _lost(published: Published) -> Mapping[str, tuple[int, datetime.datetime]]:
    """Return for each scope how many questions got no answer at all, and when the first of them was asked in vain."""
    found: dict[str, tuple[int, datetime.datetime]] = {}
    for gap in gaps(published):
        if gap.aspect == "list" or gap.count == gap.asked:
            n, since = found.get(gap.scope, (0, gap.since))
            found[gap.scope] = (n + 1, min(since, gap.since))
    return found
