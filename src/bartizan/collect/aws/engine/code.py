"""Links to packages made of answers, and which published versions have a package of their own that is in use."""

import base64
import binascii
from collections.abc import Iterator, Mapping
from typing import Any

from bartizan.collect.aws.engine.collector import CodeAt, Each
from bartizan.collect.aws.engine.subject import AskedResource
from bartizan.collect.aws.transport.operation import Body
from bartizan.collect.shared.failure import CallError
from bartizan.model import CodeLink, Outcome

_IMAGE = ("Configuration.PackageType", "Image")


def link(subject: AskedResource, scope: str, operation: str, body: Body, at: CodeAt) -> CodeLink:
    """Return where an answer says that a subject's package lies; image functions have none that is read."""
    about = (subject.kind, subject.id, scope, subject.region)
    if _at(body, _IMAGE[0]) == _IMAGE[1]:
        return CodeLink(*about, operation=operation, reason="container_image")
    url, size = _at(body, at.url), _at(body, at.size)
    if not isinstance(url, str) or not url:
        detail = "the answer does not say where the package is"
        return CodeLink(*about, operation=operation, outcome=Outcome.FAILED, detail=detail)
    known = size if isinstance(size, int) and size > 0 else 0
    return CodeLink(*about, digest=_hex(_at(body, at.digest)), size=known, url=url, operation=operation)


def no_link(subject: AskedResource, scope: str, error: CallError) -> CodeLink:
    """Return why nobody knows where a subject's package lies."""
    outcome = error.outcome if error.outcome in (Outcome.DENIED, Outcome.ABSENT) else Outcome.FAILED
    return CodeLink(
        subject.kind,
        subject.id,
        scope,
        subject.region,
        operation=error.operation,
        outcome=outcome,
        permission=error.permission,
        detail=error.detail,
    )


class Versions:
    """Published versions of one listing: only of those in use is the code asked for, and not if it is their function's.

    Whether one is in use is known when every alias has been read, and which package is the function's when every
    page has.
    """

    def __init__(self) -> None:
        self._digests: dict[str, str] = {}
        self._waiting: dict[str, tuple[AskedResource, Each]] = {}
        self._used: set[str] = set()

    def listed(self, id_: str, item: Mapping[str, Any]) -> None:
        """Note the digest that a listed function or version has."""
        self._digests[id_] = str(item.get("CodeSha256") or "")

    def wait(self, subject: AskedResource, aspect: Each) -> None:
        """Keep a version's question until it is known whether it must be asked."""
        self._waiting[subject.id] = (subject, aspect)

    def use(self, id_: str) -> None:
        """Note that a version is in use."""
        self._used.add(id_)

    def due(self) -> Iterator[tuple[AskedResource, Each]]:
        """Yield the questions that must be asked after all."""
        for id_ in sorted(self._used & self._waiting.keys()):
            own, latest = self._digests.get(id_), self._digests.get(id_.rpartition(":")[0])
            if not own or own != latest:
                yield self._waiting[id_]


def _at(body: object, path: str) -> object:
    for name in path.split("."):
        body = body.get(name) if isinstance(body, dict) else None
    return body


def _hex(digest: object) -> str:
    """Return a digest in base64, as Lambda tells it, in hex; empty where it is neither."""
    try:
        raw = base64.b64decode(str(digest or ""), validate=True)
    except (binascii.Error, ValueError):
        return ""
    return raw.hex() if len(raw) == 32 else ""
