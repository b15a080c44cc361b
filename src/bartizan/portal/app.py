"""The portal as an application: the API's, with pages in front of it."""

from collections.abc import Callable
from importlib import import_module

from fastapi import FastAPI, Request, Response
from fastapi.responses import RedirectResponse

from bartizan.api.app import create_app
from bartizan.api.guard import anybody
from bartizan.api.settings import ServeSettings
from bartizan.portal import about, actions, bulk, door, failure, latest, lists, notifying, searching, work
from bartizan.portal.building import changes, counting, making_rules, running_sql, saving, watching
from bartizan.portal.features import FEATURES, HOME, Feature, Workspace
from bartizan.portal.frame.page import rendered, visited
from bartizan.portal.keeping import deciding, forms, members, testing, ticketing, triaging, undoing, usual
from bartizan.portal.links import address
from bartizan.portal.map import download
from bartizan.portal.static import assets


def create_portal(settings: ServeSettings) -> FastAPI:
    """Return the application that serves a home: pages, API and health."""
    app = create_app(settings)
    failure.install(app)
    app.add_api_route("/", _root, include_in_schema=False, response_class=RedirectResponse)
    app.add_api_route("/static/{name}", _asset, include_in_schema=False)
    for router in (
        each.router
        for each in (
            about,
            door,
            latest,
            lists,
            searching,
            actions,
            bulk,
            changes,
            forms,
            work,
            notifying,
            triaging,
            *(
                download,
                making_rules,
                running_sql,
                counting,
                saving,
                watching,
                usual,
                members,
                testing,
                ticketing,
                deciding,
                undoing,
            ),
        )
    ):
        app.include_router(router)
    for workspace in Workspace:
        for feature in FEATURES.values():
            path = f"/{workspace}{feature.path}"
            app.add_api_route(
                path, _shown(workspace, feature), include_in_schema=False, name=f"{workspace}-{feature.id}"
            )
    return app


def _root() -> Response:
    return RedirectResponse(f"/{Workspace.POSTURE}/{HOME[Workspace.POSTURE]}", 303)


def _asset(name: str) -> Response:
    found = assets.content(name)
    if found is None:
        return Response(status_code=404)
    media = assets.MEDIA[name[name.rfind(".") :]]
    return Response(found, media_type=media, headers={"Cache-Control": "public, max-age=31536000, immutable"})


def _shown(workspace: Workspace, feature: Feature) -> Callable[[Request], Response]:
    """Return the handler of one page: opens the snapshot, renders, and closes it again."""
    module = import_module(f"bartizan.portal.pages.{feature.module}")

    def handler(request: Request) -> Response:
        caller = anybody(request)
        if caller is None:
            return RedirectResponse(address("/signin", [("next", failure.asked_address(request))]), 303)
        if caller.role is None:
            return failure.denied(request, caller)
        with visited(request, workspace, feature, caller) as view:
            kept = usual.kept_address(view)
            return RedirectResponse(kept, 303) if kept else rendered(view, module.show)

    return handler
