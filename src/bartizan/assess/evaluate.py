"""Evaluate all rules of a table in one scan of it; keep failing and unknown rows, count the others."""

from collections.abc import Iterable, Mapping

from bartizan.assess.age import Stale
from bartizan.assess.gaps import Gaps
from bartizan.assess.rule import Rule
from bartizan.store.engine import Engine, literal, quoted

FINDING_COLUMNS = {
    "rule_id": "varchar",
    "status": "varchar",
    "severity": "varchar",
    "resource_id": "varchar",
    "resource_type": "varchar",
    "resource_name": "varchar",
    "scope": "varchar",
    "region": "varchar",
    "evidence": "json",
    "missing": "varchar[]",
}
KEPT = ("fail", "unknown")
_AT_ONCE = 50_000
"""Rows of a table that are judged at once: verdicts of a million take gigabytes; of fewer, each part costs more."""


def assess(
    engine: Engine,
    rules: Iterable[Rule],
    schemas: Mapping[str, Mapping[str, str]],
    gaps: Gaps,
    kept: tuple[str, ...] = KEPT,
) -> None:
    """Create the tables ``finding`` (rows whose status is in ``kept``) and ``rule_result`` (counts per rule and scope).

    ``schemas`` gives the columns of every table; ``gaps`` says which answers a null column lacks.
    """
    engine.create_empty("finding", FINDING_COLUMNS)
    engine.create_empty(
        "rule_result",
        {"rule_id": "varchar", "resource_type": "varchar", "scope": "varchar", "status": "varchar", "n": "bigint"},
    )
    stale = Stale(engine)
    behind: dict[tuple[str, str], set[str]] = {}
    for table in schemas:
        of_table = [rule for rule in rules if table in rule.table]
        kinds = [gaps.kinds(table, rule.columns(schemas[table])) if stale else set() for rule in of_table]
        behind |= {(rule.id, table): each for rule, each in zip(of_table, kinds, strict=True)}
        aged = [stale.condition(table, each) for each in kinds]
        for part in _parts(engine, table) if of_table else ():
            engine.create("verdict", _verdicts(table, of_table, schemas[table], kept, part, aged))
            _count(engine, table, of_table)
            _explain(engine, table, of_table, gaps)
            _keep(engine, table, of_table, kept)
    engine.execute("drop table if exists verdict")
    if stale:
        stale.explain(behind)
    engine.create(
        "rule_result", "select rule_id, resource_type, scope, status, sum(n)::bigint as n from rule_result group by all"
    )


def _parts(engine: Engine, table: str) -> list[str]:
    """Return the conditions that cut a table into parts whose verdicts fit into memory: one for most, none if empty.

    By row numbers, so that no part reads the rows of another: a table that is cut must not be a view.
    """
    rows = engine.rows(f"select count(*) as n from {quoted(table)}")[0]["n"]
    if rows <= _AT_ONCE:
        return ["true"] if rows else []
    return [f"rowid between {start} and {start + _AT_ONCE - 1}" for start in range(0, rows, _AT_ONCE)]


def _verdicts(  # noqa: PLR0917
    table: str, rules: list[Rule], schema: Mapping[str, str], kept: tuple[str, ...], part: str, aged: list[str]
) -> str:
    """Return one SELECT that gives every rule's status for every row of a part in one scan of the table.

    ``aged`` are the conditions under which facts are too old for each rule, empty where they never are.
    For rule n: ``s<n>`` its status, ``v<n>`` its severity where that depends on the row, ``e<n>`` the evidence where it
    is kept, ``u<n>`` the unread columns where unknown.
    A column for each is cheaper than a row for each verdict, since most verdicts are counted and forgotten.
    """
    judged = "".join(f", {rule.status_sql} as s{n}" for n, rule in enumerate(rules))
    stated = "".join(f", {_evidence(n, rule, kept)}, {_unread(n, rule, schema)}" for n, rule in enumerate(rules))
    own = "".join(f", s{n}" for n in range(len(rules)))
    own += "".join(f", {rule.severity_sql} as v{n}" for n, rule in enumerate(rules) if rule.severity_when)
    rows = f"select *{judged} from {quoted(table)} where {part}"
    late = ", ".join(f"if({old} and s{n} in ('pass', 'fail'), 'unknown', s{n}) as s{n}" for n, old in _numbered(aged))
    rows = f"select * replace ({late}) from ({rows}) as v" if late else rows
    return f"select id, name, scope, region{own}{stated} from ({rows})"


def _numbered(conditions: list[str]) -> list[tuple[int, str]]:
    return [(n, f"({condition})") for n, condition in enumerate(conditions) if condition]


def _evidence(n: int, rule: Rule, kept: tuple[str, ...]) -> str:
    pairs = ", ".join(f"{literal(column)}, {quoted(column)}" for column in rule.evidence)
    return f"case when s{n} in ({_listed(kept)}) then json_object({pairs}) end as e{n}"


def _unread(n: int, rule: Rule, schema: Mapping[str, str]) -> str:
    nulls = ", ".join(f"case when {quoted(c)} is null then {literal(c)} end" for c in sorted(rule.columns(schema)))
    return f"case when s{n} = 'unknown' then list_filter([{nulls}]::varchar[], lambda c: c is not null) end as u{n}"


def _count(engine: Engine, table: str, rules: list[Rule]) -> None:
    each = f"select scope, {_by_rule(rule_id=_ids(rules), status=_columns('s', rules))} from verdict"
    engine.execute(
        f"insert into rule_result select rule_id, {literal(table)}, scope, status, count(*) from ({each}) "
        "group by rule_id, scope, status"
    )


def _explain(engine: Engine, table: str, rules: list[Rule], gaps: Gaps) -> None:
    """Create ``gap``: what was not read behind the null columns of a resource, or of all others (id '') of a scope.

    Only a resource that itself was refused an answer lacks something of its own, so the others are reported once.
    """
    engine.create_empty("refused", {"id": "varchar"})
    engine.insert("refused", [(id_,) for id_ in gaps.refused(table)])
    engine.create_empty("gap", {"id": "varchar", "scope": "varchar", "nulls": "varchar[]", "missing": "varchar[]"})
    unknown = f"select id, scope, {_by_rule(nulls=_columns('u', rules))} from verdict"
    unread = engine.rows(
        f"select distinct coalesce(refused.id, '') as id, scope, nulls from ({unknown}) left join refused using (id) "
        "where len(nulls) > 0"
    )
    engine.insert(
        "gap", [(*row.values(), gaps.missing(table, row["id"], row["scope"], row["nulls"])) for row in unread]
    )


def _keep(engine: Engine, table: str, rules: list[Rule], kept: tuple[str, ...]) -> None:
    """Append the verdicts to keep to ``finding``."""
    severities = [f"v{n}" if rule.severity_when else literal(rule.severity) for n, rule in enumerate(rules)]
    each = _by_rule(
        rule_id=_ids(rules),
        status=_columns("s", rules),
        severity=severities,
        evidence=_columns("e", rules),
        nulls=_columns("u", rules),
    )
    rows = f"from (select id, name, scope, region, {each} from verdict) where status in ({_listed(kept)})"
    engine.execute(
        f"insert into finding select rule_id, status, severity, v.id, {literal(table)}, name, v.scope, region, "
        f"coalesce(evidence, '{{}}'), coalesce(gap.missing, []) from ({rows}) as v left join refused using (id) "
        "left join gap on gap.id = coalesce(refused.id, '') and gap.scope = v.scope and gap.nulls = v.nulls"
    )
    engine.execute("drop table gap")
    engine.execute("drop table refused")


def _by_rule(**columns: Iterable[str]) -> str:
    """Return a projection with a row for each rule: to plan a SELECT for each takes longer than to run them."""
    return ", ".join(f"unnest([{', '.join(each)}]) as {name}" for name, each in columns.items())


def _columns(prefix: str, rules: list[Rule]) -> list[str]:
    return [f"{prefix}{n}" for n in range(len(rules))]


def _ids(rules: list[Rule]) -> list[str]:
    return [literal(rule.id) for rule in rules]


def _listed(statuses: Iterable[str]) -> str:
    return ", ".join(literal(status) for status in statuses)
