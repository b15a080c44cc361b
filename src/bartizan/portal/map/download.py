"""Maps as pictures to keep: SVG from the server, PNG drawn of it by the browser, JSON from the API."""

from fastapi import APIRouter, Request, Response
from htpy import Element, a, details, div, summary

from bartizan.api.guard import Viewer
from bartizan.portal.components.icons import icon
from bartizan.portal.features import FEATURES, Workspace
from bartizan.portal.links import address
from bartizan.portal.map.around import PathAround, map_of, path_around
from bartizan.portal.map.layout import Map
from bartizan.portal.map.picture import Caption, picture
from bartizan.portal.opening import existing, viewed
from bartizan.portal.view import View
from bartizan.portal.words import counted
from bartizan.service.search import unread_workloads

router = APIRouter(include_in_schema=False)


@router.get("/{workspace}/attack-paths/{path}.svg")
def as_svg(workspace: Workspace, request: Request, caller: Viewer) -> Response:
    """Return the map of a path as a picture, with the fixes and the step that the address names."""
    with existing(request, caller.directory) as published:
        view = viewed(request, workspace, FEATURES["attack-path"], caller, published)
        around = path_around(view)
        map_, drawing = map_of(view, around)
        drawn = picture(map_, drawing, _caption(view, around, map_))
    name = f"attack-path-{around.path.id}.svg"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(drawn, media_type="image/svg+xml", headers=headers)


def downloads(view: View, around: PathAround) -> Element:
    """Return the menu of what can be kept of a map; a script shows what a browser draws."""
    id_ = around.path.id
    picture_of = address(f"/{view.workspace}/attack-paths/{id_}.svg", _shown(view))
    json = address(f"/api/v1/attack-paths/{id_}", [("at", view.asked("at"))])
    file = f"attack-path-{id_}"
    return details(".menu")[
        summary(".button.small")[icon("download"), "Download"],
        div(".popup")[
            a(".menu-item", href=picture_of, download=f"{file}.svg")["Picture, SVG"],
            a(".menu-item", href=picture_of, download=f"{file}.png", data_png="", hidden=True)["Picture, PNG"],
            a(".menu-item", href=json, download=f"{file}.json")["Data, JSON"],
        ],
    ]


def left_out_words(map_: Map) -> str:
    """Return how many paths are open on a map, empty where all are."""
    shown = map_.total - map_.left_out
    return f"{counted(map_.total, 'path')}, {shown:,} shown open." if map_.left_out else ""


def _shown(view: View) -> list[tuple[str, str]]:
    return [pair for pair in view.query if pair[0] in ("fix", "step", "at", "unfold")]


def _caption(view: View, around: PathAround, map_: Map) -> Caption:
    path, tried, lost = around.path, around.tried, unread_workloads(view.published)
    gone, of = len(tried.gone), counted(len(tried.outcomes), "path")
    notes = (
        left_out_words(map_),
        f"{counted(lost, 'workload')} not read: paths through their code are unknown." if lost else "",
        f"{counted(len(tried.rules), 'fix', 'fixes')} tried: {gone:,} of {of} would be gone." if tried.rules else "",
    )
    read = f"read {view.published.manifest.published_at:%d %b %Y %H:%M} UTC"
    below = f"{path.risk_level.capitalize()} · {counted(len(around.items), 'path')} · {read} · Bartizan"
    return Caption(path.title, below, list(filter(None, notes)))
