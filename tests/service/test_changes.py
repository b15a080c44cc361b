"""What changed from one snapshot to another, and the check of an installation."""

import json
import shutil
from collections import Counter
from pathlib import Path

import pytest

from bartizan.model import UsageError
from bartizan.service.changes.comparing import change_counts, changes, snapshots
from bartizan.service.changes.self_check import self_checks
from tests.cli.process import run
from tests.service.estate import arn, published

BEFORE = [{"id": arn(name), "name": name} for name in ("stays", "worse", "fixed", "unread", "gone")]
AFTER = [{"id": arn(name), "name": name} for name in ("stays", "worse", "fixed", "unread", "new")]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    published(home, BEFORE, id_="one", also=("update finding set risk_level = 'high' where resource_name = 'worse'",))
    also = (
        "update finding set risk_level = 'critical' where resource_name = 'worse'",
        "delete from finding where resource_name = 'fixed'",
        "update finding set status = 'unknown' where resource_name = 'unread'",
    )
    return published(home, AFTER, id_="two", also=also)


def test_what_could_not_be_read_again_is_not_fixed(home: Path) -> None:
    found = {(each.resource_name, each.change) for each in changes(home, "one", "two").items}
    assert {name for name, change in found if change == "fixed"} == {"fixed"}
    assert ("unread", "unverified") in found
    assert ("worse", "worse") in found
    assert ("new", "new") in found
    assert {change for name, change in found if name.endswith("gone")} == {"removed"}
    assert "stays" not in {name for name, _ in found}


def test_what_is_new_and_worst_comes_first(home: Path) -> None:
    found = [each.change for each in changes(home, "previous").items]
    assert found == sorted(found, key=["new", "worse", "unverified", "better", "changed", "fixed", "removed"].index)


def test_counts_are_those_of_the_list(home: Path) -> None:
    found = Counter(each.change for each in changes(home, "previous").items if each.kind in {"finding", "attack_path"})
    counts = change_counts(home, "previous")
    assert {change: n for change, n in counts.items() if n} == found
    assert counts["better"] == 0


def test_the_other_way_round_new_is_removed(home: Path) -> None:
    found = {(each.resource_name, each.change) for each in changes(home, "two", "one").items}
    assert ("worse", "better") in found
    assert ("fixed", "new") in found


def test_snapshots_are_listed_newest_first(home: Path) -> None:
    assert [each.id for each in snapshots(home)] == ["two", "one"]


def test_a_snapshot_that_is_not_there_is_refused(home: Path) -> None:
    with pytest.raises(UsageError, match="no snapshot 'three'"):
        changes(home, "three")
    with pytest.raises(UsageError, match="scan again to see what changes"):
        changes(home, "previous", "one")


def test_the_command_prints_what_the_service_says(home: Path) -> None:
    done = run("snapshots", "diff", "one", "two", "--format", "json", home=home)
    assert [row["change"] for row in json.loads(done.stdout)] == [each.change for each in changes(home, "one").items]
    assert "two" in run("snapshots", "list", home=home).stdout


def test_the_doctor_says_what_does_not_work(home: Path, tmp_path: Path) -> None:
    assert {each.check: each.state for each in self_checks(home)}["state"] == "ok"
    (tmp_path / "state.db").write_bytes(b"no database at all, but long enough to be read as one" * 20)
    done = run("doctor", "--format", "json", home=tmp_path)
    assert done.returncode == 4
    assert "failed" in {row["state"] for row in json.loads(done.stdout)}
    assert run("doctor", home=tmp_path / "not-there").returncode == 0


def test_the_doctor_finds_a_damaged_file_of_the_latest_scan(home: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(home, tmp_path / "copy")
    file = next(iter(sorted(copy.glob("snapshots/*/two/finding.parquet"))))
    file.write_bytes(b"x")
    (found,) = (each for each in self_checks(copy) if each.check == "latest scan")
    assert (found.state, found.fix) == ("failed", "bartizan scan")
    assert "finding.parquet" in found.detail
