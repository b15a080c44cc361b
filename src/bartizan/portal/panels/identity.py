"""The summary of an identity: what it can become, by whom it is used, and what it reads."""

from htpy import Node, span

from bartizan.portal.components.marks import name, unknown
from bartizan.portal.components.parts import facts
from bartizan.portal.panels.summary import RowSummaries, Summary
from bartizan.portal.view import View
from bartizan.portal.words import counted, sentence, spaced
from bartizan.report.listing.ask import ListFilter
from bartizan.service import listing

_MOST = 8


def _summary(view: View, key: str) -> Summary | None:
    found = listing.rows(view.published, "identities", ListFilter(values={"principal_id": [key]}), limit=1).items
    if not found:
        return None
    row = found[0]
    stores = None if row["data_access"] is None else counted(row["data_access"], "store")
    pairs: list[tuple[str, Node]] = [
        ("Kind", sentence(row["type"])),
        ("Scope", name(row["scope"] or "–")),
        ("Administrator", _yes(row["is_admin"])),
        ("Can become admin", _yes(row["can_become_admin"])),
        ("By", spaced(row["first_step"]) if row["first_step"] else "–"),
        ("Used by", _names(row["assumed_by"])),
        ("Trusted from outside", _names(row["outsiders"])),
        ("Reads", unknown("unknown") if stores is None else stores),
        ("Which", _names(row["data_read"])),
        ("Unused services", _names(row["held_unused"])),
        ("ID", span(".mono")[name(key)]),
    ]
    href = view.to_resource(key, row["name"]) if key.startswith(("arn:", "/")) else view.to("/identities", [("q", key)])
    return Summary(row["name"] or key, href, facts(pairs))


def _yes(value: object) -> Node:
    if value is None or value == "unknown":
        return unknown("unknown")
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else spaced(str(value))


def _names(found: list[str] | None) -> Node:
    if found is None:
        return unknown("unknown")
    more = f" and {len(found) - _MOST} more" if len(found) > _MOST else ""
    return name(", ".join(str(each).rsplit("/", 1)[-1] for each in found[:_MOST]) + more) if found else "none"


IDENTITIES = RowSummaries(lambda row: str(row["principal_id"]), lambda row: str(row["name"]), _summary)
