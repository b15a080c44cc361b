"""Evaluate all rules of a table in one scan of it; keep failing and unknown rows, count the others."""

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Lock

from bartizan.assess.age import Stale
from bartizan.assess.gaps import Gaps
from bartizan.assess.guard import predicate_columns
from bartizan.assess.rule import Rule
from bartizan.assess.standing import Standing
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
"""Rows of a table that are judged in one go: verdicts of a million take gigabytes; of fewer, each part costs more."""
_BESIDE = 2
"""Parts that are judged at the same time: the engine gives so few rows one core."""


def assess(
    engine: Engine,
    rules: Iterable[Rule],
    schemas: Mapping[str, Mapping[str, str]],
    gaps: Gaps,
    kept: tuple[str, ...] = KEPT,
    *,
    at_once: int = _AT_ONCE,
    standing: Standing | None = None,
) -> None:
    """Create the tables ``finding`` (rows whose status is in ``kept``) and ``rule_result`` (counts per rule and scope).

    ``schemas`` gives the columns of every table; ``gaps`` says which answers a null column lacks; ``at_once`` is how
    many rows of a table are judged in one go. Verdicts that are ``standing`` are taken where no fact is too old.
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
        verdicts = partial(_verdicts, of_table, schemas[table], kept, aged)
        judge = partial(_judge, table=table, rules=of_table, gaps=gaps, explaining=Lock(), kept=kept)
        parts = list(map(verdicts, _parts(engine, table, at_once))) if of_table else []
        if parts and standing and not stale and (again := _again(standing, table, of_table, schemas[table], verdicts)):
            now, before = map(verdicts, again)
            judge(engine, now)
            _discount(engine, before, table, of_table)
        elif len(parts) == 1:
            judge(engine, parts[0])
        elif parts:
            with ThreadPoolExecutor(_BESIDE) as pool:
                list(pool.map(judge, [engine.cursor() for _ in parts], parts))
    if stale:
        stale.explain(behind)
    engine.create(
        "rule_result",
        "select rule_id, resource_type, scope, status, sum(n)::bigint as n from rule_result group by all "
        "having sum(n) <> 0",
    )


def _again(
    standing: Standing, table: str, rules: list[Rule], schema: Mapping[str, str], verdicts: Callable[[str], str]
) -> tuple[str, str] | None:
    """Take what stands and return relations of the rows of a table that must be judged again, now and before."""
    how = [verdicts(table), *(f"{rule.id} {rule.severity}" for rule in rules)]
    read = {"id", "name", "scope", "region"}.union(*(rule.evidence for rule in rules))
    for rule in rules:
        read.update(*(predicate_columns(each, schema, rule.parameters) for each in rule.predicates.values()))
    return standing.take(table, how, schema, read, FINDING_COLUMNS)


def _parts(engine: Engine, table: str, size: int) -> list[str]:
    """Return relations, the parts of a size of a table: one for most tables, none if empty.

    By row numbers, so that no part reads the rows of another: a table that is cut must not be a view.
    """
    rows = engine.rows(f"select count(*) as n from {quoted(table)}")[0]["n"]
    if rows <= size:
        return [quoted(table)] if rows else []
    return [f"{quoted(table)} where rowid between {start} and {start + size - 1}" for start in range(0, rows, size)]


def _judge(  # noqa: PLR0917
    engine: Engine, verdicts: str, table: str, rules: list[Rule], gaps: Gaps, explaining: Lock, kept: tuple[str, ...]
) -> None:
    """Count the verdicts of a part, and keep those that are kept; an engine judges one part after another."""
    engine.create("verdict", verdicts, own=True)
    _count(engine, table, rules)
    with explaining:  # what is behind a gap is asked of one engine
        _explain(engine, table, rules, gaps)
    _keep(engine, table, rules, kept)
    for name in ("gap", "refused", "verdict"):
        engine.execute(f"drop table {name}")


def _discount(engine: Engine, verdicts: str, table: str, rules: list[Rule]) -> None:
    """Take verdicts off the counts."""
    engine.create("verdict", verdicts, own=True)
    _count(engine, table, rules, "-count(*)")
    engine.execute("drop table verdict")


def _verdicts(rules: list[Rule], schema: Mapping[str, str], kept: tuple[str, ...], aged: list[str], part: str) -> str:
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
    rows = f"select *{judged} from {part}"
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


def _count(engine: Engine, table: str, rules: list[Rule], n: str = "count(*)") -> None:
    each = f"select scope, {_by_rule(rule_id=_ids(rules), status=_columns('s', rules))} from verdict"
    engine.execute(
        f"insert into rule_result select rule_id, {literal(table)}, scope, status, {n} from ({each}) "
        "group by rule_id, scope, status"
    )


def _explain(engine: Engine, table: str, rules: list[Rule], gaps: Gaps) -> None:
    """Create ``gap``: what was not read behind the null columns of a resource, or of all others (id '') of a scope.

    Only a resource that itself was refused an answer lacks something of its own, so the others are reported once.
    """
    engine.create_empty("refused", {"id": "varchar"}, own=True)
    engine.insert("refused", [(id_,) for id_ in gaps.refused(table)])
    columns = {"id": "varchar", "scope": "varchar", "nulls": "varchar[]", "missing": "varchar[]"}
    engine.create_empty("gap", columns, own=True)
    unknown = f"select id, scope, {_by_rule(nulls=_columns('u', rules))} from verdict"
    unread = engine.rows(
        f"select distinct coalesce(refused.id, '') as id, scope, nulls from ({unknown}) left join refused using (id) "
        "where len(nulls) > 0"
    )
    engine.insert(
        "gap", [(*row.values(), gaps.missing(table, row["id"], row["scope"], row["nulls"])) for row in unread]
    )


def _keep(engine: Engine, table: str, rules: list[Rule], kept: tuple[str, ...]) -> None:
    """Append the verdicts to keep to ``finding``.

    Lists are compared as text: of one row alone, the engine does not find what a list is equal to.
    """
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
        "left join gap on gap.id = coalesce(refused.id, '') and gap.scope = v.scope "
        "and gap.nulls::varchar = v.nulls::varchar"
    )


def _by_rule(**columns: Iterable[str]) -> str:
    """Return a projection with a row for each rule: to plan a SELECT for each takes longer than to run them."""
    return ", ".join(f"unnest([{', '.join(each)}]) as {name}" for name, each in columns.items())


def _columns(prefix: str, rules: list[Rule]) -> list[str]:
    return [f"{prefix}{n}" for n in range(len(rules))]


def _ids(rules: list[Rule]) -> list[str]:
    return [literal(rule.id) for rule in rules]


def _listed(statuses: Iterable[str]) -> str:
    return ", ".join(literal(status) for status in statuses)
