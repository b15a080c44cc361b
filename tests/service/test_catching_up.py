"""A snapshot that is published while another one is read: readers stay with that one until the new one is prepared."""

import random
import threading
import time
from pathlib import Path

import pytest

from bartizan.model import ExemptionCategory, now
from bartizan.report.listing.ask import ListFilter
from bartizan.service import listing
from bartizan.service.reading import Snapshots
from bartizan.service.work.catching_up import catch_up_until
from bartizan.state import State
from bartizan.state.exemption import add_exemptions
from bartizan.state.nouns import Exemption
from tests.service.decided import publish_decided

pytestmark = pytest.mark.slow

EXEMPT = ListFilter(values={"status": ["exempt"]})


def caught_up(snapshots: Snapshots) -> None:
    until = time.monotonic() + 60
    while not snapshots.has_caught_up("default"):
        assert time.monotonic() < until
        time.sleep(0.02)


def is_prepared(snapshots: Snapshots) -> bool:
    with snapshots.open() as published:
        return "overview" in published.memo


def totals(snapshots: Snapshots, at: str = "") -> tuple[str, int, bool]:
    with snapshots.open(at=at) as published:
        return published.manifest.id, listing.total(published, "findings", ListFilter()), published.is_behind


def test_readers_stay_until_what_is_new_is_prepared(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path, large=0)
    publish_decided(tmp_path, random.Random(1), "one")
    first = totals(snapshots)
    assert first[::2] == ("one", False)  # nothing was read before
    publish_decided(tmp_path, random.Random(2), "two")
    assert totals(snapshots) == (*first[:2], True)
    caught_up(snapshots)
    with snapshots.open() as published:
        assert (published.manifest.id, published.is_behind) == ("two", False)
        assert published.engine.known.keys() >= {"list_findings", "list_inventory", "list_recommendations"}
        assert "overview" in published.memo
    assert totals(snapshots)[1] != first[1]
    assert totals(snapshots, at="one") == first


def test_a_decision_meanwhile_holds_in_both(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path, large=0)
    publish_decided(tmp_path, random.Random(1), "one")
    totals(snapshots)
    publish_decided(tmp_path, random.Random(2), "two")
    assert not snapshots.has_caught_up("default")
    exemption = Exemption(ExemptionCategory.MITIGATED, "why", "who", now(), rule="aws.*")
    add_exemptions(State(tmp_path), "default", [exemption])
    with snapshots.open() as published:
        assert listing.total(published, "findings", EXEMPT) > 0
    caught_up(snapshots)
    with snapshots.open() as published:
        assert published.manifest.id == "two"
        assert listing.total(published, "findings", EXEMPT) > 0


def test_what_is_small_is_read_at_once(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path)
    for n, id_ in enumerate(("one", "two")):
        publish_decided(tmp_path, random.Random(n), id_)
        assert totals(snapshots)[::2] == (id_, False)


def test_a_server_looks_for_what_is_new_by_itself(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path, large=0)
    snapshots.catch_up()  # nobody reads yet
    publish_decided(tmp_path, random.Random(1), "one")
    totals(snapshots)
    publish_decided(tmp_path, random.Random(2), "two")
    snapshots.catch_up()
    caught_up(snapshots)
    assert totals(snapshots)[::2] == ("two", False)


def test_a_server_prepares_what_is_there_when_it_starts(tmp_path: Path) -> None:
    publish_decided(tmp_path, random.Random(1), "one")
    snapshots = Snapshots(tmp_path, large=0)
    ended = threading.Event()
    catch_up_until(State(tmp_path), snapshots, ended)
    until = time.monotonic() + 60
    while not is_prepared(snapshots):
        assert time.monotonic() < until
        time.sleep(0.02)
    ended.set()
    snapshots.close()


def test_a_snapshot_that_comes_meanwhile_is_prepared_in_its_turn(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path, large=0)
    snapshots.warm("default")  # nothing was scanned
    publish_decided(tmp_path, random.Random(1), "one")
    snapshots.warm("default")
    assert snapshots.given("default") == ""  # nobody reads, and nothing that comes is prepared for nobody
    publish_decided(tmp_path, random.Random(2), "two")
    snapshots.catch_up()
    assert totals(snapshots)[::2] == ("two", False)


def test_what_is_being_prepared_ends_with_the_server(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path, large=0)
    publish_decided(tmp_path, random.Random(1), "one")
    totals(snapshots)
    publish_decided(tmp_path, random.Random(2), "two")
    snapshots.catch_up()
    snapshots.close()
    assert snapshots.has_caught_up("default")


def test_a_server_makes_ready_what_the_first_decision_takes_from(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path)
    publish_decided(tmp_path, random.Random(1), "one")
    with snapshots.open() as published:
        listing.total(published, "findings", ListFilter())
        listing.total(published, "inventory", ListFilter())
        made = published.engine.below().known
    ready = {"finding_group", "loss_kind", "listed_resource"}
    assert not made.keys() & ready
    snapshots.catch_up()
    assert made.keys() >= ready
