"""The event stream of a directory: what it says, to whom, and when it ends."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import Client

from bartizan.api.app import create_app
from bartizan.api.settings import ServeSettings
from bartizan.api.streams import OpenStreams
from bartizan.model import ExemptionCategory, now
from bartizan.service.reading import Snapshots
from bartizan.state import State
from bartizan.state.access.nouns import Role
from bartizan.state.access.people import remove_member
from bartizan.state.exemption import add_exemption
from bartizan.state.nouns import Exemption
from bartizan.state.work.feed import FeedMark, feed_mark
from bartizan.state.work.runs import ScanRun, add_event, add_run, change_run
from tests.api.serving import Served, served
from tests.service.estate import arn, published

ORDERS = [{"id": arn("orders"), "name": "orders"}]
apps: list[FastAPI] = []


def kept(settings: ServeSettings) -> FastAPI:
    apps.append(create_app(settings))
    return apps[-1]


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("home")
    published(home, ORDERS)
    published(home, ORDERS, "team-shop", "two")
    with served(ServeSettings(home, "http://127.0.0.1"), kept) as found:
        yield found


def parsed(text: str) -> list[tuple[str, dict[str, Any]]]:
    found = []
    for block in text.split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if lines:
            found.append((lines["event"], json.loads(lines["data"])))
    return found


def said(client: Client, after: str, **headers: str) -> list[tuple[str, dict[str, Any]]]:
    answer = client.get("/events", params={"seconds": 0, "after": after}, headers=headers)
    assert answer.headers["Content-Type"].startswith("text/event-stream")
    assert answer.headers["Cache-Control"] == "no-store"
    return parsed(answer.text)


def exempt(state: State) -> None:
    made = Exemption(ExemptionCategory.RISK_ACCEPTED, "Known.", "program", now(), resource=arn("orders"))
    add_exemption(state, "default", made)


def test_a_snapshot_and_a_decision_are_said_once_and_to_their_directory_only(api: Served) -> None:
    here, there = api.person(Role.ANALYST), api.person(Role.VIEWER, "team-shop")
    marks = {each: str(feed_mark(api.state, each)) for each in ("default", "team-shop")}
    assert said(here, marks["default"]) == said(there, marks["team-shop"]) == []
    published(api.settings.home, ORDERS, "default", "three")
    exempt(api.state)
    exempt(api.state)
    found = said(here, marks["default"])
    assert [(kind, body.get("snapshot", body.get("changed"))) for kind, body in found] == [
        ("snapshot", "three"),
        ("state", "exemption"),
    ]
    assert said(there, marks["team-shop"]) == []
    now_at = str(feed_mark(api.state, "default"))
    assert said(here, marks["default"], **{"Last-Event-ID": now_at}) == []


def test_a_stream_that_is_open_says_what_happens_and_closes_when_the_client_goes(api: Served) -> None:
    client, streams = api.person(Role.VIEWER), apps[-1].state.streams
    with client.stream("GET", "/events") as answer:
        lines = answer.iter_lines()
        assert next(lines) == ": beat"
        assert len(streams) == 1
        published(api.settings.home, ORDERS, "default", "four")
        assert next(line for line in lines if line.startswith("event")) == "event: snapshot"
        assert json.loads(next(lines).removeprefix("data: "))["snapshot"] == "four"
    until = time.monotonic() + 5
    while len(streams) and time.monotonic() < until:
        time.sleep(0.05)
    assert len(streams) == 0


def test_a_scan_is_said_as_it_goes_on_and_not_when_it_was_over(api: Served) -> None:
    client, state = api.person(Role.VIEWER, "team-scans"), api.state
    over, run = ScanRun("full", "program", status="complete"), ScanRun("full", "program", status="running")
    for each in (over, run):
        add_run(state, "team-scans", each)
    add_event(state, run.id, "started", {})
    (first,) = said(client, "")
    assert first == ("scan", {"id": run.id, "status": "running", "n": 1, "kind": "started"})
    with client.stream("GET", "/events", params={"seconds": 5}) as answer:
        lines = answer.iter_lines()
        data = (json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data"))
        assert next(data)["n"] == 1
        add_event(state, run.id, "complete", {})
        change_run(state, run.id, status="complete")
        last = next(each for each in data if each["status"] == "complete")
    assert last["n"] == 2
    assert said(client, "") == []


def test_a_stream_ends_when_its_reader_may_not_read_any_more(api: Served) -> None:
    client = api.person(Role.VIEWER, "team-left")
    person = client.get("/session").json()["person_id"]
    with client.stream("GET", "/events", params={"seconds": 30}) as answer:
        lines = answer.iter_lines()
        assert next(lines) == ": beat"
        remove_member(api.state, "team-left", person, "owner")
        started = time.monotonic()
        published(api.settings.home, ORDERS, "team-left", "five")
        rest = "\n".join(lines)
    assert time.monotonic() - started < 10
    assert "exemption" not in rest


def test_only_so_many_streams_are_open_for_a_person() -> None:
    streams = OpenStreams(most=2)
    with streams.one("a"), streams.one("b"):
        assert not streams.is_full("a")
        with streams.one("a"):
            assert streams.is_full("a")
            assert not streams.is_full("b")
    assert len(streams) == 0


@pytest.mark.parametrize("text", ["", "1", "1-", "-1-2", "a-b", "1-2-3", "²-1", "9" * 30 + "-1", str(2**60) + "-1"])
def test_what_is_no_mark_is_none(api: Served, text: str) -> None:
    assert FeedMark.parse(text) is None
    assert api.person(Role.VIEWER).get("/events", params={"seconds": 0, "after": text}).status_code == 200


def test_a_mark_is_read_as_it_is_written(tmp_path: Path) -> None:
    assert FeedMark.parse(str(FeedMark(3, 14))) == FeedMark(3, 14)


def test_a_snapshot_is_announced_when_readers_are_given_it(tmp_path: Path) -> None:
    published(tmp_path, ORDERS, id_="one")

    def preparing(settings: ServeSettings) -> FastAPI:
        app = create_app(settings)
        app.state.snapshots = Snapshots(settings.home, large=0)
        return app

    with served(ServeSettings(tmp_path, "http://127.0.0.1"), preparing) as found:
        viewer = found.person(Role.VIEWER)
        assert viewer.get("/findings").headers["X-Snapshot"] == "one"
        mark = str(feed_mark(found.state, "default"))
        published(tmp_path, ORDERS, id_="two")
        assert [name for name, _ in said(viewer, mark) if name == "snapshot"] == []
        until = time.monotonic() + 60
        while not (ids := [data["snapshot"] for name, data in said(viewer, mark) if name == "snapshot"]):
            assert time.monotonic() < until
        assert ids == ["two"]
        assert viewer.get("/findings").headers["X-Snapshot"] == "two"
