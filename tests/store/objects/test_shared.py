"""Several machines that share one state and one object store: scans, readers, retention, and the way from a folder."""

import datetime
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bartizan.base.home import Home
from bartizan.base.snapshots_url import SNAPSHOTS_URL
from bartizan.model import BartizanError, new_snapshot_id, now
from bartizan.pipeline.rematch import rematch
from bartizan.service.changes.comparing import changes
from bartizan.service.changes.moving import upload_snapshots
from bartizan.service.changes.pruning import Retention, prune
from bartizan.service.published import open_published
from bartizan.service.reading import Snapshots
from bartizan.state import Manifest, State
from bartizan.state.address import STATE_URL, keep_in_home
from bartizan.store.digests import DIGESTS
from bartizan.store.objects.fetched import FetchedSnapshots
from bartizan.store.objects.packing import PACK
from bartizan.store.places import snapshot_store
from tests.cli.process import run
from tests.pipeline.hand_made import publish
from tests.service.estate import arn, published
from tests.state.postgres import Server
from tests.store.objects.conftest import Place

pytestmark = pytest.mark.slow


def stored(place: Place, directory: str = "default") -> set[str]:
    """Return the snapshots of which there is anything on the store."""
    return {name.partition("/")[0] for name in place.names(f"snapshots/{directory}")}


def names(home: Path, at: str = "") -> list[str]:
    """Return the functions of a snapshot, the latest by default."""
    with open_published(home, at) as opened:
        return [row["name"] for row in opened.engine.rows("select name from aws_lambda_function order by 1")]


def put(home: Path, name: str) -> Manifest:
    """Publish a function's small snapshot, as a scan does, without what a scan makes of observations."""
    id_ = new_snapshot_id()
    published(home, [{"id": arn(name), "name": name}], id_=id_)
    made = State(home).snapshot("default", id_)
    assert made
    return made


@pytest.fixture
def shared(place: Place, postgres: Server, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A store whose machines share a state on PostgreSQL."""
    monkeypatch.setenv(STATE_URL, postgres.new())
    return place


def test_workers_on_two_machines_build_on_each_others_scans(shared: Place, homes: tuple[Path, Path]) -> None:
    first = publish(homes[0], ["a", "b"])
    second = publish(homes[1], ["b", "c"])
    third = publish(homes[0], [], denied="aws_lambda_function")
    assert second.summary["warnings"] == third.summary["warnings"] == []
    with open_published(homes[1], second.id) as opened:
        rows = opened.engine.rows("select resource_id, first_seen from finding where rule_id = 'aws.lambda.open'")
    assert {row["resource_id"] for row in rows if row["first_seen"] == first.started_at} == {arn("b")}
    assert stored(shared) == {first.id, second.id, third.id}
    assert shared.names("drafts/default") == set()
    assert [names(home, first.id) for home in homes] == [["a", "b"]] * 2


def test_a_server_without_files_reads_the_latest_and_an_older_one(shared: Place, homes: tuple[Path, Path]) -> None:
    first = put(homes[0], "a")
    snapshots = Snapshots(homes[1])
    assert snapshots.open().manifest == first
    second = put(homes[0], "b")
    caught_up(snapshots)
    assert snapshots.open().manifest == second
    with snapshots.open(at=first.id) as older:
        assert older.engine.rows("select name from aws_lambda_function") == [{"name": "a"}]
    assert FetchedSnapshots(homes[1], "default").names() == sorted([first.id, second.id])


def caught_up(snapshots: Snapshots) -> None:
    until = time.monotonic() + 60
    while not snapshots.has_caught_up("default"):
        assert time.monotonic() < until
        time.sleep(0.02)


def test_readers_stay_until_what_is_new_is_fetched(shared: Place, homes: tuple[Path, Path]) -> None:
    first = put(homes[0], "a")
    snapshots = Snapshots(homes[1])
    assert snapshots.open().manifest == first
    second = put(homes[0], "b")
    shared.front.keeps = PACK
    snapshots.catch_up()
    assert shared.front.hangs.wait(60)
    with snapshots.open() as published:
        assert (published.manifest, published.is_behind) == (first, True)
        assert published.engine.rows("select name from aws_lambda_function") == [{"name": "a"}]
    shared.front.go_on()
    caught_up(snapshots)
    with snapshots.open() as published:
        assert (published.manifest, published.is_behind) == (second, False)
        assert published.engine.rows("select name from aws_lambda_function") == [{"name": "b"}]


def test_a_server_ends_while_something_is_fetched(shared: Place, homes: tuple[Path, Path]) -> None:
    put(homes[0], "a")
    snapshots = Snapshots(homes[1])
    snapshots.open()
    second = put(homes[0], "b")
    shared.front.keeps = PACK
    snapshots.catch_up()
    assert shared.front.hangs.wait(60)
    snapshots.close()
    shared.front.go_on()
    caught_up(snapshots)
    assert snapshots.open().manifest == second


def test_what_cannot_be_fetched_is_an_error_of_who_reads_next(shared: Place, homes: tuple[Path, Path]) -> None:
    put(homes[0], "a")
    snapshots = Snapshots(homes[1])
    snapshots.open()
    second = put(homes[0], "b")
    shared.front.cuts = PACK
    until = time.monotonic() + 60
    with pytest.raises(BartizanError, match=second.id):
        while time.monotonic() < until:
            assert snapshots.open().is_behind
            time.sleep(0.02)
    shared.front.cuts = ""
    assert snapshots.open().manifest == second


def test_what_changed_and_matching_anew_fetch_what_they_need(shared: Place, homes: tuple[Path, Path]) -> None:
    first = publish(homes[0], ["a"])
    publish(homes[0], ["b"])
    found = changes(homes[1], first.id)
    assert {(each.change, each.resource_name) for each in found.items} >= {("new", "b"), ("removed", arn("a"))}
    again = rematch(homes[1], "default")
    assert again is not None
    assert names(homes[0], again.id) == ["b"]


@pytest.mark.parametrize("objects", [1, 2])
def test_a_scan_that_is_killed_while_it_uploads(place: Place, homes: tuple[Path, Path], objects: int) -> None:
    home = homes[0]
    before = put(home, "a")
    place.front.stops_after = place.front.puts + objects
    command = [sys.executable, "-m", "tests.store.objects.publisher", str(home), "killed", "b"]
    with subprocess.Popen(command, env=dict(os.environ)) as scan:
        assert place.front.hangs.wait(60)
        scan.send_signal(signal.SIGKILL)
    place.front.go_on()
    assert names(home) == ["a"]
    assert State(home).snapshot("default", "killed") is None
    assert place.names("drafts/default") == {"killed"}
    ids = {before.id, publish(home, ["c"]).id}
    while place.names("drafts/default"):  # what was on its way may have arrived after the first sweep
        snapshot_store(home, "default").sweep(State(home).published)
    assert stored(place) == ids
    assert {*FetchedSnapshots(home, "default").names()} == ids
    assert [path for path in Home(home).fetched("default").iterdir() if path.name.startswith(".")] == []


def test_a_store_that_fails_publishes_nothing_and_loses_nothing(place: Place, homes: tuple[Path, Path]) -> None:
    before = put(homes[0], "a")
    place.front.refuses = "PUT"
    with pytest.raises(BartizanError, match="refuses these credentials"):
        publish(homes[0], ["b"])
    place.front.refuses = ""
    assert State(homes[0]).snapshot("default") == before
    assert names(homes[0]) == ["a"]
    publish(homes[0], ["c"])
    assert stored(place) >= {before.id}
    assert place.names("drafts/default") == set()


def test_a_damaged_snapshot_is_set_aside_and_everything_read_anew(shared: Place, homes: tuple[Path, Path]) -> None:
    first = publish(homes[0], ["a"])
    shared.objects.remove_one(f"snapshots/default/{first.id}/{PACK}")
    second = publish(homes[1], ["b"])
    (warning,) = second.summary["warnings"]
    assert "is damaged (access.parquet is gone); what there is of it stays on" in warning
    assert names(homes[1]) == ["b"]


def test_pruning_removes_objects(shared: Place, homes: tuple[Path, Path]) -> None:
    ids = [put(homes[0], name).id for name in "abc"]
    assert names(homes[1], ids[0]) == ["a"]
    late = now() + datetime.timedelta(days=1000)
    assert prune(homes[1], Retention(1, 1), at=late) == ids[:1]
    assert stored(shared) == {*ids[1:]}
    assert FetchedSnapshots(homes[1], "default").names() == []
    assert prune(homes[1], Retention(1, 1), at=late) == []


def test_what_a_killed_prune_left_goes_with_the_next(place: Place, homes: tuple[Path, Path]) -> None:
    from bartizan.state.snapshots import mark_pruned

    ids = [put(homes[0], name).id for name in "abc"]
    mark_pruned(State(homes[0]), ids[:1])
    assert prune(homes[0], Retention()) == []
    assert stored(place) == {*ids[1:]}


def test_from_a_folder_to_a_store(place: Place, homes: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    home = homes[0]
    monkeypatch.delenv(SNAPSHOTS_URL)
    for id_ in ("old", "harmed", "gone", "new"):
        published(home, [{"id": arn(id_), "name": id_}], id_=id_)
    published(home, [{"id": arn("x"), "name": "x"}], "other", "elsewhere")
    folder = Home(home).snapshots("default")
    (folder / "old" / DIGESTS).unlink()  # an older release wrote none
    (folder / "harmed" / "finding.parquet").write_bytes(b"")
    (folder / "gone").rename(home / "away")
    monkeypatch.setenv(SNAPSHOTS_URL, place.url)
    place.front.refuses = "PUT"
    with pytest.raises(BartizanError, match="refuses"):
        list(upload_snapshots(home))
    place.front.refuses = ""
    done = run("snapshots", "upload", home=home)
    assert done.returncode == 4
    assert "harmed was not uploaded: finding.parquet cannot be read" in done.stderr
    assert "2 snapshots of default are uploaded" in done.stderr
    assert stored(place) == {"old", "new"}
    assert next(upload_snapshots(home, directory="other")).refusal == ""
    assert stored(place, "other") == {"elsewhere"}
    assert {each.id for each in upload_snapshots(home)} == {"harmed", "gone"}
    assert names(home, "old") == ["old"]
    assert names(home) == ["new"]


def test_to_upload_takes_a_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SNAPSHOTS_URL, raising=False)
    done = run("snapshots", "upload", home=tmp_path)
    assert done.returncode == 2
    assert f"name the object store in {SNAPSHOTS_URL} first" in done.stderr


def test_the_demo_keeps_to_its_home(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(STATE_URL, "")
    keep_in_home()
    put(tmp_path, "a")
    monkeypatch.setenv(SNAPSHOTS_URL, place.url)
    assert stored(place) == set()
