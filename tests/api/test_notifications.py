"""Notification rules and deliveries over the API: what is shown is no secret, and what is refused is said."""

from collections.abc import Iterator

import pytest

from bartizan.api.settings import ServeSettings
from bartizan.model import now
from bartizan.service.notifying.delivering import Deliverer
from bartizan.service.notifying.rules import NotificationRequest, add_rule
from bartizan.state import State
from bartizan.state.access.nouns import Role
from bartizan.state.notify.nouns import Notice
from bartizan.state.notify.outbox import enqueue
from tests.api.serving import Served, served
from tests.notify.sinks import webhook_sink

HOOK = {"name": "hook", "receiver": "webhook", "address": "https://receiver.example/path-that-is-secret?key=x"}


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(ServeSettings(tmp_path_factory.mktemp("home"), "http://127.0.0.1")) as found:
        yield found


def test_a_rule_comes_and_goes_and_its_url_stays_secret(api: Served) -> None:
    admin, viewer = api.person(Role.ADMIN), api.person(Role.VIEWER)
    made = admin.post("/notifications/rules", json=HOOK | {"kinds": ["finding"], "secret": "env:HOOK_SECRET"})
    assert made.status_code == 201
    assert made.json()["address"] == "https://receiver.example/…"
    assert [each["name"] for each in viewer.get("/notifications/rules").json()] == ["hook"]
    said = viewer.get("/notifications/rules").text + admin.get("/audit").text
    assert "path-that-is-secret" not in said
    assert admin.post("/notifications/rules", json=HOOK).status_code == 400
    assert admin.delete("/notifications/rules/hook").status_code == 204
    assert admin.delete("/notifications/rules/hook").status_code == 404
    assert viewer.get("/notifications/rules").json() == []
    actions = [each["action"] for each in admin.get("/audit").json()["items"]]
    assert actions[:2] == ["notification.remove", "notification.add"]


@pytest.mark.parametrize(
    "values",
    [
        {"address": "http://receiver.example"},
        {"address": "https://user:word@receiver.example"},
        {"address": "file:/etc/passwd"},
        {"secret": "file:/etc/passwd"},
        {"secret": "written-here"},
        {"receiver": "slack"},
        {"quiet": "at night"},
        {"query": "nothing"},
        {"allows_private": True, "address": "http://127.0.0.1"},
    ],
)
def test_rules_that_are_refused(api: Served, values: dict[str, object]) -> None:
    answer = api.person(Role.ADMIN).post("/notifications/rules", json=HOOK | values)
    assert answer.status_code == 400
    assert api.person(Role.VIEWER).get("/notifications/rules").json() == []


def test_a_receiver_in_this_network_is_not_reached(api: Served) -> None:
    admin = api.person(Role.ADMIN)
    with webhook_sink() as sink:
        address = sink.url.replace("http", "https")
        assert admin.post("/notifications/rules", json=HOOK | {"address": address}).status_code == 201
        answer = admin.post("/notifications/rules/hook/test")
        assert answer.status_code == 424
        assert "private network" in answer.json()["detail"]
        assert sink.received == []
    admin.delete("/notifications/rules/hook")


def test_deliveries_say_what_was_sent(api: Served) -> None:
    viewer, home = api.person(Role.VIEWER), api.settings.home
    with webhook_sink() as sink:
        add_rule(home, NotificationRequest("local", "webhook", sink.url, allows_private=True, by="test"))
        assert api.person(Role.ADMIN).post("/notifications/rules/local/test").status_code == 204
        with State(home).transaction() as session:
            enqueue(session, "default", [Notice("finding", "f", "", "It is open", "critical")], now())
        (rule,) = viewer.get("/notifications/rules").json()
        assert rule["waiting_since"]
        assert Deliverer(home).round() == 1
        page = viewer.get("/notifications/deliveries", params={"limit": 1}).json()
        assert page["total"] == 1
        (sent,) = page["items"]
        assert (sent["status"], sent["items"], sent["attempts"], sent["next_at"]) == ("sent", 1, 1, None)
        (notice,) = viewer.get(f"/notifications/deliveries/{sent['id']}").json()
        assert notice["body"]["title"] == "It is open"
        assert sink.received[-1].json["items"][0]["id"] == notice["id"]
    assert api.person(Role.VIEWER, "team-other").get(f"/notifications/deliveries/{sent['id']}").status_code == 404
