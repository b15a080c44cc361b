"""The resources that a recommendation is about, by how their check came out: with findings, or healthy."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from htpy import Element, Node, a, div, p, span

from bartizan.contract.detail import RecommendationDetail
from bartizan.explore.words import QueryError
from bartizan.portal import decisions
from bartizan.portal.components import cells
from bartizan.portal.components.cells import Row
from bartizan.portal.components.evidence import evidence
from bartizan.portal.components.filters.narrowing import findings, risk_of
from bartizan.portal.components.filters.shown import ListColumn, ListFacet, ListView, asked_in
from bartizan.portal.components.marks import name, status
from bartizan.portal.components.parts import tabs
from bartizan.portal.components.states import nothing_wrong
from bartizan.portal.components.tables.owned import owner
from bartizan.portal.links import Query, address, changed
from bartizan.portal.opening import ago
from bartizan.portal.panels.check import CHECKS
from bartizan.portal.panels.resource import RESOURCES
from bartizan.portal.view import View
from bartizan.portal.words import STATUSES, last_day_in_words, middle, sentence, type_word
from bartizan.report.listing.ask import PASSES, ListFilter
from bartizan.report.listing.finding_rows import place_of
from bartizan.report.views.findings import findings_by_id
from bartizan.service import listing
from bartizan.state.access.nouns import Role
from bartizan.state.exemption import exemptions

KEPT = ("fail", "unknown", "exempt")
"""Statuses of which a snapshot keeps the findings."""
HEALTHY = "pass"
_PLACES = (
    ListFacet("scope", "Scope", lambda value: middle(value, 15)),
    ListFacet("region", "Region"),
    ListFacet("tag", "Tag", lambda value: value or "no tags", is_searched=True),
)
_FACETS = (ListFacet("resource_type", "Type", type_word), ListFacet("risk_level", "Risk", sentence), *_PLACES)
_OF_HEALTHY = (ListFacet("type", "Type", type_word), *_PLACES)
_SHARED = ("at", "q", "scope", "region", "tag", "type")
"""What may be asked of findings and of resources alike; of findings, ``resource_type`` is the type."""


def status_counts(view: View, rule: RecommendationDetail) -> dict[str, int]:
    """Return how many resources came out in each way, of those that the rest of what is asked leaves."""
    found = asked_in(_asked(view, is_healthy=False), {"rule_id": [rule.rule_id]})
    try:
        values = listing.facets(view.published, "findings", "status", found)
    except QueryError:  # the list says what is wrong with it
        values = listing.facets(view.published, "findings", "status", replace(found, filter=""))
    counts = dict.fromkeys(KEPT, 0) | {str(each.value): each.count for each in values}
    return counts | {HEALTHY: _healthy(view, rule)}


def status_tabs(view: View, counts: Mapping[str, int], wanted: str) -> Element:
    """Return the choice of how the check came out; what else is asked stays as far as it can be asked there."""
    items = (
        (
            f"{STATUSES[word]} {counts[word]:,}",
            address(view.path, [*_asked(view, is_healthy=word == HEALTHY), ("status", word)]),
            word == wanted,
        )
        for word in (*KEPT, HEALTHY)
    )
    return tabs("Status", list(items))


def affected(view: View, rule: str, wanted: str, counts: Mapping[str, int]) -> ListView:
    """Return how the resources of a status are listed."""
    if wanted == HEALTHY:
        fixed: dict[str, Sequence[str]] = {PASSES: [rule], "status": []}
        return ListView("inventory", "resource", "resources", _HEALTHY, _OF_HEALTHY, fixed, summaries=RESOURCES)
    more = _exempted(view, rule) if wanted == "exempt" else (_NOT_READ,) if wanted == "unknown" else ()
    fixed = {"rule_id": [rule], "status": [wanted]}
    empty = _nothing_fails(counts) if wanted == "fail" else None
    return ListView(
        "findings", "resource", "resources", (*_COLUMNS, *more), _FACETS, fixed, empty=empty, summaries=CHECKS,
        filled=_with_evidence if wanted == "fail" else None,
    )  # fmt: skip


def narrowing(view: View) -> Query:
    """Return what narrows the findings that are listed, but their status."""
    own = {"at", "sort", "offset", "columns", "width", "open", "form"}
    return [(key, value) for key, value in _asked(view, is_healthy=False) if key not in own]


def _healthy(view: View, rule: RecommendationDetail) -> int:
    """Return how many are healthy: those that were counted, or of what is narrowed those that are judged again."""
    question = asked_in(_asked(view, is_healthy=True))
    if question == ListFilter():
        return sum(each.count for each in rule.results if each.status == HEALTHY)
    question = replace(question, values={**question.values, PASSES: [rule.rule_id]})
    try:
        return listing.total(view.published, "inventory", question)
    except QueryError:  # the list says what is wrong with it
        return listing.total(view.published, "inventory", replace(question, filter=""))


def _asked(view: View, *, is_healthy: bool) -> list[tuple[str, str]]:
    """Return what the address asks, but the status, as it is asked of healthy resources or of findings."""
    pairs = changed(view.query, status=None, finding=None, open=None)
    if is_healthy == (view.asked("status") == HEALTHY):
        return pairs
    names = {"resource_type": "type"} if is_healthy else {}
    shared = [(names.get(key, key), value) for key, value in pairs if names.get(key, key) in _SHARED]
    return shared if is_healthy else [("resource_type" if key == "type" else key, value) for key, value in shared]


def _nothing_fails(counts: Mapping[str, int]) -> Node:
    healthy, lost = counts[HEALTHY], counts["unknown"]
    if not healthy and not lost and not counts["exempt"]:
        return p(".state")["There is nothing that this rule applies to."]
    every = "The only resource passes." if healthy == 1 else f"All {healthy:,} resources pass."
    return nothing_wrong(every if healthy and not counts["exempt"] else "Nothing fails.", lost)


def _exempted(view: View, rule: str) -> tuple[ListColumn, ...]:
    """Return the columns that say who exempted a resource, when, why and until when."""
    by_id = {each.id: each for each in exemptions(view.state, view.caller.directory)}
    query = "select resource_id, exemption_id from exempted where rule_id = ?"
    held = {row["resource_id"]: by_id[row["exemption_id"]] for row in view.published.engine.rows(query, [rule])}

    return (
        ListColumn("By", lambda _, row: name(held[row["resource_id"]].author), class_="short"),
        ListColumn("Exempted", lambda _, row: f"{held[row['resource_id']].created_at:%d %b %Y}", class_="short"),
        ListColumn("Until", lambda _, row: last_day_in_words(held[row["resource_id"]].until), class_="short"),
        ListColumn("Reason", lambda _, row: name(held[row["resource_id"]].justification), class_="third"),
    )


def _with_evidence(view: View, rows: Sequence[Row]) -> list[Row]:
    """Return findings with the facts that decided them, which the list is too large to hold."""
    ids, fields = [row["id"] for row in rows], ("id", "n")
    found = listing.rows(view.published, "findings", ListFilter(values={"id": ids}), fields=fields, limit=len(ids))
    whole = findings_by_id(view.published.engine, ids, [place_of(row["n"]) for row in found.items])
    return [{**row, "evidence": whole[row["id"]].evidence if row["id"] in whole else {}} for row in rows]


def _why(view: View, row: Row) -> Node:
    """Return the facts that decided a finding, each with the way to it among the resource's facts."""
    of_facts = view.to_resource(row["resource_id"], row["resource_name"], [("tab", "facts")])
    return evidence(row["evidence"], [], lambda column: f"{of_facts}#fact-{column}")


def _resource(view: View, row: Row) -> Node:
    box = decisions.tick(row["id"], row["resource_name"]) if view.may(Role.ANALYST) else None
    shown = cells.resource(view, row["resource_id"], row["resource_name"], cells.place(row, "resource_type"))
    fix = a(".link", href=view.here(finding=row["id"]), aria_label=f"Fix for {row['resource_name']}")["fix"]
    why = div(".below", data_evidence="")[_why(view, row)] if row.get("evidence") else None
    return [span(".split.centred")[box, shown, " ", fix], why]


_COLUMNS = (
    ListColumn("Risk", risk_of, class_="risk"),
    ListColumn("Resource", _resource, "resource_name", "wide"),
    ListColumn("Status", lambda _, row: status(row["status"]), "status"),
    ListColumn(
        "Since",
        lambda _, row: f"{row['first_seen']:%d %b %Y}" if row["first_seen"] else "–",
        "first_seen",
        "short second",
    ),
    ListColumn("Owner", owner, "owner", "short third"),
)
_NOT_READ = ListColumn("Not read", lambda _, row: evidence({}, list(row["missing"])), class_="second")
_HEALTHY = (
    ListColumn(
        "Resource", lambda view, row: cells.resource(view, row["id"], row["name"], cells.place(row)), "name", "wide"
    ),
    ListColumn("Status", lambda *_: status(HEALTHY)),
    ListColumn("Other findings", findings, "critical", "short"),
    ListColumn("Read", lambda _, row: ago(row["last_seen"]) if row["last_seen"] else "–", "last_seen", "short second"),
)
