"""What readers ask for first, made before they ask."""

from bartizan.report.listing.beside import BESIDE
from bartizan.report.listing.finding_rows import ensure_held
from bartizan.report.listing.lists import LISTS
from bartizan.report.listing.table import ensure_table
from bartizan.service.menu import menu_counts
from bartizan.service.overview import overview
from bartizan.service.published import Published
from bartizan.service.search import ensure_names
from bartizan.store import SnapshotEngine

_LONG = ("findings", "inventory")
"""Lists that take seconds."""


def prepare_lists(engine: SnapshotEngine) -> None:
    """Make the lists that take seconds of a snapshot as it was scanned, and what is searched."""
    for name in _LONG:
        ensure_table(engine, LISTS[name])
    ensure_names(engine)
    ensure_held(engine)


def prepare_decided(published: Published) -> None:
    """Make what pages begin with of a snapshot as decided."""
    for name in (*_LONG, "recommendations"):
        ensure_table(published.engine, LISTS[name])
    for each in BESIDE["inventory"].values():
        each.relation(published.engine)
    overview(published)
    menu_counts(published)
