"""What people decide is exported at once, in its order, whatever clocks say."""

import datetime
from pathlib import Path
from typing import Any

import orjson
import pytest

from bartizan.model import ExemptionCategory, now
from bartizan.service.exporting.rules import ExportRequest, add_export, resend
from bartizan.state.exemption import add_exemption, remove_exemption
from bartizan.state.notify.decided import DecisionPoint
from bartizan.state.notify.nouns import SNAPSHOT, Notice
from bartizan.state.notify.outbox import deliveries, enqueue
from bartizan.state.notify.progress import snapshot_notice
from bartizan.state.nouns import Exemption
from tests.service.scans import Scans, exported

pytestmark = pytest.mark.slow

HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "out").mkdir()
    return tmp_path / "out"


@pytest.fixture
def scan(state_home: Path, folder: Path) -> Scans:
    """A home with one snapshot, which an export has."""
    made = Scans(state_home)
    made("a")
    made.export("file", str(folder), sends_all=False)
    made.deliver()
    return made


def exempt(scan: Scans, at: datetime.datetime, until: datetime.datetime | None = None) -> Exemption:
    exemption = Exemption(ExemptionCategory.MITIGATED, "why", "ops", at, rule="aws.lambda.old", until=until)
    add_exemption(scan.state, "default", exemption)
    return exemption


def told(scan: Scans, folder: Path) -> list[dict[str, Any]]:
    """Return the events of what is delivered now, and forget them."""
    scan.deliver()
    files = sorted(folder.iterdir())
    events = [orjson.loads(line) for file in files for line in file.read_bytes().splitlines()]
    for file in files:
        file.unlink()
    return events


def test_an_exemption_is_exported_without_a_scan_and_so_is_its_end(scan: Scans, folder: Path) -> None:
    assert told(scan, folder) == []
    exemption = exempt(scan, now())
    (suppressed,) = told(scan, folder)
    assert (suppressed["activity_name"], suppressed["status"]) == ("Update", "Suppressed")
    assert told(scan, folder) == []
    remove_exemption(scan.state, "default", exemption.id, "ops", now().replace(microsecond=0))
    (again,) = told(scan, folder)
    assert (again["activity_name"], again["status"]) == ("Update", "In Progress")
    assert again["finding_info"]["uid"] == suppressed["finding_info"]["uid"]
    assert again["metadata"]["uid"] != suppressed["metadata"]["uid"]
    assert again["time"] > suppressed["time"]
    scan("a")
    assert told(scan, folder) == []


def test_an_exemption_that_ends_by_itself_is_exported_then(scan: Scans, folder: Path) -> None:
    exempt(scan, now(), now() + HOUR)
    assert [each["status"] for each in told(scan, folder)] == ["Suppressed"]
    scan.deliverer.clock = lambda: now() + HOUR
    assert [each["status"] for each in told(scan, folder)] == ["In Progress"]
    assert told(scan, folder) == []


def test_what_is_decided_by_a_clock_that_was_set_back_is_exported(scan: Scans, folder: Path) -> None:
    scan.deliverer.clock = lambda: now() + 100 * HOUR
    exemption = exempt(scan, now())
    assert [each["status"] for each in told(scan, folder)] == ["Suppressed"]
    scan.deliverer.clock = now
    early = exempt(scan, now() - 50 * HOUR)
    remove_exemption(scan.state, "default", early.id, "ops", now() - 40 * HOUR)
    remove_exemption(scan.state, "default", exemption.id, "ops", now() - 30 * HOUR)
    assert [each["status"] for each in told(scan, folder)] == ["In Progress"]


def test_a_new_export_has_what_was_decided_before_it(scan: Scans, folder: Path, tmp_path: Path) -> None:
    exempt(scan, now())
    told(scan, folder)
    (tmp_path / "late").mkdir()
    add_export(scan.home, ExportRequest("late", "file", str(tmp_path / "late"), sends_all=False))
    assert told(scan, tmp_path / "late") == []
    add_export(scan.home, ExportRequest("whole", "file", str(tmp_path / "late")))
    scan.deliver()
    assert exported(tmp_path / "late") == [("Create", "old", "a", "Fail"), ("Create", "open", "a", "Fail")]
    resend(scan.home, "out")
    statuses = sorted((each["status"], each["metadata"]["event_code"]) for each in told(scan, folder))
    assert statuses == [("New", "aws.lambda.open"), ("Suppressed", "aws.lambda.old")]


def test_decisions_on_a_snapshot_that_the_receiver_has_no_more_change_nothing(scan: Scans, folder: Path) -> None:
    first = scan.n
    scan("b")
    told(scan, folder)
    late = snapshot_notice(f"20260301T00000{first}-s", DecisionPoint(0, now()), "decided late")
    with scan.state.transaction() as session:
        enqueue(session, "default", [late], now())
    assert told(scan, folder) == []
    assert scan.last() == ("sent", "0 changes; the receiver has another snapshot by now")


def test_what_an_older_release_put_into_the_outbox_is_sent(scan: Scans, folder: Path) -> None:
    exemption = exempt(scan, now())
    told(scan, folder)
    scan("a", "b")
    with scan.state.transaction() as session:
        enqueue(session, "default", [Notice(SNAPSHOT, f"20260301T00000{scan.n}-s", "again", "")], now())
    told(scan, folder)
    assert {each.status for each, _ in deliveries(scan.state, "default")[0]} == {"sent"}
    assert told(scan, folder) == []
    remove_exemption(scan.state, "default", exemption.id, "ops", now() + HOUR)
    assert [each["status"] for each in told(scan, folder)] == ["In Progress"] * 2
