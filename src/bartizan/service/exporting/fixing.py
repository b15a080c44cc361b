"""The fixes of findings that somebody selected, as one script to review."""

from dataclasses import replace

from bartizan.model import Status
from bartizan.report.formats.fix_script import fix_script
from bartizan.report.listing.ask import ListFilter
from bartizan.report.listing.finding_rows import place_of
from bartizan.report.views.findings import findings_by_id
from bartizan.service import listing
from bartizan.service.published import Published

MEDIA_TYPE = "text/x-shellscript"
MOST = 1_000
"""Findings that a script fixes: more than a person reviews."""
_FAILING = f"status = {Status.FAIL}"


def fixes(published: Published, asked: ListFilter, most: int = MOST) -> str:
    """Return a script of bash that fixes the failing ones of the findings that match: the worst ``most`` of them.

    Raises:
        UsageError: what is asked names what findings do not have.
    """
    failing = replace(asked, filter=f"({asked.filter}) and {_FAILING}" if asked.filter else _FAILING)
    part = listing.rows(published, "findings", failing, fields=("id", "n"), limit=most)
    ids = [row["id"] for row in part.items]
    found = findings_by_id(published.engine, ids, [place_of(row["n"]) for row in part.items])
    return fix_script([found[id_] for id_ in ids], published.manifest.id, left_out=part.total - len(ids))
