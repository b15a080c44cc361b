"""Search: one field for workloads, rules, advisories, packages and identities; one hit opens by itself."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from htpy import Element, Node, a, div, li, ul

from bartizan.api.guard import Viewer
from bartizan.decide.workload import WORKLOADS
from bartizan.portal.components.marks import name, risk
from bartizan.portal.components.parts import card
from bartizan.portal.features import FEATURES, Workspace
from bartizan.portal.layout import page
from bartizan.portal.links import resource_path
from bartizan.portal.view import Content, View
from bartizan.portal.words import type_word
from bartizan.report.listing.ask import ListFilter
from bartizan.service import listing
from bartizan.service.menu import menu_counts
from bartizan.service.published import Published

router = APIRouter(include_in_schema=False)
_EACH = 8


@router.get("/{workspace}/search")
def search(workspace: Workspace, request: Request, caller: Viewer, q: str = "") -> Response:
    """Return what a text finds, or the page of the one thing that is called exactly so."""
    from bartizan.portal.app import opened, viewed

    text = q.strip()[:200]
    snapshot = opened(request, caller.directory)
    if snapshot is None or not text:
        return RedirectResponse(f"/{workspace}/inventory", 303)
    try:
        view = viewed(request, workspace, FEATURES["inventory"], caller, snapshot)
        if href := _only(view, snapshot, text):
            return RedirectResponse(href, 303)
        content = Content(f"Search: {text}", _groups(view, snapshot, text))
        return HTMLResponse(str(page(view, content, menu_counts(snapshot), request.cookies.get("bartizan-theme", ""))))
    finally:
        snapshot.engine.close()


def _only(view: View, snapshot: Published, text: str) -> str:
    """Return the page of the one resource, or the one workload, that is called so, or of the rule with this ID."""
    found = listing.rows(snapshot, "inventory", ListFilter(text=text), limit=_EACH).items
    exact = [row for row in found if text.lower() in (str(row["name"]).lower(), str(row["id"]).lower())]
    workloads = [row for row in exact or found if row["type"] in WORKLOADS]
    for hits in (exact, found, workloads):
        if len(hits) == 1:
            return view.to(resource_path(hits[0]["id"], hits[0]["name"]))
    rules = listing.rows(snapshot, "recommendations", ListFilter(values={"rule_id": [text]}), limit=1).items
    return view.to(f"/recommendations/{text}") if rules else ""


def _groups(view: View, snapshot: Published, text: str) -> Element:
    asked = ListFilter(text=text)
    resources = listing.rows(snapshot, "inventory", asked, limit=_EACH)
    rules = listing.rows(snapshot, "recommendations", asked, limit=_EACH)
    holes = listing.rows(snapshot, "vulnerabilities", asked, limit=_EACH)
    people = listing.rows(snapshot, "identities", asked, limit=_EACH)
    more = [("q", text)]
    return div(".grid")[
        _group(
            "Resources",
            resources.total,
            [
                (view.to_resource(row["id"], row["name"]), name(row["name"]), type_word(row["type"]), row["risk_level"])
                for row in resources.items
            ],
            view.to("/inventory", [*more, ("tab", "all")]),
        ),
        _group(
            "Recommendations",
            rules.total,
            [
                (view.to(f"/recommendations/{row['rule_id']}"), row["title"], row["rule_id"], row["risk_level"])
                for row in rules.items
            ],
            view.to("/recommendations", more),
        ),
        _group(
            "Vulnerabilities",
            holes.total,
            [
                (
                    view.to("/vulnerabilities", [("advisory_id", row["advisory_id"])]),
                    f"{row['cve'] or row['advisory_id']} in {row['package']} {row['version']}",
                    row["resource_name"],
                    row["severity"],
                )
                for row in holes.items
            ],
            view.to("/vulnerabilities", more),
        ),
        _group(
            "Identities",
            people.total,
            [
                (view.to("/identities", [("q", row["name"])]), name(row["name"]), row["type"], "")
                for row in people.items
            ],
            view.to("/identities", more),
        ),
    ]


def _group(title: str, total: int, hits: list[tuple[str, Node, str, str]], more: str) -> Element:
    body = ul(".plain")[
        (
            li(".hit")[a(".link", href=href)[what], " ", risk(level) if level else None, f" {below}"]
            for href, what, below, level in hits
        )
    ]
    return card(title, body if hits else "Nothing", beside=f"{total:,}", link=("All", more), class_=".span-6")
