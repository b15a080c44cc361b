"""The queue and the controls over the API: what the portal shows, changed by those who may, and by one at a time."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Client

from bartizan.api.problem import NO_ACCESS
from bartizan.api.settings import ServeSettings
from bartizan.base.resource_key import resource_key
from bartizan.state.access.nouns import Role
from tests.api.serving import Served, served
from tests.cli.process import run


@pytest.fixture(scope="module")
def api(scanned: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = shutil.copytree(scanned, tmp_path_factory.mktemp("queue") / "home")
    with served(ServeSettings(home, "http://127.0.0.1")) as found:
        yield found


@pytest.fixture(scope="module")
def analyst(api: Served) -> Client:
    return api.person(Role.ANALYST)


@pytest.fixture(scope="module")
def queue(analyst: Client) -> list[dict[str, Any]]:
    found = analyst.get("/exposures", params={"limit": 200}).json()
    assert found["total"] == len(found["items"]) > 3
    items: list[dict[str, Any]] = found["items"]
    return items


def test_the_queue_has_each_workload_with_its_worst_path(analyst: Client, queue: list[dict[str, Any]]) -> None:
    paths = analyst.get("/attack-paths", params={"limit": 200}).json()["items"]
    entries = {path["entry_id"] for path in paths}
    assert {each["id"] for each in queue} == entries
    for each in queue:
        own = [path for path in paths if path["entry_id"] == each["id"]]
        assert (each["paths"], each["path_id"], each["story"]) == (len(own), own[0]["id"], own[0]["title"])
        assert each["key"] == resource_key(each["id"])
    first, second = (analyst.get("/exposures", params={"limit": 1, "offset": n}).json()["items"] for n in (0, 1))
    assert [*first, *second] == queue[:2]
    assert analyst.get("/exposures", params={"progress": "later"}).status_code == 422


def test_an_exposure_is_moved_assigned_commented_and_taken_back(
    api: Served, analyst: Client, queue: list[dict[str, Any]]
) -> None:
    key = queue[0]["key"]
    moved = analyst.post(f"/exposures/{key}", json={"kind": "progress", "text": "in_work", "was": "new"})
    assert (moved.status_code, moved.json()["progress"]) == (201, "in_work")
    name = analyst.get("/session").json()["name"]
    assert analyst.post(f"/exposures/{key}", json={"kind": "assignee", "text": name}).json()["assignee"] == name
    said = analyst.post(f"/exposures/{queue[0]['id']}", json={"kind": "comment", "text": "Looked at <b>it</b>."})
    assert (said.status_code, said.json()["undo"]) == (201, "")
    found = analyst.get(f"/exposures/{key}").json()
    assert [(each["kind"], each["text"]) for each in found["events"]] == [
        ("progress", "in_work"), ("assignee", name), ("comment", "Looked at <b>it</b>."),
    ]  # fmt: skip
    assert found["last_event"] == found["events"][-1]
    mine = analyst.get("/exposures", params={"assignee": name, "progress": ["in_work", "waiting"]}).json()
    assert [each["key"] for each in mine["items"]] == [key]
    nobodys = analyst.get("/exposures", params={"assignee": ""}).json()
    assert nobodys["total"] == len(queue) - 1
    assert api.person(Role.ADMIN).post("/undo", json={"token": moved.json()["undo"]}).status_code == 404
    undone = analyst.post("/undo", json={"token": moved.json()["undo"]}).json()
    assert undone == {"changed": 1, "redo": undone["redo"]}
    assert analyst.get(f"/exposures/{key}").json()["progress"] == "new"


def test_nobody_overwrites_what_they_did_not_see(api: Served, analyst: Client, queue: list[dict[str, Any]]) -> None:
    key, other = queue[1]["key"], api.person(Role.ADMIN)
    assert analyst.post(f"/exposures/{key}", json={"kind": "assignee", "text": "shop", "was": ""}).status_code == 201
    late = other.post(f"/exposures/{key}", json={"kind": "assignee", "text": "security", "was": ""})
    assert late.status_code == 409
    assert "shop" in late.json()["detail"]
    assert analyst.get(f"/exposures/{key}").json()["assignee"] == "shop"
    body = {"kind": "comment", "text": "Once."}
    answers = [analyst.post(f"/exposures/{key}", json=body, headers={"Idempotency-Key": "c"}) for _ in range(2)]
    assert [each.status_code for each in answers] == [201, 201]
    assert sum(each["kind"] == "comment" for each in analyst.get(f"/exposures/{key}").json()["events"]) == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [({"kind": "progress", "text": "later"}, 400), ({"kind": "comment", "text": " "}, 400), ({"kind": "owner"}, 422)],
)
def test_what_is_no_change_is_refused(analyst: Client, queue: list[dict[str, Any]], body: Any, status: int) -> None:
    before = analyst.get(f"/exposures/{queue[2]['key']}").json()
    answer = analyst.post(f"/exposures/{queue[2]['key']}", json=body)
    assert (answer.status_code, set(answer.json())) == (status, {"type", "title", "status", "detail", "trace"})
    assert analyst.get(f"/exposures/{queue[2]['key']}").json() == before


def test_others_see_and_change_none_of_it(api: Served, queue: list[dict[str, Any]]) -> None:
    key = queue[0]["key"]
    viewer, elsewhere = api.person(Role.VIEWER), api.person(Role.ADMIN, "team-shop")
    assert viewer.get(f"/exposures/{key}").status_code == 200
    for kind, text in (("progress", "triaged"), ("assignee", "team-shop")):
        assert viewer.post(f"/exposures/{key}", json={"kind": kind, "text": text}).status_code == 403
    assert elsewhere.get(f"/exposures/{key}").status_code == 404
    assert elsewhere.post(f"/exposures/{key}", json={"kind": "comment", "text": "x"}).status_code == 404
    assert viewer.get("/exposures/0123456789abcdef").json()["title"] == NO_ACCESS


def test_a_viewer_comments(api: Served, queue: list[dict[str, Any]]) -> None:
    viewer, path = api.person(Role.VIEWER), f"/exposures/{queue[3]['key']}"
    assert viewer.post(path, json={"kind": "comment", "text": "This is ours."}).status_code == 201
    found = viewer.get(path).json()
    assert [(each["kind"], each["text"]) for each in found["events"]] == [("comment", "This is ours.")]
    assert found["progress"] == "new"


def test_controls_are_those_of_the_command_line(api: Served, analyst: Client) -> None:
    printed = run("compliance", "--framework", "nist-800-53", "--format", "json", home=api.settings.home)
    found = analyst.get("/compliance", params={"framework": "nist-800-53"}).json()
    assert found == json.loads(printed.stdout)
    scope = analyst.get("/findings/facets", params={"field": "scope"}).json()[0]["value"]
    of_scope = run(
        "compliance", "--framework", "nist-800-53", "--scope", scope, "--format", "json", home=api.settings.home
    )
    asked = {"framework": "nist-800-53", "scope": scope}
    assert json.loads(of_scope.stdout) == analyst.get("/compliance", params=asked).json() != found
    page = run(
        "compliance", "--framework", "nist-800-53", "--scope", scope, "--page", "-", home=api.settings.home
    ).stdout
    assert f"Only what is in <strong>{scope}</strong> is counted here." in page
    assert "unknown scope" in run("compliance", "--scope", "nowhere", home=api.settings.home).stderr
    lost = analyst.get("/compliance", params={"status": "not_evaluated"}).json()
    assert {each["status"] for each in lost} == {"not_evaluated"}
    assert 0 < len(lost) < len(analyst.get("/compliance").json())
    assert analyst.get("/compliance", params={"framework": "nothing"}).status_code == 400
    assert analyst.get("/compliance", params={"status": "fine"}).status_code == 422
