"""The findings with their rank: the one order of all lists.

What fails comes first; then it goes by risk level, by what is at stake and by severity, as docs/risk.md has it.
"""

from bartizan.decide.risk import LEVELS
from bartizan.model import Severity, Status
from bartizan.store.engine import Engine, literal

LISTED = "list_findings"
"""The findings in memory, as a list, where an engine keeps them so: without what makes rows wide."""
_STATUSES = (Status.FAIL, Status.UNKNOWN, Status.EXEMPT)
_AT_STAKE = ("attack_path", "internet_exposure", "known_exploited_vulnerability", "sensitive_data", "data_access")
FINDING_ID = "left(sha256({rule} || chr(0) || {resource}), 16)"
_ID = FINDING_ID.format(rule="rule_id", resource="resource_id")
_LAST = 1 << 40
_OLDER = {
    "severity": "rule.severity",
    "risk_level": "'not_evaluated'",
    "risk_factors": "cast([] as varchar[])",
    "risk_reason": "''",
}
"""What stands for the columns that findings of older snapshots do not have."""


def number(engine: Engine) -> None:
    """Give each finding of a new snapshot its ``id``, and its ``rank``, which is kept: to sort a million takes seconds.

    A rank is a number: the least comes first, equal ones are equally bad, and of several findings the least one counts.
    """
    engine.create(
        "finding",
        f"select {_ID} as id, * exclude (category) from {_numbered(engine)} order by rank, rule_id, resource_id",
    )


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
    return f"(select *, dense_rank() over (order by {_RANK}) as rank from ({found}))"


def _position(names: tuple[str, ...], column: str) -> str:
    return f"coalesce(list_position([{', '.join(literal(name) for name in names)}], {column}), {len(names) + 1})"


_RANK = f"""[
    {_position(_STATUSES, "status")},
    {_position(LEVELS, "risk_level")},
    {", ".join(f"(not list_contains(risk_factors, {literal(factor)}))::integer" for factor in _AT_STAKE)},
    {_position(tuple(Severity), "severity")}
]"""
