"""A home with many more functions than an emulator holds: those of its last scan, there many times."""

from pathlib import Path

from bartizan.assess import load_rules
from bartizan.base.bundled import bundled
from bartizan.base.home import DIRECTORY
from bartizan.model import Usage, new_snapshot_id
from bartizan.normalize import sources
from bartizan.pipeline.publish import Publisher
from bartizan.pipeline.watched import leave_out
from bartizan.state import State
from bartizan.state.lock import scan_lock
from bartizan.state.work.scan_lease import scan_lease
from bartizan.store import Engine
from bartizan.store.code_spool import CodeSpool
from bartizan.store.engine import literal

_OWN = "kind in ('aws_lambda_function', 'aws_logs_log_group') and id <> ''"
_HOURS = 48


def grow(home: Path, times: int) -> None:
    """Publish a snapshot with each function, and its log group, of the last one that many times.

    The others have the same roles and another number: ``bulk-00042`` is there as ``bulk-100042`` as well.
    """
    rules = list(load_rules((bundled("rules"),), {name: each.columns for name, each in sources().items()}).values())
    id_ = new_snapshot_id()
    with scan_lock(home), scan_lease(State(home), home, DIRECTORY) as lease:
        publisher = Publisher(home, DIRECTORY, rules, {"packages": True}, _HOURS, id_=id_, lease=lease)
        before = publisher.previous
        assert before

        def load(engine: Engine) -> None:
            _load(engine, before / "observation.parquet", times)
            leave_out(engine, publisher.watched, publisher.started.isoformat())

        with publisher.draft(id_) as draft:
            with CodeSpool(draft.path):
                pass
            publisher.publish(id_, draft, Usage(), load)


def _load(engine: Engine, file: Path, times: int) -> None:
    engine.create("observation", f"from read_parquet({literal(file)})")
    for n in range(1, times):
        id_, body = (f"replace({column}::varchar, 'bulk-', 'bulk-{n}')" for column in ("id", "body"))
        body = f"replace({body}, 'role/bulk-{n}', 'role/bulk-')::json"
        engine.execute(
            f"insert into observation select * replace ({id_} as id, {body} as body) "
            f"from read_parquet({literal(file)}) where {_OWN}"
        )
