"""Exports over the API: HTTPS alone can be added, all can be seen and removed."""

from collections.abc import Iterator

import pytest

from bartizan.api.settings import ServeSettings
from bartizan.service.exporting.rules import ExportRequest, TicketRequest, add_export, add_tracker
from bartizan.service.notifying.delivering import Deliverer
from bartizan.state.access.nouns import Role
from tests.api.serving import Served, served
from tests.notify.sinks import webhook_sink
from tests.service.estate import arn, published

SIEM = {"name": "siem", "address": "https://collector.example/path-that-is-secret"}


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = published(tmp_path_factory.mktemp("home"), [{"id": arn("orders"), "name": "orders"}])
    with served(ServeSettings(home, "http://127.0.0.1")) as found:
        yield found


def test_an_export_comes_and_goes(api: Served) -> None:
    admin, viewer = api.person(Role.ADMIN), api.person(Role.VIEWER)
    made = admin.post("/exports", json=SIEM)
    assert (made.status_code, made.json()["address"]) == (201, "https://collector.example/…")
    assert viewer.post("/exports", json=SIEM).status_code == 403
    add_tracker(api.settings.home, TicketRequest("issues", "github", "shop/posture", "env:TRACKER_TOKEN"))
    assert [each["name"] for each in viewer.get("/exports").json()] == ["issues", "siem"]
    assert viewer.get("/notifications/rules").json() == []
    assert admin.delete("/notifications/rules/siem").status_code == 404
    assert admin.post("/exports/issues/test").status_code == 404
    assert [admin.delete(f"/exports/{name}").status_code for name in ("issues", "siem", "siem")] == [204, 204, 404]
    actions = [each["action"] for each in admin.get("/audit").json()["items"]]
    assert actions[:4] == ["export.remove", "export.remove", "export.add", "export.add"]


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"receiver": "s3", "address": "exported"}, 422),
        ({"receiver": "file", "address": "/etc"}, 422),
        ({"receiver": "automation", "address": "close"}, 422),
        ({"address": "http://collector.example"}, 400),
        ({"secret": "file:/etc/passwd"}, 422),
        ({"address": "http://127.0.0.1", "allows_private": True}, 400),
    ],
)
def test_what_is_added_on_the_server_alone(api: Served, values: dict[str, object], status: int) -> None:
    assert api.person(Role.ADMIN).post("/exports", json=SIEM | values).status_code == status


def test_a_test_event_and_everything_again(api: Served) -> None:
    admin = api.person(Role.ADMIN)
    with webhook_sink() as sink:
        add_export(api.settings.home, ExportRequest("local", "https", sink.url, allows_private=True))
        assert admin.post("/exports/local/test").status_code == 204
        Deliverer(api.settings.home).round()
        assert admin.post("/exports/local/resend").status_code == 204
        Deliverer(api.settings.home).round()
        assert [len(got.json) for got in sink.received] == [1, 2, 2]
        sink.status = 500
        assert admin.post("/exports/local/test").status_code == 424
