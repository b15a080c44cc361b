"""Trackers over the API: kept where the settings of the server allow it, changed as they were seen, and removed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bartizan.api.settings import ServeSettings
from bartizan.service.notifying.delivering import Deliverer
from bartizan.state.access.nouns import Role
from tests.api.serving import Served, served
from tests.cli.process import run
from tests.service.estate import arn, published
from tests.service.trackers import Served as Tracker
from tests.service.trackers import github, tracker


@pytest.fixture
def hub() -> Iterator[Tracker]:
    with tracker(github) as found:
        yield found


@pytest.fixture
def api(tmp_path: Path, hub: Tracker, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    monkeypatch.setenv("TRACKER_TOKEN", "shown-nowhere")
    published(tmp_path, [{"id": arn("orders"), "name": "orders"}])
    entry = f'- {{place: "github:{hub.url}/repos/shop/*", token: "env:TRACKER_TOKEN", allows_private: true}}'
    (tmp_path / "settings.yaml").write_text(f"trackers:\n{entry}\n", encoding="utf-8")
    with served(ServeSettings(tmp_path, "http://127.0.0.1")) as found:
        yield found


def test_a_tracker_is_kept_where_the_settings_allow_it(api: Served, hub: Tracker) -> None:
    admin, viewer = api.person(Role.ADMIN), api.person(Role.VIEWER)
    new = {"name": "issues", "place": f"github:{hub.url}/repos/shop/posture", "level": "critical"}
    made = admin.post("/trackers", json=new)
    assert (made.status_code, made.json()["level"], made.json()["has_token"]) == (201, "critical", True)
    Deliverer(api.settings.home).round()
    assert [each["open"] for each in viewer.get("/trackers").json()] == [1]
    assert viewer.patch("/trackers/issues", json={"level": "low"}).status_code == 403
    changed = admin.patch("/trackers/issues", json={"level": "low", "was": "critical"})
    assert (changed.status_code, changed.json()["level"]) == (200, "low")
    late = admin.patch("/trackers/issues", json={"level": "high", "was": "critical"})
    assert (late.status_code, late.json()["title"]) == (409, "Something changed meanwhile.")
    elsewhere = api.person(Role.ADMIN, "team-shop")
    assert elsewhere.get("/trackers").json() == []
    assert elsewhere.patch("/trackers/issues", json={"level": "high"}).status_code == 404
    assert [admin.delete("/trackers/issues").status_code for _ in range(2)] == [204, 404]
    log = [each["action"] for each in admin.get("/audit").json()["items"]]
    assert [action.partition(".")[2] for action in log if action.startswith(("export", "tracker"))] == [
        "remove", "change", "add",
    ]  # fmt: skip


@pytest.mark.parametrize("place", ["github:shop/elsewhere", "jira:https://shop.example/OPS", "nowhere"])
def test_no_token_goes_where_the_settings_do_not_say(api: Served, place: str) -> None:
    refused = api.person(Role.ADMIN).post("/trackers", json={"name": "issues", "place": place})
    assert refused.status_code == 400
    assert "the settings of the server allow" in refused.json()["detail"]
    assert "TRACKER_TOKEN" not in refused.text


def test_its_level_is_changed_by_a_command(api: Served, hub: Tracker) -> None:
    admin = api.person(Role.ADMIN)
    admin.post("/trackers", json={"name": "issues", "place": f"github:{hub.url}/repos/shop/posture"})
    done = run("tickets", "change", "issues", "--level", "low", home=api.settings.home)
    assert (done.returncode, "issues for low and worse" in done.stderr) == (0, True)
    assert [each["level"] for each in admin.get("/trackers").json()] == ["low"]
