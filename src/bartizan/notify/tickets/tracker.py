"""What a tracker does with the issue of a recommendation, and how all of them are asked."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import orjson

from bartizan.model import BartizanError
from bartizan.notify.destination import destination
from bartizan.notify.post import HttpAnswer, PostError, request

_MOST_BYTES, _MOST_PAGES = 8_000_000, 50
_SECONDS, _LIST_SECONDS = 15.0, 40.0
"""For a request, and for a whole list: another worker goes on where this one was silent for two minutes."""
LABEL = "bartizan"
"""Of all issues, by which they are listed."""


class TicketRefusedError(BartizanError):
    """A tracker does not take what was asked about one issue, and will not by being asked again."""


class TicketGoneError(BartizanError):
    """A tracker does not know an issue any more."""


@dataclass(frozen=True)
class TicketText:
    """What an issue says: paragraphs of ours, then names from clouds, which are hostile. ``marker`` is found again."""

    title: str
    paragraphs: Sequence[str]
    resources: Sequence[str]
    marker: str
    link: str = ""


class Tracker(Protocol):
    """A place for issues. All raise PostError where it refused, or nobody knows."""

    def known(self) -> dict[str, str]:
        """Return the keys of all issues that were made here, by marker."""
        ...

    def create(self, text: TicketText) -> str:
        """Make an issue and return its key."""
        ...

    def write(self, key: str, text: TicketText, is_open: bool | None) -> None:
        """Write what an issue says and, unless None, open or close it.

        Raises:
            TicketGoneError: there is no such issue any more.
            TicketRefusedError: it cannot be changed like that.
        """
        ...


def pages() -> Iterator[int]:
    """Yield the numbers of a list's pages, from 1.

    Raises:
        PostError: the list has no end, or takes longer than a worker may be silent.
    """
    ends = time.monotonic() + _LIST_SECONDS
    for n in range(1, _MOST_PAGES + 1):
        if time.monotonic() > ends:
            break
        yield n
    raise PostError("the tracker's list of issues is too long, or takes too long")


@dataclass(frozen=True)
class TrackerApi:
    """A tracker's API below ``url``, asked in the name of a token."""

    url: str
    headers: Mapping[str, str]
    allows_private: bool

    def ask(self, method: str, path: str, body: object = None) -> tuple[HttpAnswer, Any]:
        """Return an answer, and its JSON where it has some; 400, 404, 410 and 422 are the caller's to judge.

        Raises:
            PostError: the tracker refused, asks for time, answered what is no JSON, or cannot be reached.
        """
        to = destination(f"{self.url}{path}", allows_private=self.allows_private)
        content = orjson.dumps(body) if body is not None else b""
        headers = {"Content-Type": "application/json", **self.headers}
        answer = request(method, to, content, headers, _SECONDS, _MOST_BYTES)
        if not (200 <= answer.status < 300 or answer.status in (400, 404, 410, 422)):
            raise PostError(f"the tracker answered {answer.status}", answer.wait or _rate_limit(answer))
        try:
            return answer, orjson.loads(answer.content) if answer.content.strip() else None
        except ValueError as error:
            raise PostError(f"the tracker answered {answer.status} with what is no JSON") from error


def _rate_limit(answer: HttpAnswer) -> int | None:
    """Return how long to wait where GitHub says, in other ways than by Retry-After, that it was asked too much.

    Source: https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
    """
    if answer.status not in (403, 429):
        return None
    is_spent = answer.headers.get("X-RateLimit-Remaining") == "0"
    if is_spent:  # until X-RateLimit-Reset, an hour at most, by a clock that need not be ours
        return 900
    return 60 if b"rate limit" in answer.content.lower() else None


def member(found: object, name: str) -> Any:
    """Return a member of a JSON object, None where there is no such thing."""
    return found.get(name) if isinstance(found, dict) else None
