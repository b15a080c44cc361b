"""What the overview counts of some scopes: checks by how they came out, and the recommendations that matter there."""

from collections.abc import Mapping, Sequence
from typing import Any

from bartizan.decide.risk import LEVELS
from bartizan.report.listing.ask import ListFilter
from bartizan.report.listing.finding_groups import grouped
from bartizan.report.listing.lists import LISTS
from bartizan.report.listing.table import ensure_table
from bartizan.service import listing
from bartizan.service.published import Published
from bartizan.store.engine import literal

Row = Mapping[str, Any]
_MOST_RULES = 1000


def check_counts(published: Published, scopes: Sequence[str] = ()) -> Mapping[str, int]:
    """Return how many checks came out in each way, in some scopes or in all of them."""
    rows = published.engine.rows(
        f"select status, sum(n)::bigint as n from rule_result where {_within(scopes)} group by status"
    )
    return {row["status"]: row["n"] for row in rows}


def top_recommendations(published: Published, scopes: Sequence[str], most: int) -> tuple[Sequence[Row], int]:
    """Return the riskiest recommendations, and how many there are; of some scopes with what counts there alone."""
    found = listing.rows(published, "recommendations", ListFilter(), limit=_MOST_RULES if scopes else most)
    if not scopes:
        return found.items, found.total
    here = _by_rule(published, scopes)
    rows = [{**row, **here[row["rule_id"]]} for row in found.items if row["rule_id"] in here]
    rows.sort(key=lambda row: (_place(row["risk_level"]), -(row["attack_paths"] or 0), -row["unhealthy"]))
    return rows[:most], len(rows)


def _by_rule(published: Published, scopes: Sequence[str]) -> Mapping[str, Row]:
    """Return of each rule how much fails and is unknown in some scopes, and the worst risk of what fails there."""
    engine = published.engine
    ensure_table(engine, LISTS["findings"])
    rows = engine.rows(
        "select rule_id::varchar as rule_id, (sum(n) filter (status = 'fail'))::bigint as unhealthy, "
        "(sum(n) filter (status = 'unknown'))::bigint as unknown, "
        "arg_min(risk_level::varchar, rank) filter (status = 'fail') as risk_level "
        f"from {grouped(engine)} where status in ('fail', 'unknown') and {_within(scopes)} group by all"
    )
    return {
        row["rule_id"]: {
            "unhealthy": row["unhealthy"] or 0,
            "unknown": row["unknown"] or 0,
            "risk_level": row["risk_level"] or "not_evaluated",
        }
        for row in rows
    }


def _place(level: str) -> int:
    return LEVELS.index(level) if level in LEVELS else len(LEVELS)


def _within(scopes: Sequence[str]) -> str:
    return f"scope in ({', '.join(map(literal, scopes))})" if scopes else "true"
