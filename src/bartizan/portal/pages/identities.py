"""Identities: who can become what, and what they read."""

from dataclasses import replace

from htpy import Node, a, br, span

from bartizan.portal.components import cells
from bartizan.portal.components.cells import Row
from bartizan.portal.components.filters.shown import ListColumn, ListFacet, ListView
from bartizan.portal.components.listing import list_page
from bartizan.portal.components.marks import name, unknown
from bartizan.portal.components.parts import more
from bartizan.portal.panels.identity import IDENTITIES
from bartizan.portal.view import Content, View
from bartizan.portal.words import EXPOSURES, cloud, counted, middle, sentence, spaced
from bartizan.report.listing.ask import ListFilter
from bartizan.service import listing


def _principal(view: View, row: Row) -> Node:
    below = " · ".join(part for part in (spaced(row["type"]), middle(row["scope"], 24)) if part)
    id_ = str(row["principal_id"])
    if id_.startswith(("arn:", "/")):
        return cells.resource(view, id_, row["name"], below)
    return span(".two")[name(middle(row["name"] or id_, 48)), br, span(".quiet.below")[below]]


def _yes_no(value: object) -> Node:
    if value is None or value == "unknown":
        return unknown("unknown")
    if value is True or value == "yes":
        return span(".text-critical.strong")["yes"]
    return span(".text-medium")["conditional"] if value == "conditional" else span(".quiet")["no"]


def _short(id_: object) -> str:
    return str(id_).rsplit("/", 1)[-1].rsplit(":", 1)[-1]


def _used_by(view: View, row: Row) -> Node:
    users = row["assumed_by"]
    if users is None:
        return unknown("unknown")
    if not users:
        return span(".quiet")["–"]
    first, *others = map(str, users)
    rest = more(f"+{len(others)}", "more that use it", f"{row['principal_id']} users", others) if others else None
    shown: Node = name(middle(_short(first), 24))
    if first.startswith(("arn:", "/")):
        shown = a(".link", href=view.to_resource(first, _short(first)))[shown]
    return [span(title=first)[shown], " ", rest]


def _becomes(_: View, row: Row) -> Node:
    """Return whether an identity can become an administrator, and by which technique that begins."""
    word = _yes_no(row["can_become_admin"])
    if not row["first_step"]:
        return word
    first = spaced(row["first_step"])
    said = f"{first}, to {row['becomes'] or 'an administrator'} in {counted(row['steps'], 'step')}"
    return span(".two")[word, br, more(f"via {middle(first, 22)}", "how", f"{row['principal_id']} becomes", [said])]


def _outside(_: View, row: Row) -> Node:
    """Return who of no watched account can be it."""
    found = row["outsiders"]
    if found is None:
        return unknown("unknown")
    if not found:
        return span(".quiet")["no"]
    words = [_OUTSIDERS.get(each, each.partition(":")[2].replace(":", " ")) for each in found]
    first, *others = words
    rest = more(f"+{len(others)}", "more from outside", f"{row['principal_id']} outside", others) if others else None
    is_anybody = any(each in _OUTSIDERS for each in found)
    class_ = ".text-critical.strong" if is_anybody else ".text-medium"
    return [span(class_, title=first)[name(middle(first, 20))], " ", rest]


def _unused(_: View, row: Row) -> Node:
    """Return whether it, or services that it may use, went unused for 90 days."""
    if row["is_unused"]:
        return span(".text-medium")["yes"]
    services = row["held_unused"]
    if services:
        said = counted(len(services), "service")
        return span(".text-medium")[more(said, "unused for 90 days", f"{row['principal_id']} unused", services)]
    if row["is_unused"] is None:
        return unknown("unknown")
    if services is None:
        said = "which services it uses was not read"
        return ["no ", span(".text-unknown")[more("+?", "unknown", f"{row['principal_id']} unused", [said])]]
    return span(".quiet")["no"]


def _reads(view: View, row: Row) -> Node:
    """Return how many stores it reads, as a link to these where an address can name them."""
    n, found = row["data_access"], sorted({*(row["data_read"] or []), *(row["data_write"] or [])})
    if n is None:
        return unknown("unknown")
    words = counted(n, "store")
    if not n or not found:
        return words
    if len(found) != n or n > _MOST_NAMED:
        return more(words, "that it reads", f"{row['principal_id']} reads", found)
    return a(".link", href=view.to("/inventory", [("tab", "all"), *(("id", each) for each in found)]))[words]


_MOST_NAMED = 20
"""Stores that an address names."""
_OUTSIDERS = {"internet": "anybody", "any_aws_account": "any AWS account"}
_TOLD = {"true": "Yes", "false": "No"}
COLUMNS = (
    ListColumn("Principal", _principal, "name", "wide"),
    ListColumn("Admin", lambda _, row: _yes_no(row["is_admin"]), "is_admin", "told"),
    ListColumn("Can become admin", _becomes, "can_become_admin", "told"),
    ListColumn("From outside", _outside, "is_trusted_outside", "short third"),
    ListColumn("Used by", _used_by, "", "second used"),
    ListColumn("Reads", _reads, "data_access", "number"),
    ListColumn("Unused 90 days", _unused, "is_unused", "short third"),
)
FACETS = (
    ListFacet("type", "Kind", sentence),
    ListFacet("is_admin", "Administrator", lambda value: _TOLD.get(value, value)),
    ListFacet("can_become_admin", "Can become admin", sentence),
    ListFacet("is_trusted_outside", "Trusted from outside", lambda value: _TOLD.get(value, value)),
    ListFacet(
        "users_exposure", "Exposure of its users", lambda value: EXPOSURES.get(value, value) if value else "no workload"
    ),
    ListFacet("is_unused", "Unused 90 days", lambda value: _TOLD.get(value, value)),
    ListFacet("first_step", "Via", lambda value: sentence(value) if value else "no way"),
    ListFacet("provider", "Cloud", cloud),
    ListFacet("scope", "Scope", lambda value: middle(value, 15) or "no scope"),
)


def show(view: View) -> Content:
    """Return the page."""
    shown = ListView(
        "identities", "identity", "identities", COLUMNS, FACETS, row_unknown=_undecided, summaries=IDENTITIES
    )
    return Content("Identities", list_page(view, shown))


def _undecided(view: View, question: ListFilter) -> Node:
    """Return of how many nobody knows what they can become, among those that all else leaves, as a link to these."""
    if "can_become_admin" not in listing.columns(view.published, "identities"):
        return None  # nothing was read that identities come from
    asked = replace(question, values={**question.values, "can_become_admin": ["unknown"]})
    n = listing.total(view.published, "identities", asked)
    href = view.here(can_become_admin="unknown")
    return a(href=href, data_swap="")[unknown(f"{n:,} unknown whether admin")] if n else None
