"""Judge the last snapshot anew by the advisories on record: no cloud is asked and no package is read."""

from pathlib import Path

import orjson

from bartizan.assess import Rule
from bartizan.base.settings import load_settings
from bartizan.model import Usage, new_snapshot_id
from bartizan.pipeline.publish import Publisher
from bartizan.pipeline.watched import HIDDEN
from bartizan.state import Manifest, State
from bartizan.state.lock import scan_lock
from bartizan.state.work.scan_lease import ScanLease, scan_lease
from bartizan.store import Engine, snapshot_store
from bartizan.store.code_spool import CodeSpool
from bartizan.store.engine import OBSERVATION_COLUMNS


def rematch(home: Path, directory: str) -> Manifest | None:
    """Publish the last snapshot again, its packages matched and its rules judged; None where there is none to match.

    A scan that is running is waited for, and what it publishes is matched: it may have read the advisories before.

    Raises:
        BartizanError: the run failed; the last snapshot stays.
    """
    if State(home).snapshot(directory) is None:
        return None
    with scan_lock(home, wait=True), scan_lease(State(home), home, directory, wait=True) as lease:
        last = State(home).snapshot(directory)
        return _published_again(home, last, lease) if last else None


def _published_again(home: Path, last: Manifest, lease: ScanLease) -> Manifest | None:
    files = snapshot_store(home, last.directory).files(last.id)
    with files.open() as engine:
        if not engine.has("package", "component"):
            return None
        rules = [Rule(**orjson.loads(row["definition"])) for row in engine.rows("select definition from rule")]
        components = {row["name"]: row["is_on"] for row in engine.rows("select name, is_on from component")}
    hours = load_settings(home).facts.max_age_hours
    publisher = Publisher(home, last.directory, rules, components, hours, id_=new_snapshot_id(), lease=lease)

    def load(engine: Engine) -> None:
        engine.attach("last", files.path / "observation.parquet", OBSERVATION_COLUMNS)
        engine.create("observation", "select * from last")
        engine.execute("drop view last")
        engine.attach_or_empty("hidden", files.path / "hidden.parquet", HIDDEN)

    with publisher.draft(publisher.id) as draft:
        with CodeSpool(draft.path):
            pass  # nothing is read anew: all that is known of code comes from the last snapshot
        return publisher.publish(publisher.id, draft, Usage(), load)
