"""Risk as a snapshot has it: levels of findings, and the worst of several."""

from collections.abc import Iterable

LEVELS = ("critical", "high", "medium", "low")
NONE = "none"
"""The level of what has no failing finding."""


def worst(levels: Iterable[str]) -> str:
    """Return the worst of some levels; ``none`` without any."""
    return min(levels, key=lambda level: LEVELS.index(level) if level in LEVELS else len(LEVELS), default=NONE)
