"""What readers ask for first, made before they ask."""

from bartizan.report.listing.beside import BESIDE
from bartizan.report.listing.decided_inventory import ensure_linked
from bartizan.report.listing.finding_groups import ensure_groups
from bartizan.report.listing.lists import LISTS
from bartizan.report.listing.table import ensure_table
from bartizan.report.listing.unit_losses import ensure_losses
from bartizan.service.menu import menu_counts
from bartizan.service.overview import overview
from bartizan.service.published import Published
from bartizan.service.search import ensure_names
from bartizan.store import SnapshotEngine

_LONG = ("findings", "inventory")
"""Lists that take seconds."""


def list_findings(engine: SnapshotEngine) -> None:
    """Make the list of findings of a snapshot as it was scanned."""
    ensure_table(engine, LISTS["findings"])


def list_resources(engine: SnapshotEngine) -> None:
    """Make the inventory of a snapshot as it was scanned, and what is searched."""
    ensure_table(engine, LISTS["inventory"])
    ensure_names(engine)


def await_decisions(engine: SnapshotEngine) -> None:
    """Make what decisions are laid over besides lists, which were made, of a snapshot as it was scanned."""
    ensure_groups(engine)
    ensure_losses(engine)
    ensure_linked(engine)


def prepare_decided(published: Published) -> None:
    """Make what pages begin with of a snapshot as decided."""
    for name in (*_LONG, "recommendations"):
        ensure_table(published.engine, LISTS[name])
    for each in BESIDE["inventory"].values():
        each.relation(published.engine)
    overview(published)
    menu_counts(published)
