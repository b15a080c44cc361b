"""A span for each request: its method, its route as declared and its status. Neither the path nor the query."""

from anyio import to_thread
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bartizan.base.tracing import flush, span


class Traced:
    """Traces what an application answers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, _after_flush(send))
            return
        with span("request") as said:
            said.attributes["http.request.method"] = scope["method"]

            async def with_status(message: Message) -> None:
                if message["type"] == "http.response.start":
                    said.attributes["http.response.status_code"] = message["status"]
                await send(message)

            try:
                await self._app(scope, receive, with_status)
            finally:
                said.attributes["http.route"] = getattr(scope.get("route"), "path", "other")


def _after_flush(send: Send) -> Send:
    """Return what sends an application's messages, and the spans that are left before its last one."""

    async def flushed(message: Message) -> None:
        if message["type"] == "lifespan.shutdown.complete":
            await to_thread.run_sync(flush)
        await send(message)

    return flushed
