"""The findings with their rank: the one order of all lists.

What fails comes first; then it goes by risk level, by what is at stake and by severity, as docs/risk.md has it.
"""

from pathlib import Path

from bartizan.decide.risk import LEVELS
from bartizan.model import Severity, Status
from bartizan.store.engine import Engine, literal
from bartizan.store.stacked import bottom, settle

LISTED = "list_findings"
"""The findings in memory, as a list, where an engine keeps them so: without what makes rows wide."""
_STATUSES = (Status.FAIL, Status.UNKNOWN, Status.EXEMPT)
_AT_STAKE = ("attack_path", "internet_exposure", "known_exploited_vulnerability", "sensitive_data", "data_access")
FINDING_ID = "left(sha256({rule} || chr(0) || {resource}), 16)"
_ID = FINDING_ID.format(rule="rule_id", resource="resource_id")
_LATE = ("first_seen", "last_seen", "rank")
"""The columns that stand behind all others."""
_LAST = 1 << 40
_MOST_RULES, _MOST_RESOURCES = 1 << 14, 1 << 34
"""Beyond what there can be; ranks are below ten thousand."""
_OLDER = {
    "severity": "rule.severity",
    "risk_level": "'not_evaluated'",
    "risk_factors": "cast([] as varchar[])",
    "risk_reason": "''",
}
"""What stands for the columns that findings of older snapshots do not have."""


def number(engine: Engine, file: Path | None = None) -> None:
    """Give each finding of a new snapshot the ``id`` that it lacks, and its ``rank``; ``file`` is as in ``settle``.

    Both are kept: to hash or to sort a million takes seconds. A rank is a number: the least comes first, equal ones are
    equally bad, and of several findings the least one counts.
    """
    place = "row_number() over (order by id) as place"
    engine.create("rule_place", f"select id, {place} from rule")
    ids = f"select distinct resource_id as id from {bottom(engine, 'finding')}"
    engine.create("resource_place", f"select id, {place} from ({ids})")
    id_, known = (f"coalesce(f.id, {_ID})", ", id") if "id" in engine.columns("finding") else (_ID, "")
    last = ", ".join(_LATE)
    # One number to sort by: texts take twice as long.
    settle(
        engine,
        "finding",
        f"select {id_} as id, f.* exclude (category, {last}{known}), {last} from {_numbered(engine)} as f "
        "join rule_place as rule on rule.id = f.rule_id join resource_place as resource on resource.id = f.resource_id "
        f"order by (rank * {_MOST_RULES} + rule.place) * {_MOST_RESOURCES} + resource.place",
        file,
    )
    for table in ("rule_place", "resource_place"):
        engine.execute(f"drop table {table}")


def ranked(engine: Engine) -> str:
    """Return a relation of all findings with their rule's ``category``, their ``id`` and their ``rank``.

    What was exempted since the scan comes after all others.
    """
    if "rank" not in engine.columns("finding"):
        return f"(select {_ID} as id, * from {_numbered(engine)})"
    late = f"if(f.status = '{Status.EXEMPT}', {_LAST}, 0)"
    return (
        f"(select f.* replace (f.rank + {late} as rank), rule.category "
        "from finding as f join rule on rule.id = f.rule_id)"
    )


def compared(engine: Engine) -> str:
    """Return a relation of all findings: the list, where it is there, without what makes rows wide, or ``ranked``."""
    return LISTED if LISTED in engine.known else ranked(engine)


def _numbered(engine: Engine) -> str:
    present = engine.columns("finding")
    added = "".join(f", {value} as {name}" for name, value in _OLDER.items() if name not in present)
    found = f"select f.*, rule.category{added} from finding as f join rule on rule.id = f.rule_id"
    return f"(select *, {_rank()} as rank from ({found}))"


def _position(names: tuple[str, ...], column: str) -> str:
    return f"coalesce(list_position([{', '.join(literal(name) for name in names)}], {column}), {len(names) + 1})"


def _rank() -> str:
    """Return the rank of a row: what counts first is the first digit of one number, as to sort for it takes longer."""
    digits = [
        (_position(_STATUSES, "status"), len(_STATUSES) + 2),
        (_position(LEVELS, "risk_level"), len(LEVELS) + 2),
        *((f"(not list_contains(risk_factors, {literal(factor)}))::integer", 2) for factor in _AT_STAKE),
        (_position(tuple(Severity), "severity"), len(Severity) + 2),
    ]
    number = "0::bigint"
    for digit, base in digits:
        number = f"({number} * {base} + {digit})"
    return number
