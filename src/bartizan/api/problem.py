"""Errors as RFC 9457 has them. What one may not see and what does not exist give the same answer."""

import logging
import secrets
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from bartizan.model import BartizanError, UsageError
from bartizan.service.names import NotHereError
from bartizan.service.work.deciding import MovedError
from bartizan.state.failure import StateError
from bartizan.state.nouns import ChangedMeanwhileError
from bartizan.store.objects.failure import StoreError

_log = logging.getLogger("bartizan.api")
_MOVES = (MovedError, ChangedMeanwhileError)
_INSIDE = (StateError, StoreError)
MEDIA_TYPE = "application/problem+json"
_REFUSED = ("This cannot be done as asked.", 400)
_MOVED = ("Something changed meanwhile.", 409)
NO_ACCESS = "This page needs access you do not have here."


class Problem(BaseModel):
    """What went wrong: ``title`` is the same for each kind, ``detail`` says what to do.

    ``trace`` stands in the server's log beside what is not said here; it is empty where nothing was logged.
    """

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    trace: str = ""


class ProblemError(Exception):
    """Ends a request with a problem."""

    def __init__(self, status: int, title: str, detail: str = "", headers: dict[str, str] | None = None) -> None:
        super().__init__(title)
        self.problem = Problem(title=title, status=status, detail=detail)
        self.headers = headers


def not_here() -> ProblemError:
    """Return the answer about what is not there and about what is somebody else's."""
    return ProblemError(404, NO_ACCESS, "Sign in as someone else, or change directory.")


def install(app: FastAPI) -> None:
    """Make every error of an application a problem, and none of them tell what it should not."""
    for kind in (ProblemError, HTTPException, RequestValidationError, BartizanError, Exception):
        app.add_exception_handler(kind, answer)


async def answer(_: Request, error: Exception) -> JSONResponse:
    """Return an error as a problem."""
    problem, headers = of_error(error), getattr(error, "headers", None)
    return JSONResponse(problem.model_dump(), problem.status, headers=headers, media_type=MEDIA_TYPE)


def of_error(error: Exception) -> Problem:
    """Return what may be said of an error."""
    match error:
        case ProblemError():
            return error.problem
        case NotHereError() | HTTPException(status_code=404):
            return not_here().problem
        case HTTPException():
            return Problem(title=str(error.detail), status=error.status_code)
        case RequestValidationError():
            # What was sent is left out: it may be a secret in the wrong place.
            told = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()[:5])
            return Problem(title="This request is not valid.", status=422, detail=told)
        case UsageError() if not isinstance(error, _INSIDE):
            title, status = _REFUSED if not isinstance(error, _MOVES) else _MOVED
            return Problem(title=title, status=status, detail=str(error))
    return _failed(error)


def _failed(error: Exception) -> Problem:
    """Return what may be said of an error that is not the caller's, and log the rest."""
    trace = secrets.token_hex(8)
    _log.error("a request failed: %s (trace %s)", error, trace)
    is_known = isinstance(error, BartizanError)
    # What the engine says names tables and paths, and an error of state or the store where it lies.
    is_inside = not is_known or isinstance(error, _INSIDE) or str(error).startswith("the engine ")
    detail = "" if is_inside else str(error)
    return Problem(title="This failed.", status=503 if is_known else 500, detail=detail, trace=trace)


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return what OpenAPI says of the problems that a route may answer with."""
    schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {status: {"description": "A problem", "content": {MEDIA_TYPE: schema}} for status in statuses}
