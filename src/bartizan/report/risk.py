"""Risk as a snapshot has it: levels of findings, and the worst of several."""

from collections.abc import Iterable

from bartizan.store.engine import Engine

LEVELS = ("critical", "high", "medium", "low")
NONE = "none"
"""The level of what has no failing finding."""
_COLUMNS = {"risk_level": "'not_evaluated'", "risk_factors": "cast([] as varchar[])", "risk_reason": "''"}


def risk_columns(engine: Engine) -> str:
    """Return the columns of risk as a SELECT list over ``finding``, which older snapshots have without them."""
    present = engine.columns("finding")
    return ", ".join(name if name in present else f"{empty} as {name}" for name, empty in _COLUMNS.items())


def worst(levels: Iterable[str]) -> str:
    """Return the worst of some levels; ``none`` without any."""
    return min(levels, key=lambda level: LEVELS.index(level) if level in LEVELS else len(LEVELS), default=NONE)
