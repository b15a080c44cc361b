"""Search: one field for workloads, rules, advisories, packages and identities; one hit opens by itself."""

from collections.abc import Sequence

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from htpy import Element, Node, a, div, li, p, span, ul

from bartizan.api.guard import Viewer
from bartizan.contract.search import SearchHit, SearchResult
from bartizan.portal.building.saving import query_path
from bartizan.portal.components.marks import name, unknown
from bartizan.portal.components.parts import card
from bartizan.portal.features import FEATURES, Workspace
from bartizan.portal.frame.page import framed, visited
from bartizan.portal.view import Content, View
from bartizan.portal.words import counted, type_word
from bartizan.service.answers.questions import known_queries
from bartizan.service.search import search

router = APIRouter(include_in_schema=False)
_KINDS = {
    "workload": "Workloads",
    "resource": "Resources",
    "rule": "Recommendations",
    "advisory": "Advisories",
    "package": "Packages",
    "identity": "Identities",
    "query": "Queries",
}


@router.get("/{workspace}/search")
def search_page(workspace: Workspace, request: Request, caller: Viewer, q: str = "") -> Response:
    """Return what a text finds, or the page of the one thing that is called so."""
    text = q.strip()[:200]
    with visited(request, workspace, FEATURES["inventory"], caller) as view:
        if view.snapshot is None or not text:
            return RedirectResponse(view.to("/inventory"), 303)
        found = search(view.snapshot, text, known_queries(view.home, caller.directory, caller.person_id))
        if only := _only(found):
            return RedirectResponse(_address(view, only), 303)
        return framed(view, _content(view, found))


def _only(found: SearchResult) -> SearchHit | None:
    """Return the one hit, the one that is called exactly so, or the one workload."""
    exact = [hit for hit in found.hits if found.text.lower() in (hit.name.lower(), hit.id.lower())]
    workloads = [hit for hit in exact or found.hits if hit.kind == "workload"]
    return next((hits[0] for hits in (exact, found.hits, workloads) if len(hits) == 1), None)


def _content(view: View, found: SearchResult) -> Content:
    groups = [
        _group(view, words, [hit for hit in found.hits if hit.kind == kind])
        for kind, words in _KINDS.items()
        if any(hit.kind == kind for hit in found.hits)
    ]
    lost = (
        a(href=view.to("/coverage"))[unknown(f"{counted(found.unread, 'workload')} not read")] if found.unread else None
    )
    every = p[a(".link", href=view.to("/inventory"))["All workloads"]]
    body: Node = div(".grid")[groups] if groups else div(".card.state")[p["Nothing is called so. ", lost], every]
    return Content(f"Search: {found.text}", body, beside=lost)


def _group(view: View, words: str, hits: Sequence[SearchHit]) -> Element:
    lines = (
        li(".hit")[
            a(".link", href=_address(view, hit))[name(hit.name)],
            span(".quiet")[f" {_detail(hit)}"],
            span(".quiet")[f" · {counted(hit.count, 'workload')}"] if hit.count is not None else None,
        ]
        for hit in hits
    )
    return card(words, ul(".plain")[lines], beside=f"{len(hits)}", class_=".span-6")


def _detail(hit: SearchHit) -> str:
    """Return what stands beside a hit; of a resource the type is named in words."""
    if hit.kind not in ("workload", "resource"):
        return hit.detail
    type_, _, where = hit.detail.partition(" · ")
    return f"{type_word(type_)} · {where}"


def _address(view: View, hit: SearchHit) -> str:
    match hit.kind:
        case "workload" | "resource":
            return view.to_resource(hit.id, hit.name)
        case "rule":
            return view.to(f"/recommendations/{hit.id}")
        case "advisory":
            return view.to("/vulnerabilities", [("advisory_id", hit.id)])
        case "package":
            return view.to("/vulnerabilities", [("tab", "packages"), ("q", hit.name)])
        case "identity":
            return view.to("/identities", [("q", hit.name)])
        case "query":
            return view.to(query_path(hit.key))
