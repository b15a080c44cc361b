"""Connectors and plans over HTTP: what is stored, what is refused, what exclusions leave out before they are saved."""

import datetime
from collections.abc import Iterator

import pytest
from httpx2 import Client

from bartizan.api.settings import ServeSettings
from bartizan.model import ChangedResource, now
from bartizan.service.connecting import connect, listed
from bartizan.state import State
from bartizan.state.access.nouns import Role
from bartizan.state.events.changed import ChangeNote
from bartizan.state.events.health import NotedEvents, note_check, note_events
from bartizan.state.onboarding.nouns import Connector
from bartizan.state.work.runs import ScanRun, add_run
from tests.api.serving import Served, served
from tests.service.estate import arn, published

ACCOUNT = "111122223333"
NEW = {"provider": "aws", "kind": "account", "target": ACCOUNT, "settings": {"role_name": "reader"}}


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("home")
    published(home, [{"id": arn(name), "name": name} for name in ("sandbox-1", "sandbox-2", "orders")])
    with served(ServeSettings(home, "http://127.0.0.1")) as found:
        yield found


@pytest.fixture(scope="module")
def admin(api: Served) -> Client:
    return api.person(Role.ADMIN)


def test_a_connector_is_added_listed_and_removed(api: Served, admin: Client) -> None:
    made = admin.post("/connectors", json={"name": "shop", **NEW})
    assert made.status_code == 201
    secret = made.json()["external_id"]
    assert len(secret) >= 24
    viewer = api.person(Role.VIEWER)
    assert [each["name"] for each in viewer.get("/connectors").json()] == ["shop"]
    for path in ("/connectors", "/connectors/shop", "/connectors/plans"):
        assert secret not in viewer.get(path).text
    assert secret not in admin.get("/audit").text
    assert admin.post("/connectors", json={"name": "shop", **NEW}).status_code == 400
    elsewhere = api.person(Role.ADMIN, "team-shop")
    assert elsewhere.get("/connectors").json() == []
    for answer in (elsewhere.get("/connectors/shop"), elsewhere.delete("/connectors/shop")):
        assert answer.text == admin.get("/connectors/none").text
    assert admin.delete("/connectors/shop").status_code == 204
    assert admin.get("/connectors").json() == []
    log = [entry["action"] for entry in admin.get("/audit").json()["items"]]
    assert [action for action in log if action.startswith("connector.")] == ["connector.remove", "connector.add"]


@pytest.mark.parametrize(
    ("change", "status"),
    [({"target": "1"}, 400), ({"kind": "tenant"}, 400), ({"interval_hours": 5}, 422), ({"name": "A B"}, 400),
     ({"settings": {"endpoint_url": "http://169.254.169.254"}}, 400), ({"settings": {"other": "x"}}, 400),
     ({"settings": {"profile": "root"}}, 400), ({"provider": "gcp"}, 422)],
)  # fmt: skip
def test_what_is_not_well_formed_is_refused(admin: Client, change: dict[str, object], status: int) -> None:
    assert admin.post("/connectors", json={"name": "x", **NEW, **change}).status_code == status


@pytest.mark.parametrize("secret", ["file:/etc/passwd", "plain-words"])
def test_a_secret_is_only_referred_to(admin: Client, secret: str) -> None:
    tenant = "0" * 8 + "-0000" * 3 + "-" + "0" * 12
    body = {"name": "x", "provider": "azure", "kind": "tenant", "target": tenant, "settings": {"secret": secret}}
    answer = admin.post("/connectors", json=body)
    assert answer.status_code == 400
    assert secret not in answer.text


def test_a_plan_says_what_is_left_out_before_it_is_saved(api: Served, admin: Client) -> None:
    assert admin.post("/connectors", json={"name": "plans", **NEW}).status_code == 201
    body = {"exclusions": [{"by": "name", "value": "sandbox-*"}]}
    answer = admin.patch("/connectors/plans/plan", json={**body, "dry_run": True})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["excluded"] == 2
    plans = admin.get("/connectors/plans").json()
    assert [each["exclusions"] for each in plans] == [[]]
    changed = admin.patch("/connectors/plans/plan", json={**body, "serverless_protection": False}).json()
    assert (changed["serverless_protection"], changed["cspm"], changed["excluded"]) == (False, True, 2)
    assert admin.get("/connectors/plans").json()[0]["exclusions"] == body["exclusions"]
    assert admin.patch("/connectors/plans/plan", json={"exclusions": [{"by": "name", "value": "*"}]}).status_code == 400
    assert admin.patch("/connectors/none/plan", json=body).status_code == 404
    assert api.person(Role.ANALYST).patch("/connectors/plans/plan", json=body).status_code == 403
    assert admin.delete("/connectors/plans").status_code == 204


def test_how_events_come_in_is_said_for_who_follows_them(api: Served) -> None:
    queue = f"https://sqs.eu-west-1.amazonaws.com/{ACCOUNT}/bartizan-events"
    followed = connect(api.settings.home, Connector("followed", "aws", "account", ACCOUNT, {"events_queue": queue}))
    connect(api.settings.home, Connector("scheduled", "aws", "account", ACCOUNT))
    noon = datetime.datetime(2026, 11, 29, 12)
    note = {ChangedResource("aws_sqs_queue", ACCOUNT, "eu-west-1", "q"): ChangeNote("e", "CreateQueue", "", noon)}
    note_events(State(api.settings.home), followed.id, NotedEvents(note, 3, {"malformed": 2}, noon), noon)
    note_check(State(api.settings.home), followed.id, noon, "AccessDenied")
    viewer = api.person(Role.VIEWER)
    assert viewer.get("/connectors/followed/events").json() == {
        "connector": "followed", "queue": queue, "checked_at": "2026-11-29T12:00:00",
        "last_event_at": "2026-11-29T12:00:00", "error": "AccessDenied", "seen": 3, "skipped": {"malformed": 2},
        "waiting": 1, "followed_since": "2026-11-29T12:00:00", "missed": 0, "missed_example": "", "missed_at": None,
    }  # fmt: skip
    assert viewer.get("/connectors/scheduled/events").json() is None
    assert viewer.get("/connectors/none/events").status_code == 404


def test_a_queue_is_named_on_the_server_alone(admin: Client) -> None:
    queue = {"events_queue": f"https://sqs.eu-west-1.amazonaws.com/{ACCOUNT}/q"}
    assert admin.post("/connectors", json={"name": "shop", **NEW, "settings": queue}).status_code == 400


def test_how_scans_go_is_said_with_each_connector(api: Served, admin: Client) -> None:
    assert admin.post("/connectors", json={"name": "fails", **NEW}).json()["scans"] is None
    (connector,) = [each for each in listed(api.settings.home) if each.name == "fails"]
    at = now()
    said = ScanRun("full", "watch", connector.id, status="failed", asked_at=at, ended_at=at, detail="usage\nnot let in")
    add_run(State(api.settings.home), "default", said)
    viewer = api.person(Role.VIEWER)
    found = viewer.get("/connectors/fails").json()["scans"]
    assert (found["state"], found["failures"], found["error"]) == ("failing", 1, "not let in")
    assert (found["last_run"], found["last_status"], found["is_watched"]) == (said.id, "failed", False)
    assert [each["scans"] for each in viewer.get("/connectors").json() if each["name"] == "fails"] == [found]
    assert api.person(Role.ADMIN, "team-shop").get("/connectors/fails").status_code == 404
    assert admin.delete("/connectors/fails").status_code == 204
