"""The application: routes by their place, errors as problems, headers for all."""

from importlib import import_module
from pkgutil import walk_packages
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.responses import PlainTextResponse
from fastapi.routing import APIRoute

import bartizan.api.routes as routes_package
from bartizan import __version__
from bartizan.access.oidc import Issuer
from bartizan.api import problem
from bartizan.api.examples import add_examples
from bartizan.api.guard import SignedIn, role_needed, state_of
from bartizan.api.headers import Headers
from bartizan.api.limits import Limit
from bartizan.api.metrics import Measured, RequestMetrics
from bartizan.api.posted import PostedEvents
from bartizan.api.settings import ServeSettings
from bartizan.api.streams import OpenStreams
from bartizan.api.traced import Traced
from bartizan.base.home import DIRECTORY
from bartizan.base.tracing import is_traced
from bartizan.service.reading import Snapshots
from bartizan.state import State

PREFIX = "/api/v1"


class DocumentedApp(FastAPI):
    """An application whose OpenAPI document has an example of each body and answer."""

    def openapi(self) -> dict[str, Any]:
        """Return the document, which is made once."""
        if self.openapi_schema is None:
            add_examples(super().openapi())
        return super().openapi()


def create_app(settings: ServeSettings) -> FastAPI:
    """Return the application that serves a home."""
    app = DocumentedApp(
        title="Bartizan",
        version=__version__,
        summary="Serverless posture management",
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=_operation_id,
    )
    app.state.settings = settings
    app.state.state = State(settings.home)
    app.state.snapshots = Snapshots(settings.home)
    app.state.issuers = {each.name: Issuer(each) for each in settings.issuers}
    problem.install(app)
    for router in _routers():
        _say_roles(router)
        app.include_router(router, prefix=PREFIX)
    app.state.sign_ins = Limit(tries=10, seconds=6)
    app.state.posted = PostedEvents()
    app.state.streams = OpenStreams(most=20)
    app.state.is_stopping = lambda: False
    app.state.metrics = RequestMetrics()
    app.add_api_route(
        "/metrics", _metrics, tags=["health"], response_class=PlainTextResponse, responses=problem.responses(401)
    )
    app.add_api_route("/healthz", _healthy, tags=["health"], response_class=PlainTextResponse)
    app.add_api_route("/readyz", _ready, tags=["health"], response_class=PlainTextResponse)
    _say_roles(app.router)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)
    app.add_middleware(Measured, metrics=app.state.metrics)
    if is_traced():
        app.add_middleware(Traced)
    app.add_middleware(Headers, is_tls=settings.is_tls)
    return app


def _routers() -> list[APIRouter]:
    found = walk_packages(routes_package.__path__, f"{routes_package.__name__}.")
    return [import_module(name).router for name in sorted(each.name for each in found if not each.ispkg)]


def _say_roles(router: APIRouter) -> None:
    """Have OpenAPI say of each route which role it needs."""
    for route in router.routes:
        if isinstance(route, APIRoute) and (role := role_needed(route.dependant)):
            route.openapi_extra = {"x-role": role}


def _operation_id(route: APIRoute) -> str:
    return "-".join(str(part) for part in (*route.tags[:1], route.name))


def _metrics(request: Request, _: SignedIn) -> PlainTextResponse:
    """Return counts and times of requests as Prometheus reads them; any token in force will do."""
    return PlainTextResponse(request.app.state.metrics.text(), media_type="text/plain; version=0.0.4")


def _healthy() -> str:
    """Answer that the process is alive."""
    return "ok"


def _ready(request: Request) -> str:
    """Answer that state can be read."""
    state_of(request).snapshot(DIRECTORY)
    return "ok"
