"""Decisions laid over a snapshot in a layer: found in the list of findings where it is in memory, else in the file."""

import datetime
from collections.abc import Iterable, Sequence

from bartizan.decide.governed import keep_rules
from bartizan.decide.order import LISTED
from bartizan.decide.overlay import hide, keep_exemptions, lay_over, prepare
from bartizan.report.listing.decided_findings import ASSIGNED
from bartizan.report.listing.exempt_places import ensure_placed, show_exempt
from bartizan.report.listing.finding_groups import ensure_groups, grace
from bartizan.report.listing.lists import LISTS
from bartizan.report.listing.table import ensure_table
from bartizan.state.nouns import Exemption, GovernanceRule
from bartizan.store.engine import literal
from bartizan.store.snapshot_engine import SnapshotEngine


def laid(
    below: SnapshotEngine,
    exempting: Iterable[Exemption],
    governing: Sequence[GovernanceRule],
    at: datetime.datetime,
) -> SnapshotEngine:
    """Return a layer over a snapshot as scanned, in which the decisions hold that are in force at a time (UTC)."""
    prepare(below)  # what nothing is laid of is found there
    engine = below.layer()
    if LISTED not in below.known:
        lay_over(engine, exempting, governing, at)
        return engine
    is_any = keep_exemptions(engine, exempting, at)
    ensure_placed(engine)
    if is_any:
        show_exempt(engine)
        hide(engine)
    if governing:
        keep_rules(engine, governing)
        ensure_table(engine, LISTS["findings"])
        engine.execute(ASSIGNED.format(at=f"{literal(at)}::timestamp"))
    grace(engine, at, is_any=any(rule.has_grace for rule in governing))
    return engine


def due_around(engine: SnapshotEngine, at: datetime.datetime) -> tuple[datetime.datetime | None, ...]:
    """Return when, before a time, a governed finding last became overdue, and when the next one will.

    Moments of findings that no rule governs may be among them.
    """
    seen = ensure_groups(engine) if LISTED in engine.below().known else "finding"
    (row,) = engine.rows(
        "select max(due) filter (due < $1) as last, min(due) filter (due >= $1) as next from ("
        f"select first_seen + to_days(due_days) as due from (select distinct first_seen from {seen}), "
        "(select distinct due_days from governance))",
        [at],
    )
    return row["last"], row["next"]
