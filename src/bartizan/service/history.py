"""What happened to a resource: when it and its findings came, which paths came and went, who changed it and decided."""

import datetime
from collections.abc import Iterator, Sequence

from bartizan.contract.resource import HistoryEvent
from bartizan.report.views.vulnerabilities import prepare_code
from bartizan.service.published import Published
from bartizan.service.resource_page import KnownResource, find, scope_of
from bartizan.state import State
from bartizan.state.events.calls import calls_of
from bartizan.state.events.differences import differences_of
from bartizan.state.nouns import Exemption
from bartizan.state.onboarding.connectors import connectors
from bartizan.state.reader import read_state
from bartizan.store.engine import Engine

_MOST = 200
_SEEN = "select first_seen as at, 'seen' as kind, id as subject, '' as title from resource where id = $1 and type = $2"
_FINDINGS = """
select first_seen as at, 'finding' as kind, finding.id as subject, title
from finding join rule on rule.id = rule_id where resource_id = $1 and resource_type = $2 and status = 'fail'
"""
_LIFETIMES = """
with own as (
    select h.*, coalesce(rule.title, rule_id) as title from finding_history as h left join rule on rule.id = rule_id
    where resource_id = $1 and resource_type = $2
)
select unnest(closed) as at, 'resolved' as kind, rule_id as subject, title from own
union all select unnest(opened[2:]), 'reopened', rule_id, title from own
union all select opened[1], 'finding', rule_id, title from own where state <> 'open'
"""
_UNVERIFIED = """
select unverified as at, 'unverified' as kind, rule_id as subject, coalesce(rule.title, rule_id) as title
from finding_history left join rule on rule.id = rule_id
where resource_id = $1 and resource_type = $2 and state = 'unverified'
"""
_VULNERABILITIES = """
select min(first_seen) as at, 'vulnerability' as kind, advisory_id as subject, any_value(package) as title
from code_use join vulnerability using (digest) where resource_id = $1 and resource_type = $2 group by advisory_id
"""
_PATHS = """
select p.first_seen as at, 'path' as kind, p.id as subject, p.title from attack_path as p
where p.id in (select path_id from attack_path_member where node_id = $1) and $2 <> ''
"""
_GONE_PATHS = """
select gone_at as at, 'path_gone' as kind, id as subject, title from attack_path_history
where list_contains(members, $1) and $2 <> ''
union all select first_seen, 'path', id, title from attack_path_history where list_contains(members, $1) and $2 <> ''
"""


def history(published: Published, named: str) -> list[HistoryEvent]:
    """Return what happened to a resource, newest first, at most 200 events.

    Raises:
        NotHereError: there is no such resource.
    """
    found, engine = find(published, named), published.engine
    queries = [_SEEN, _FINDINGS]
    queries += [_LIFETIMES] if engine.has("finding_history") else []
    queries += [_UNVERIFIED] if _has(engine, "finding_history", "unverified") else []
    queries += [_VULNERABILITIES] if prepare_code(engine) else []
    queries += [_PATHS] if engine.has("attack_path_member") else []
    queries += [_GONE_PATHS] if _has(engine, "attack_path_history", "members") else []
    events = [event for query in queries for event in _events(engine, query, found)]
    state = read_state(published.home, published.manifest.directory)
    for exemption in state.exemptions:
        if exemption.resource == found.id:
            events += _decided(exemption)
    calls = _calls(published, found)
    events += [*calls, *_differences(published, found, calls)]
    return sorted(events, key=lambda event: (event.at, event.subject), reverse=True)[:_MOST]


def _events(engine: Engine, query: str, found: KnownResource) -> list[HistoryEvent]:
    rows = engine.rows(query, [found.id, found.type])
    return [HistoryEvent(**row) for row in rows if row["at"] is not None]


def _calls(published: Published, found: KnownResource) -> list[HistoryEvent]:
    """Return who changed a resource, as the events of its own account say that came for its directory."""
    state, directory = State(published.home), published.manifest.directory
    own = [each.id for each in connectors(state, directory)]
    calls = calls_of(state, own, scope_of(published, found), found.id) if own else []
    return [
        HistoryEvent(at=each.at, kind="change", subject=each.event_id, title=each.name, by=each.caller)
        for each in calls
    ]


def _differences(published: Published, found: KnownResource, calls: Sequence[HistoryEvent]) -> Iterator[HistoryEvent]:
    """Yield what scans found changed on a resource, and what its identities may do."""
    (row,) = published.engine.rows("select identity_ids as ids from inventory where id = ? limit 1", [found.id])
    directory, until = published.manifest.directory, published.manifest.started_at
    ids = sorted({found.id, *row["ids"]})
    for each in differences_of(State(published.home), directory, ids, until):
        is_own = each.resource_id == found.id
        if not each.at or not (is_own or each.kind == "permission"):
            continue
        if each.kind == "gone":
            yield HistoryEvent(
                at=datetime.datetime.fromisoformat(each.before or ""), kind="seen", subject=found.id, title=""
            )
        callers = {call.by for call in calls if is_own and each.since < call.at <= each.at}
        yield HistoryEvent.model_validate(
            {
                "at": each.at, "kind": each.kind, "subject": each.resource_id, "title": each.subject,
                "before": each.before, "after": each.after, "by": callers.pop() if len(callers) == 1 else "",
            }
        )  # fmt: skip


def _has(engine: Engine, table: str, column: str) -> bool:
    return engine.has(table) and column in engine.columns(table)


def _decided(exemption: Exemption) -> list[HistoryEvent]:
    subject, title = exemption.id, exemption.justification
    events = [HistoryEvent(at=exemption.created_at, kind="exempt", subject=subject, title=title, by=exemption.author)]
    if exemption.removed_at is not None:
        by = exemption.removed_by or ""
        events.append(
            HistoryEvent(at=exemption.removed_at, kind="exemption_ended", subject=subject, title=title, by=by)
        )
    return events
