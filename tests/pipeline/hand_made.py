"""Snapshots that are published as a scan publishes them, of observations that are made by hand."""

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import orjson

from bartizan.catalog.reading import READER
from bartizan.model import Usage, new_snapshot_id
from bartizan.pipeline.publish import Publisher
from bartizan.state import Manifest, State
from bartizan.state.lock import scan_lock
from bartizan.state.work.scan_lease import scan_lease
from bartizan.store import Engine
from bartizan.store.carry import carry_over
from bartizan.store.code_spool import CodeSpool
from bartizan.store.engine import OBSERVATION_COLUMNS
from tests.service.estate import FUNCTION, RULES, arn

ObservedRow = tuple[str | None, ...]
SCOPE, REGION = "111122223333", "eu-west-1"


def publish(
    home: Path,
    names: Sequence[str],
    *,
    id_: str = "",
    is_early: bool = False,
    denied: str = "",
    package: tuple[str, str, str] | None = None,
) -> Manifest:
    """Publish functions by their names, each of which fails the rules of ``RULES``; ``denied`` is a kind not listed.

    ``package`` (ecosystem, name, version) is in the code of each.
    """
    rows = [_row(FUNCTION, ""), *(_row(FUNCTION, name) for name in names)]
    rows += [_row(denied, "", "denied")] if denied else []
    rows += [row_of(FUNCTION, arn(name), "code", {"status": "assessed", "digest": "d-1"}) for name in names if package]
    return publish_rows(home, rows, packages={"d-1": [package]} if package else {}, id_=id_, is_early=is_early)


def publish_rows(
    home: Path,
    rows: Sequence[ObservedRow],
    *,
    packages: Mapping[str, Sequence[tuple[str, str, str]]] = MappingProxyType({}),
    at: datetime.datetime | None = None,
    id_: str = "",
    is_early: bool = False,
) -> Manifest:
    """Publish observations that a scan makes that begins now or ``at`` a time (UTC).

    ``packages`` (ecosystem, name, version) are those in the code of each digest.
    """
    with scan_lock(home), scan_lease(State(home), home, "default") as lease:
        id_ = id_ or new_snapshot_id()
        publisher = Publisher(home, "default", RULES, {"packages": True}, 48, id_=id_, lease=lease)
        publisher.started = at or publisher.started
        with publisher.draft(publisher.id) as draft:
            with CodeSpool(draft.path) as spool:
                for digest, each in packages.items():
                    spool.write("reading", [(digest, READER, 10, 10)])
                    spool.write("package", [(digest, *one, "", "package.json", "npm-installed") for one in each])

            def load(engine: Engine) -> None:
                started = publisher.started.isoformat()
                engine.create_empty("observation", OBSERVATION_COLUMNS)
                engine.insert("observation", [(*row, started) for row in rows])
                carry_over(engine, publisher.previous, started)

            return publisher.publish(publisher.id, draft, Usage(), load, is_early=is_early)


def row_of(kind: str, id_: str, aspect: str, body: Mapping[str, Any] | None, outcome: str = "ok") -> ObservedRow:
    """Return an observation but for its time: of a listing without an ID, of an answer that failed without a body."""
    shown = orjson.dumps(body).decode() if body is not None else None
    operation = "" if id_ and outcome == "ok" else f"{kind}:List"
    return (kind, id_, aspect, outcome, SCOPE, REGION, shown, operation, "", "", "")


def _row(kind: str, name: str, outcome: str = "ok") -> ObservedRow:
    if not name:
        return row_of(kind, "", "list", None, outcome)
    return row_of(kind, arn(name), "self", {"FunctionName": name, "Runtime": "python3.12"})
