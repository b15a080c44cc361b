"""Alerts: what is bad enough to notify of, since when, and what of it is new with a snapshot.

They are carried from snapshot to snapshot, so that what is new does not depend on who asked to be notified. What could
not be read again stays an alert: it is neither gone nor, once it is read, new.
"""

import datetime
from collections.abc import Iterable
from pathlib import Path

from bartizan.explore.ask import ask
from bartizan.explore.parse import parse
from bartizan.model import BartizanError
from bartizan.report.views.vulnerabilities import prepare_code
from bartizan.state.notify.nouns import Notice
from bartizan.state.nouns import SavedQuery
from bartizan.store.engine import Engine, literal

ALERT = {
    **dict.fromkeys(("kind", "subject", "resource_id", "title", "level"), "varchar"),
    **dict.fromkeys(("resource_type", "resource_name", "scope", "detail"), "varchar"),
    "since": "timestamp",
    "is_new": "boolean",
}
"""One row per alert that is open. ``since`` (UTC) is when it came, or came back; ``is_new`` says that this is now."""
TABLE = "alert"
_KEY = "kind, subject, resource_id"
_MOST = 200
"""Of one kind and scope that are notified of one by one; the others are counted."""
_BAD = "('critical', 'high')"
_FINDINGS = f"""
select 'finding' as kind, f.id as subject, f.resource_id, rule.title,
    if(f.risk_level = 'not_evaluated', f.severity, f.risk_level) as level, f.resource_type, f.resource_name, f.scope,
    f.rule_id as detail
from finding as f join rule on rule.id = f.rule_id
anti join exempted as x on x.rule_id = f.rule_id and x.resource_type = f.resource_type and x.resource_id = f.resource_id
where f.status = 'fail' and if(f.risk_level = 'not_evaluated', f.severity, f.risk_level) in {_BAD}
"""
_PATHS = f"""
select 'attack_path' as kind, p.id as subject, p.entry_id as resource_id, p.title, p.risk_level as level,
    coalesce(n.kind, '') as resource_type, coalesce(n.name, p.entry_id) as resource_name,
    coalesce(n.scope, '') as scope, 'reaches ' || replace(p.target_kind, '_', ' ') as detail
from attack_path as p left join (select distinct on (id) id, kind, name, scope from node) as n on n.id = p.entry_id
where p.risk_level in {_BAD}
"""
_EXPLOITED = """
select 'exploited' as kind, v.package || ' ' || v.advisory_id as subject, u.resource_id,
    v.package || ' ' || min(v.version) || ' has a vulnerability that is exploited: '
        || min(cve(v.advisory_id, v.aliases, v.advisory_id)) as title,
    'critical' as level, u.resource_type, u.resource_name, u.scope, min(v.summary) as detail
from code_use as u join vulnerability as v using (digest) where v.kev and v.status = 'affected'
group by v.package, v.advisory_id, u.resource_id, u.resource_type, u.resource_name, u.scope
"""
_INCOMPLETE = """
select 'incomplete' as kind, if(bool_and(not is_read), 'all', 'part') as subject, '' as resource_id,
    if(bool_and(not is_read), 'Scope was not evaluated', 'Part of the scope was not evaluated') as title, '' as level,
    '' as resource_type, '' as resource_name, scope,
    count(*) filter (not is_read) || ' of ' || count(*) || ' listings failed, such as '
        || coalesce(min(operation) filter (not is_read), '') || '; last read '
        || coalesce(strftime(any_value(read_at), '%Y-%m-%d %H:%M UTC'), 'never') as detail
from (
    select scope, operation, outcome in ('ok', 'absent') as is_read from observation
    where aspect = 'list' and operation <> ''
) left join (
    select scope, max(observed_at) as read_at from observation where outcome = 'ok' group by scope
) as r using (scope)
group by scope having not bool_and(is_read)
"""
_UNREAD = f"""
insert into alert_now
select {", ".join(name for name in ALERT if name not in ("since", "is_new"))} from alert_before as a
where (
    kind = 'finding' and subject in (select id from finding where status = 'unknown')
    or kind = 'exploited' and {{unread}}
    or kind = 'query' and (subject, resource_id) in (select subject, resource_id from alert_unread)
    or kind = 'query' and subject in (select subject from alert_unread where resource_id = '')
) and not exists (from alert_now as n where n.kind = a.kind and n.subject = a.subject and n.resource_id = a.resource_id)
"""


def create_alerts(
    engine: Engine, previous: Path | None, queries: Iterable[SavedQuery], at: str, *, is_early: bool = False
) -> bool:
    """Create ``alert`` from a snapshot's tables, at the time of its scan; say whether there is such a table.

    That of an early snapshot is the one before: half of the facts are no reason to notify anybody.
    """
    file = previous / f"{TABLE}.parquet" if previous else None
    has_before = file is not None and file.is_file()
    engine.load_or_empty("alert_before", file, ALERT)
    if is_early:
        engine.execute(f"alter table alert_before rename to {TABLE}")
        return has_before or previous is None
    _fill(engine, queries)
    # Where no earlier alerts are known though there was a snapshot, nobody can say what is new.
    is_new = literal(str(has_before or previous is None).lower())
    engine.create(
        TABLE,
        f"select n.*, coalesce(b.since, timestamp {literal(at)}) as since, b.since is null and {is_new}::boolean "
        f"{_UNLESS_FIRST} as is_new from alert_now as n left join alert_before as b using ({_KEY}) order by {_KEY}",
    )
    for name in ("alert_before", "alert_now", "alert_unread"):
        engine.execute(f"drop table {name}")
    return True


_UNLESS_FIRST = """and (kind <> 'query' or resource_id <> '' and exists (
    from alert_before as q where q.kind = 'query' and q.subject = n.subject and q.resource_id = ''))"""
"""The matches of a query that was never asked before are no news."""


def new_notices(engine: Engine, snapshot_id: str) -> list[Notice]:
    """Return what is new in ``alert``, the worst of each kind and scope first; what is more of it is one notice."""
    rows = engine.rows(
        f"select *, count(*) over (partition by kind, scope) as n from {TABLE} where is_new "
        "qualify row_number() over (partition by kind, scope order by level, title, resource_name, subject) "
        f"<= {_MOST} order by level = '', level, kind, scope, title, resource_name, subject"
    )
    found = [_notice(row, snapshot_id) for row in rows]
    more = {(row["kind"], row["scope"]): row for row in rows if row["n"] > _MOST}
    return found + [
        Notice(
            kind,
            _query(kind, row["subject"]),
            f"more {row['since']}",
            f"{row['n'] - _MOST:,} more of this kind",
            scope=scope,
            since=row["since"],
            snapshot_id=snapshot_id,
        )
        for (kind, scope), row in more.items()
    ]


def open_notices(engine: Engine, before: datetime.datetime, snapshot_id: str) -> list[Notice]:
    """Return what came before a time (UTC) and is still there, the worst first, at most 1,000."""
    rows = engine.rows(
        f"select * from {TABLE} where since <= ? and (kind <> 'query' or resource_id <> '') "
        "order by level = '', level, since, kind, subject limit 1000",
        [before],
    )
    return [_notice(row, snapshot_id) for row in rows]


def _notice(row: dict[str, object], snapshot_id: str) -> Notice:
    values = {name: row[name] for name in ALERT if name != "is_new"}
    values["subject"] = _query(str(row["kind"]), str(row["subject"]))
    return Notice(**values, occurrence=f"{row['since']}", snapshot_id=snapshot_id)  # type: ignore[arg-type]


def _query(kind: str, subject: str) -> str:
    """Return the subject without the text of a query, which it has so that another text is another subject."""
    return subject.partition("\0")[0] if kind == "query" else subject


def _fill(engine: Engine, queries: Iterable[SavedQuery]) -> None:
    """Create ``alert_now``: what is bad, and what was and could not be read."""
    kept = {name: type_ for name, type_ in ALERT.items() if name not in ("since", "is_new")}
    engine.create_empty("alert_now", kept)
    known, has_code = set(engine.tables()), prepare_code(engine)
    parts = [_FINDINGS, _INCOMPLETE, *([_PATHS] if {"attack_path", "node"} <= known else [])]
    for part in [*parts, *([_EXPLOITED] if has_code else [])]:
        engine.execute(f"insert into alert_now by name {part}")
    engine.create_empty("alert_unread", dict.fromkeys(("subject", "resource_id"), "varchar"))
    for query in queries:
        _add_matches(engine, query)
    there = "resource_id in (select id from resource)"
    unread = f"{there} and resource_id not in (select resource_id from code_use)" if has_code else there
    engine.execute(_UNREAD.format(unread=unread))


def _add_matches(engine: Engine, query: SavedQuery) -> None:
    """Add the rows that certainly match a query, and one for its having been asked; note what could not be."""
    subject = f"{query.name}\0{query.text}"
    try:
        found = ask(engine, parse(query.text)).rows
    except BartizanError:
        engine.insert("alert_unread", [(subject, "")])
        return
    engine.insert("alert_unread", [(subject, row["id"]) for row in found if row["match"] != "yes"])
    matches = [row for row in found if row["match"] == "yes"]
    said = f"matches the query {query.name}"
    rows = [(row["id"], said, "", "", row.get("name") or row["id"], row.get("scope") or "") for row in matches]
    engine.insert("alert_now", [("query", subject, *row, query.text) for row in [("", said, "", "", "", ""), *rows]])
