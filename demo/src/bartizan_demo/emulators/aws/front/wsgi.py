"""Runs moto's WSGI application for one request; called in a thread, so that the event loop stays free."""

import io
import sys
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import unquote_to_bytes

from bartizan_demo.emulators.aws.front.answer import EmulatedAnswer
from bartizan_demo.emulators.aws.front.call import Call, Sent

WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

_HOP_BY_HOP = {"connection", "content-length", "transfer-encoding", "date", "server"}


def run_wsgi(app: WsgiApp, call: Call, sent: Sent) -> EmulatedAnswer:
    """Return what the application answers; an exception of its own becomes a 500, as in a real server."""
    answer = EmulatedAnswer()

    def start_response(status: str, headers: list[tuple[str, str]], _: object = None) -> None:
        answer.status = int(status.split(" ", 1)[0])
        answer.headers = {k: v for k, v in headers if k.lower() not in _HOP_BY_HOP}

    try:
        chunks = app(_environ(call, sent), start_response)
        answer.body = b"".join(chunks)
    except Exception as error:  # moto raises whatever it likes for what it lacks
        return EmulatedAnswer(500, repr(error).encode(), {"Content-Type": "text/plain"})
    return answer


def _environ(call: Call, sent: Sent) -> dict[str, Any]:
    """Build the environment; the account goes along so that moto need not look the access key up again."""
    headers, uri = sent.headers, f"{sent.path}?{sent.query}" if sent.query else sent.path
    host, _, port = headers.get("Host", "127.0.0.1").partition(":")
    environ = {f"HTTP_{k.upper().replace('-', '_')}": v for k, v in headers.items() if "_" not in k}
    return environ | {
        "REQUEST_METHOD": sent.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(sent.path).decode("latin-1"),
        "QUERY_STRING": sent.query,
        "RAW_URI": uri,
        "REQUEST_URI": uri,
        "CONTENT_TYPE": headers.get("Content-Type", ""),
        "CONTENT_LENGTH": str(len(sent.body)),
        "SERVER_NAME": host,
        "SERVER_PORT": port or "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_X_MOTO_ACCOUNT_ID": call.account,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(sent.body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
