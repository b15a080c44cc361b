"""Evaluate all rules of a table in one scan of it; keep failing and unknown rows, count the others."""

from collections.abc import Iterable, Mapping

from bartizan.assess.missing import Gaps
from bartizan.assess.rule import Rule
from bartizan.store.engine import Engine, literal, quoted

FINDING_COLUMNS = {
    "rule_id": "varchar",
    "status": "varchar",
    "resource_id": "varchar",
    "resource_type": "varchar",
    "resource_name": "varchar",
    "scope": "varchar",
    "region": "varchar",
    "evidence": "json",
    "missing": "varchar[]",
}
KEPT = ("fail", "unknown")


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
    for table in schemas:
        of_table = [rule for rule in rules if table in rule.table]
        if of_table:
            engine.create("verdict", _verdicts(table, of_table, schemas[table], kept))
            _keep(engine, table, gaps, kept)
    engine.execute("drop table if exists verdict")


def _verdicts(table: str, rules: list[Rule], schema: Mapping[str, str], kept: tuple[str, ...]) -> str:
    """Return one SELECT that gives every rule's status for every row, with evidence only where it is kept."""
    structs = ",\n".join(_verdict(n, rule, schema, kept) for n, rule in enumerate(rules))
    statuses = ",\n".join(f"{rule.status_sql} as s{n}" for n, rule in enumerate(rules))
    return f"select id, name, scope, region, unnest([{structs}]) as v from (select *, {statuses} from {quoted(table)})"


def _verdict(n: int, rule: Rule, schema: Mapping[str, str], kept: tuple[str, ...]) -> str:
    evidence = ", ".join(f"{literal(column)}, {quoted(column)}" for column in rule.evidence)
    nulls = ", ".join(
        f"case when {quoted(column)} is null then {literal(column)} end" for column in sorted(rule.columns(schema))
    )
    wanted = ", ".join(literal(status) for status in kept)
    return (
        f"{{'rule': {literal(rule.id)}, 'status': s{n}, "
        f"'evidence': case when s{n} in ({wanted}) then json_object({evidence}) end, "
        f"'nulls': case when s{n} = 'unknown' then list_filter([{nulls}], lambda c: c is not null) end}}"
    )


def _keep(engine: Engine, table: str, gaps: Gaps, kept: tuple[str, ...]) -> None:
    wanted = ", ".join(literal(status) for status in kept)
    engine.execute(
        f"insert into rule_result select v.rule, {literal(table)}, scope, v.status, count(*) "
        "from verdict group by v.rule, scope, v.status"
    )
    unread = engine.rows(
        "select id, scope, v.nulls as nulls from verdict where v.status = 'unknown' and len(v.nulls) > 0 group by all"
    )
    engine.create_empty("gap", {"id": "varchar", "nulls": "varchar[]", "missing": "varchar[]"})
    engine.insert(
        "gap",
        [(row["id"], row["nulls"], gaps.missing(table, row["id"], row["scope"], row["nulls"])) for row in unread],
    )
    engine.execute(
        f"insert into finding select v.rule, v.status, verdict.id, {literal(table)}, name, scope, region, "
        f"coalesce(v.evidence, '{{}}'), coalesce(gap.missing, []) "
        "from verdict left join gap on gap.id = verdict.id and gap.nulls = v.nulls "
        f"where v.status in ({wanted})"
    )
    engine.execute("drop table gap")
