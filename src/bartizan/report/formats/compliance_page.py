"""Compliance as a printable page, and as a section of the report."""

from collections import Counter
from typing import Any

from bartizan.report.formats.markup import Markup, joined, table, tag
from bartizan.report.formats.shell import bar, counted, legend, pill, shell
from bartizan.state import Manifest

_STATUSES = ("failed", "not_evaluated", "passed")
_SUBSET = (
    "Each framework shows the controls that checks of serverless workloads can answer, not the whole framework. "
    "A control passes only where every check of it that applies was made and passed; one that could not be made leaves "
    "it not evaluated. Passing these checks is evidence for an audit, not its result."
)


def compliance_page(rows: list[dict[str, Any]], manifest: Manifest, scope: str = "") -> str:
    """Return rows of ``compliance`` as one HTML document, every control with its counts and its failing rules.

    It says which ``scope`` the rows are of, where they are of one.
    """
    of = tag("p", "Only what is in ", tag("strong", scope), " is counted here.") if scope else Markup()
    return shell("Compliance report", manifest, of, _note(), *(_framework(rows, id_, whole=True) for id_ in _ids(rows)))


def overview(rows: list[dict[str, Any]]) -> Markup:
    """Return rows of ``compliance`` as a section: per framework a bar, and the controls that fail."""
    return joined(_note(), *(_framework(rows, id_, whole=False) for id_ in _ids(rows)))


def _note() -> Markup:
    return tag("p", _SUBSET, class_="quiet small")


def _ids(rows: list[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(row["framework"] for row in rows))


def _framework(rows: list[dict[str, Any]], id_: str, *, whole: bool) -> Markup:
    own = [row for row in rows if row["framework"] == id_ and row["rules"]]
    if not own:
        return Markup()
    statuses = Counter(row["status"] for row in own)
    counts = {status: statuses[status] for status in _STATUSES}
    failed = [row for row in own if row["status"] == "failed"]
    shown = _controls(own) if whole else _failing(failed)
    title = f"{own[0]['framework_name']}"
    return tag("article", tag("h3", title), tag("p", counted(len(own), "control")), bar(counts), legend(counts), shown)


def _failing(failed: list[dict[str, Any]]) -> Markup | None:
    if not failed:
        return None
    return tag("details", tag("summary", counted(len(failed), "failing control")), _controls(failed))


def _controls(rows: list[dict[str, Any]]) -> Markup:
    cells: list[list[object]] = [
        [
            joined(tag("strong", row["control"]), " ", row["title"]),
            pill(row["status"]),
            f"{row['failed']:,}",
            f"{row['passed']:,}",
            f"{row['not_evaluated']:,}",
            tag("span", ", ".join(row["failed_rules"]), class_="small quiet"),
        ]
        for row in rows
    ]
    return table(["Control", "Status", "Failed", "Passed", "Not evaluated", "Rules that fail"], cells)
