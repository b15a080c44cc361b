"""Servers that behave as the APIs of GitHub and Jira do, as far as issues need them, with what goes wrong there.

Sources: https://docs.github.com/en/rest/issues/issues and https://developer.atlassian.com/cloud/jira/platform/rest/v2/
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson

from tests.listening import listening

Answer = tuple[int, Any]


@dataclass
class Served:
    """A tracker: its issues by key, what was asked, and ``trouble`` that comes before each answer.

    ``trouble`` returns status, headers and body instead of the answer, or "lost": it is done, but never answered.
    """

    url: str = ""
    issues: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    trouble: Callable[[str, str], tuple[int, dict[str, str], bytes] | str | None] = lambda method, path: None
    tokens: set[str] = field(default_factory=set)


Behaviour = Callable[[Served, str, str, dict[str, str], Any], Answer]


@contextmanager
def tracker(behaviour: Behaviour) -> Iterator[Served]:  # noqa: C901 - a method for each verb
    served = Served()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_any(self) -> None:
            content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            served.asked.append((self.command, parts.path))
            served.tokens.add(self.headers["Authorization"])
            trouble = served.trouble(self.command, parts.path)
            if isinstance(trouble, tuple):
                self.answer(*trouble)
                return
            status, body = behaviour(served, self.command, parts.path, query, orjson.loads(content or b"null"))
            if trouble == "lost":
                self.close_connection = True
                return
            self.answer(status, {}, orjson.dumps(body) if body is not None else b"")

        def answer(self, status: int, headers: dict[str, str], content: bytes) -> None:
            self.send_response(status)
            for name, value in {"Content-Length": str(len(content)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def do_GET(self) -> None:
            self.handle_any()

        def do_POST(self) -> None:
            self.handle_any()

        def do_PATCH(self) -> None:
            self.handle_any()

        def do_PUT(self) -> None:
            self.handle_any()

        def log_message(self, *_: object) -> None:
            pass

    with listening(Handler) as served.url:
        yield served


def github(served: Served, method: str, path: str, query: dict[str, str], body: Any) -> Answer:
    if method == "GET":
        size, page = int(query["per_page"]), int(query["page"])
        found = [each for each in reversed(served.issues.values()) if query["labels"] in each["labels"]]
        return 200, found[size * (page - 1) : size * page]
    if method == "POST":
        number = len(served.issues) + 1
        served.issues[str(number)] = {"number": number, "state": "open", **body}
        return 201, served.issues[str(number)]
    issue = served.issues.get(path.rpartition("/")[2])
    if issue is None or issue.get("gone"):
        return 410, {"message": "This issue was deleted"}
    issue.update(body)
    return 200, issue


_STATUSES = {"11": ("To Do", "new"), "21": ("In Progress", "indeterminate"), "31": ("Done", "done")}


def _status(id_: str) -> dict[str, Any]:
    name, category = _STATUSES[id_]
    return {"name": name, "statusCategory": {"key": category}}


def jira(served: Served, method: str, path: str, query: dict[str, str], body: Any, *, is_cloud: bool = True) -> Answer:
    if path.endswith("/search/jql"):
        if not is_cloud:
            return 404, {"errorMessages": ["null for uri"]}
        n = int(query.get("nextPageToken", 0))
        return 200, {
            "issues": _page(served, n),
            **({"nextPageToken": str(n + 2)} if n + 2 < len(served.issues) else {}),
        }
    if path.endswith("/search"):
        return 200, {"issues": _page(served, int(query["startAt"])), "total": len(served.issues)}
    if method == "POST" and path.endswith("/issue"):
        key = f"SEC-{len(served.issues) + 1}"
        served.issues[key] = {"key": key, "fields": {**body["fields"], "status": _status("11")}}
        return 201, {"id": "1", "key": key}
    return _issue(served, method, path, body)


def _issue(served: Served, method: str, path: str, body: Any) -> Answer:
    found = re.search(r"/issue/(SEC-\d+)(/transitions)?$", path)
    issue = served.issues[found[1]] if found else {}
    if found and found[2]:
        if method == "GET":
            others = [id_ for id_ in _STATUSES if _status(id_) != issue["fields"]["status"]]
            return 200, {"transitions": [{"id": id_, "name": "move", "to": _status(id_)} for id_ in others]}
        issue["fields"]["status"] = _status(body["transition"]["id"])
        return 204, None
    if method == "GET":
        return 200, {"key": issue["key"], "fields": {"status": issue["fields"]["status"]}}
    issue["fields"].update(body["fields"])
    return 204, None


def _page(served: Served, n: int) -> list[dict[str, Any]]:
    return [
        {"key": each["key"], "fields": {"labels": each["fields"]["labels"]}}
        for each in [*served.issues.values()][n : n + 2]
    ]
