"""How bad the worst finding at each node of a map is."""

from collections.abc import Sequence

from bartizan.portal.view import View
from bartizan.report.listing.ask import ListFilter
from bartizan.service import listing


def worst_levels(view: View, ids: Sequence[str]) -> dict[str, str]:
    """Return the level of the worst finding of each resource among some nodes."""
    if not ids:
        return {}
    found = listing.rows(view.published, "inventory", ListFilter(values={"id": list(ids)}), limit=len(ids))
    return {row["id"]: row["risk_level"] for row in found.items}
