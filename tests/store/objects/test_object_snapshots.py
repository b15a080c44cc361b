"""Snapshots on an object store: the commit guarantee of the folder, for several machines."""

import hashlib
import io
import shutil
import tarfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import orjson
import pytest

from bartizan.base.home import Home
from bartizan.base.snapshots_url import FETCHED_GB, SNAPSHOTS_URL
from bartizan.model import BartizanError
from bartizan.state import State
from bartizan.store.engine import Engine
from bartizan.store.objects.fetched import FetchedSnapshots
from bartizan.store.objects.packing import PACK
from bartizan.store.places import SnapshotStore, object_store, snapshot_store
from tests.store.objects.conftest import Place


def write(home: Path, id_: str, *, directory: str = "default", rows: int = 3, fails: bool = False) -> None:
    """Write a snapshot of one table; where it ``fails``, state does not take its manifest."""

    def commit() -> None:
        if fails:
            raise BartizanError("no")

    with Engine() as engine, snapshot_store(home, directory).draft(id_) as draft:
        engine.create("numbers", f"select '{id_}' as of, range as n from range({rows})")
        draft.seal(engine, ["numbers"])
        draft.publish(commit)


def read(store: SnapshotStore, id_: str) -> int:
    with store.files(id_).open() as engine:
        (row,) = engine.rows("select count(*) as n from numbers where of = ?", [id_])
        return int(row["n"])


def test_what_one_machine_publishes_another_reads(place: Place, homes: tuple[Path, Path]) -> None:
    write(homes[0], "a", rows=2_000_000)  # more than one part of an upload
    assert read(snapshot_store(homes[1], "default"), "a") == 2_000_000
    assert place.names("snapshots/default") == {"a/numbers.parquet", f"a/{PACK}", "a/digests.json"}
    assert place.names("drafts/default") == set()
    assert not Home(homes[0]).snapshots("default").exists()


def test_who_wrote_it_fetches_nothing_and_who_read_it_fetches_it_once(place: Place, homes: tuple[Path, Path]) -> None:
    write(homes[0], "a")
    for home, fetched in zip(homes, (0, 1), strict=True):
        place.front.seen.clear()
        assert [read(snapshot_store(home, "default"), "a") for _ in range(3)] == [3, 3, 3]
        assert sum(PACK in each for each in place.front.seen) == fetched


def test_what_state_did_not_take_is_swept_and_nothing_else(place: Place, homes: tuple[Path, Path]) -> None:
    write(homes[0], "kept")
    with pytest.raises(BartizanError, match="no"):
        write(homes[0], "lost", fails=True)
    with pytest.raises(BartizanError, match="no"):
        write(homes[0], "taken-after-all", fails=True)  # as where a server answers nothing after it has committed
    assert place.names("drafts/default") == {"lost", "taken-after-all"}
    for left in ({"lost"}, set()):
        snapshot_store(homes[1], "default").sweep(lambda ids: {*ids} & {"taken-after-all"})
        assert place.names("drafts/default") == left
    assert {name.partition("/")[0] for name in place.names("snapshots/default")} == {"kept", "taken-after-all"}
    assert read(snapshot_store(homes[1], "default"), "taken-after-all") == 3


def test_an_upload_that_was_swept_meanwhile_is_not_published(place: Place, homes: tuple[Path, Path]) -> None:
    write(homes[0], "a")
    committed: list[str] = []
    place.front.stops_after = place.front.puts + 2  # a mark, and one object

    def upload() -> None:
        with Engine() as engine, snapshot_store(homes[0], "default").draft("late") as draft:
            engine.create("numbers", "select 1 as n")
            draft.seal(engine, ["numbers"])
            draft.publish(lambda: committed.append("late"))

    with ThreadPoolExecutor(1) as pool:
        uploading = pool.submit(upload)
        assert place.front.hangs.wait(30)
        place.front.stops_after = None
        snapshot_store(homes[1], "default").sweep(lambda ids: set())
        place.front.goes_on.set()
        with pytest.raises(BartizanError, match="scan again"):
            uploading.result(60)
    assert committed == []
    assert {name.partition("/")[0] for name in place.names("snapshots/default")} == {"a"}
    assert place.names("drafts/default") == set()


@pytest.mark.parametrize("harm", ["spoils", "cuts"])
def test_an_object_that_is_not_what_was_written_is_never_opened(
    place: Place, homes: tuple[Path, Path], harm: str
) -> None:
    write(homes[0], "a", rows=50_000)
    setattr(place.front, harm, "numbers.parquet")
    store = snapshot_store(homes[1], "default")
    with pytest.raises(BartizanError, match=r"a on .* is damaged \(numbers.parquet .*\): run `bartizan scan`"):
        store.files("a")
    assert "numbers.parquet" in store.damage("a")
    setattr(place.front, harm, "")
    assert read(store, "a") == 50_000


def test_a_copy_that_is_damaged_is_fetched_again(place: Place, homes: tuple[Path, Path]) -> None:
    write(homes[0], "a")
    store = snapshot_store(homes[1], "default")
    (store.files("a").path / "numbers.parquet").write_bytes(b"rubbish")
    assert store.damage("a") == ""
    assert read(store, "a") == 3


@pytest.mark.parametrize("kind", ["cut", "hostile"])
def test_a_pack_that_is_not_what_was_written_writes_nothing(place: Place, homes: tuple[Path, Path], kind: str) -> None:
    write(homes[0], "a")
    store, key = snapshot_store(homes[1], "default"), f"snapshots/default/a/{PACK}"
    good = place.objects.read(key, 1_000_000) or b""
    place.objects.put(key, good[:700] if kind == "cut" else hostile())
    wrong = f"{PACK} cannot be read" if kind == "cut" else "numbers.parquet is gone"
    with pytest.raises(BartizanError, match=rf"damaged \({wrong}\)"):
        store.files("a")
    assert [path for path in homes[1].parent.rglob("*.parquet") if homes[0] not in path.parents] == []
    place.objects.put(key, good)
    assert read(store, "a") == 3


def hostile() -> bytes:
    """Return an archive of files that lie elsewhere, links, and a hole that would fill the disk."""
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as archive:
        for name in ("../numbers.parquet", "/tmp/numbers.parquet", "other.parquet"):
            archive.addfile(tarfile.TarInfo(name), io.BytesIO())
        link = tarfile.TarInfo("numbers.parquet")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
        large = tarfile.TarInfo("numbers.parquet")
        large.size = 100_000
        archive.addfile(large, io.BytesIO(bytes(large.size)))
    return content.getvalue()


def test_gone_objects(place: Place, homes: tuple[Path, Path]) -> None:
    write(homes[0], "a", rows=50_000)
    place.objects.remove_one("snapshots/default/a/numbers.parquet")
    store = snapshot_store(homes[1], "default")
    with pytest.raises(BartizanError, match=r"damaged \(numbers.parquet is gone\)"):
        store.files("a")
    place.objects.remove("snapshots/default/a")
    assert store.damage("a") == "its objects are gone"
    assert not store.has("a")


@pytest.mark.parametrize("name", ["../../../state.db", "/etc/cron.d/x.parquet", "a.parquet/../../b.parquet", "x.txt"])
def test_names_from_the_store_stay_in_the_folder(place: Place, homes: tuple[Path, Path], name: str) -> None:
    digests = orjson.dumps({name: hashlib.sha256(b"x").hexdigest()})
    place.objects.put("snapshots/default/a/digests.json", digests)
    with pytest.raises(BartizanError, match=r"damaged \(digests.json cannot be read\)"):
        snapshot_store(homes[1], "default").files("a")
    assert [path for path in homes[1].rglob("*") if path.is_file()] == []


def test_directories_share_nothing(place: Place, homes: tuple[Path, Path]) -> None:
    for directory in ("north", "south"):
        write(homes[0], f"of-{directory}", directory=directory)
        with pytest.raises(BartizanError, match="no"):
            write(homes[0], "same", directory=directory, fails=True)
    north, south = (snapshot_store(homes[1], name) for name in ("north", "south"))
    with pytest.raises(BartizanError, match="its objects are gone"):
        north.files("of-south")
    north.sweep(lambda ids: set())
    north.remove(["of-south", "of-north"])
    assert place.names("snapshots/north") == set()
    assert {name.partition("/")[0] for name in place.names("snapshots/south")} == {"of-south", "same"}
    assert read(south, "of-south") == 3


def test_busy_moments_are_waited_for(place: Place, homes: tuple[Path, Path]) -> None:
    place.front.fails = 2
    write(homes[0], "a")
    place.front.fails = 2
    assert read(snapshot_store(homes[1], "default"), "a") == 3


def test_a_home_keeps_as_much_as_it_may_and_what_is_read(
    place: Place, homes: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FETCHED_GB, "0")
    for id_ in "abc":
        write(homes[0], id_)
    store, here = snapshot_store(homes[1], "default"), FetchedSnapshots(homes[1], "default")
    read_now = store.files("a").open()
    cursor = read_now.cursor()
    assert read(store, "b") == read(store, "c") == 3
    assert here.names() == ["a", "c"]  # the last one is removed with the next
    read_now.close()
    del read_now
    here.bound()
    assert "a" in here.names()
    cursor.close()
    del cursor
    here.bound()
    assert here.names() == []
    assert read(store, "a") == 3


def test_what_a_killed_reader_left_is_swept(place: Place, homes: tuple[Path, Path]) -> None:
    write(homes[0], "a")
    store = snapshot_store(homes[1], "default")
    folder = store.files("a").path
    shutil.copytree(folder, folder.with_name(".fetching-1-2"))
    shutil.copytree(folder, folder.with_name(".draft-old"))
    shutil.copytree(folder, folder.with_name("forgotten"))
    store.sweep(lambda ids: {*ids} & {"a"})
    assert [path.name for path in folder.parent.iterdir()] == ["a"]


def test_a_folder_without_a_store_is_as_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SNAPSHOTS_URL, raising=False)
    write(tmp_path, "a")
    assert object_store(tmp_path, "default") is None
    assert [path.name for path in Home(tmp_path).snapshots("default").iterdir()] == ["a"]
    assert State(tmp_path).snapshot("default") is None
