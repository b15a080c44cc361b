"""Cookies: for this host alone, out of reach of scripts, and over TLS only where there is TLS."""

from starlette.responses import Response

from bartizan.api.guard import cookie_name
from bartizan.api.settings import ServeSettings
from bartizan.state.access.sessions import LONGEST


def keep_session(response: Response, settings: ServeSettings, cookie: str) -> Response:
    """Have the browser keep a session."""
    return keep(response, settings, "session", cookie, int(LONGEST.total_seconds()))


def drop_session(response: Response, settings: ServeSettings) -> Response:
    """Have the browser forget its session."""
    return keep(response, settings, "session", "", 0)


def keep(response: Response, settings: ServeSettings, what: str, value: str, seconds: int) -> Response:
    """Have the browser keep a cookie for some seconds; 0 has it forgotten.

    Lax, and not Strict, so that a link in a message opens the page that it names; changes need the CSRF token as well.
    """
    name = cookie_name(settings, what)
    response.set_cookie(name, value, max_age=seconds, path="/", secure=settings.is_tls, httponly=True, samesite="lax")
    return response
