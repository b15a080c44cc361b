"""How many checks each gap hides: those that could not be decided for want of its answers."""

from collections.abc import Sequence
from dataclasses import dataclass

from bartizan.contract.overview import CoverageGap
from bartizan.explore.words import escaped
from bartizan.report.listing.lists import LISTS
from bartizan.report.listing.table import ensure_table
from bartizan.service.published import Published, once_decided
from bartizan.store.engine import Row

_WAITING = """
select scope::varchar as scope, missing, count(*) as n from {findings} where status = 'unknown' group by scope, missing
"""


@dataclass(frozen=True)
class WaitingChecks:
    """Checks of a gap's scope that wait for its answers, maybe for others as well: how many, and what lists them."""

    n: int
    filter: str


def waiting(published: Published, gaps: Sequence[CoverageGap]) -> WaitingChecks:
    """Return the checks that gaps of one scope and one permission hide; a check is counted once."""
    asked = {f"{gap.operation} {gap.outcome}" for gap in gaps}
    texts: set[str] = set()
    n = 0
    for row in _undecided(published):
        found = {text for text in row["missing"] if text.partition(" (")[0] in asked}
        if row["scope"] == gaps[0].scope and found:
            n, texts = n + row["n"], texts | found
    return WaitingChecks(n, " or ".join(f"missing has {escaped(text)}" for text in sorted(texts)))


@once_decided
def _undecided(published: Published) -> Sequence[Row]:
    """Return what undecided checks wait for, with their number: counted once, until a decision changes them."""
    table = ensure_table(published.engine, LISTS["findings"])
    return published.engine.rows(_WAITING.format(findings=table))
