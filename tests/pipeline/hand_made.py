"""Snapshots that are published as a scan publishes them, of observations that are made by hand."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import orjson

from bartizan.catalog.reading import READER
from bartizan.model import Usage, new_snapshot_id
from bartizan.pipeline.publish import Publisher
from bartizan.state import Manifest, State
from bartizan.state.lock import scan_lock
from bartizan.state.work.scan_lease import scan_lease
from bartizan.store import Engine
from bartizan.store.code_spool import CodeSpool
from bartizan.store.engine import OBSERVATION_COLUMNS
from tests.service.estate import FUNCTION, RULES, arn

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
    with scan_lock(home), scan_lease(State(home), home, "default") as lease:
        id_ = id_ or new_snapshot_id()
        publisher = Publisher(home, "default", RULES, {"packages": True}, 48, id_=id_, lease=lease)
        with publisher.draft(publisher.id) as draft:
            with CodeSpool(draft.path) as spool:
                if package:
                    spool.write("reading", [("d-1", READER, 10, 10)])
                    spool.write("package", [("d-1", *package, "", "package.json", "npm-installed")])

            def load(engine: Engine) -> None:
                engine.create_empty("observation", OBSERVATION_COLUMNS)
                at = publisher.started.isoformat()
                rows = [_row(FUNCTION, "", at), *(_row(FUNCTION, name, at) for name in names)]
                if denied:
                    rows.append(_row(denied, "", at, "denied"))
                rows += [_code(name, at) for name in names if package]
                engine.insert("observation", rows)

            return publisher.publish(publisher.id, draft, Usage(), load, is_early=is_early)


def _row(kind: str, name: str, at: str, outcome: str = "ok") -> tuple[str | None, ...]:
    id_, aspect = (arn(name), "self") if name else ("", "list")
    body: Mapping[str, str] | None = {"FunctionName": name, "Runtime": "python3.12"} if name else None
    operation = "" if name else f"{kind}:List"
    shown = orjson.dumps(body).decode() if body else None
    return (kind, id_, aspect, outcome, SCOPE, REGION, shown, operation, "", "", "", at)


def _code(name: str, at: str) -> tuple[str | None, ...]:
    body = orjson.dumps({"status": "assessed", "digest": "d-1"}).decode()
    return (FUNCTION, arn(name), "code", "ok", SCOPE, REGION, body, "", "", "", "", at)
