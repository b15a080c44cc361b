"""What happened to a recommendation: when resources began to fail and were resolved, and what people decided of it."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from bartizan.contract.detail import RuleEvent
from bartizan.service.published import Published
from bartizan.state import State
from bartizan.state.audit import AuditEntry, audit_log
from bartizan.state.nouns import Exemption
from bartizan.state.reader import read_state

_MOST = 100
_NOW = """
select first_seen as at, 'finding' as kind, count(*) as resources from finding
where rule_id = $1 and status in ('fail', 'exempt') and first_seen is not null group by all
"""
_LIFETIMES = """
with own as (select opened, closed from finding_history where rule_id = $1),
event as (
    select opened[1] as "at", 'finding' as kind from own
    union all select unnest(closed), 'resolved' from own
    union all select unnest(opened[2:]), 'reopened' from own
)
select "at", kind, count(*) as resources from event where "at" is not null group by all
"""
"""A snapshot that keeps lifetimes has those of what fails now as well."""
_OF_AUDIT = {"rule.set": "set", "rule.reset": "reset", "rule.make": "made", "rule.remove": "removed"}


def rule_history(published: Published, rule_id: str) -> list[RuleEvent]:
    """Return what happened to a rule, newest first, at most 100 events: what came with one scan is one of them."""
    engine, directory = published.engine, published.manifest.directory
    query = _LIFETIMES if engine.has("finding_history") else _NOW
    events = [RuleEvent(**row, title="", by="") for row in engine.rows(f"{query} order by all", [rule_id])]
    for exemption in read_state(published.home, directory).exemptions:
        if exemption.rule and fnmatchcase(rule_id, exemption.rule):
            events += _exempted(exemption)
    events += _decided(audit_log(State(published.home), directory), rule_id)
    # Of the same second, what was decided stays in the order of the log.
    return sorted(events, key=lambda event: event.at, reverse=True)[:_MOST]


def _exempted(exemption: Exemption) -> Iterator[RuleEvent]:
    title, by = exemption.justification, exemption.author
    yield RuleEvent(at=exemption.created_at, kind="exempt", resources=int(bool(exemption.resource)), title=title, by=by)
    if exemption.removed_at is not None:
        by = exemption.removed_by or ""
        yield RuleEvent(at=exemption.removed_at, kind="exemption_ended", resources=0, title=title, by=by)


def _decided(log: list[AuditEntry], rule_id: str) -> Iterator[RuleEvent]:
    for entry in log:
        kind = _OF_AUDIT.get(entry.action)
        if kind and entry.subject == rule_id:
            words = entry.after if kind == "set" else None
            title = ", ".join(f"{name} = {value}" for name, value in (words or {}).items())
            yield RuleEvent.model_validate(
                {"at": entry.at, "kind": kind, "resources": 0, "title": title, "by": entry.actor}
            )
