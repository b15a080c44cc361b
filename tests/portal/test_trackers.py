"""Settings: trackers are kept where the operator allows it, and no token is sent elsewhere or shown."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from bartizan.api.settings import ServeSettings
from bartizan.portal.app import create_portal
from bartizan.service.exporting.rules import TicketRequest, add_tracker
from bartizan.service.exporting.trackers import change_tracker, kept_trackers
from bartizan.service.notifying.delivering import Deliverer
from bartizan.state.access.nouns import Role
from bartizan.state.audit import audit_log
from tests.api.serving import Served, served
from tests.portal.browser import visiting
from tests.portal.forms import send_form
from tests.service.estate import arn, published
from tests.service.trackers import Served as Tracker
from tests.service.trackers import github, tracker

pytestmark = pytest.mark.slow

TAB = "/posture/settings?tab=trackers"
TOKEN = secrets.token_hex(16)


@pytest.fixture
def hub() -> Iterator[Tracker]:
    with tracker(github) as found:
        yield found


@pytest.fixture
def place(hub: Tracker) -> str:
    return f"github:{hub.url}/repos/shop"


@pytest.fixture
def portal(tmp_path: Path, place: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    monkeypatch.setenv("TRACKER_TOKEN", TOKEN)
    published(tmp_path, [{"id": arn("orders"), "name": "orders"}])
    entry = f'- {{place: "{place}/*", token: "env:TRACKER_TOKEN", allows_private: true}}'
    (tmp_path / "settings.yaml").write_text(f"trackers:\n{entry}\n", encoding="utf-8")
    with served(ServeSettings(tmp_path, "http://127.0.0.1"), create_portal) as found:
        yield found


def kept(portal: Served) -> list[tuple[str, str]]:
    return [(each.rule.name, each.rule.level) for each in kept_trackers(portal.settings.home)]


@pytest.mark.parametrize("width", [1440, 360])
def test_an_admin_keeps_a_tracker(portal: Served, hub: Tracker, place: str, browser: Browser, width: int) -> None:
    with visiting(browser, portal, Role.ADMIN, viewport={"width": width, "height": 900}) as somebody:
        page = somebody.opens(TAB)
        page.get_by_label("Name", exact=True).fill("<b>issues</b>")
        page.get_by_label("Where").fill(f"{place}/posture")
        page.get_by_label("Opens issues for").select_option("critical")
        page.get_by_role("button", name="Add the tracker").click()
        row = page.locator("tbody tr")
        expect(row).to_contain_text("0 open, 0 closed")
        Deliverer(portal.settings.home).round()
        page.get_by_role("button", name="Test").click()
        expect(page.locator("main")).to_contain_text("answers: 1 issue of Bartizan there")
        assert hub.tokens == {f"Bearer {TOKEN}"}
        assert TOKEN not in page.content()
        expect(row).to_contain_text("1 open, 0 closed")
        expect(row).to_contain_text("up to date")
        assert somebody.violations() == []
        page.get_by_role("link", name="Change").click()
        page.get_by_label("Opens issues for").select_option("low")
        page.get_by_role("button", name="Save").click()
        expect(row).to_contain_text("low risk and worse")
        Deliverer(portal.settings.home).round()
        expect(somebody.opens(TAB).locator("tbody tr")).to_contain_text("2 open, 0 closed")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.get_by_role("button", name="Remove").click()
        expect(page.locator("main")).to_contain_text("No tracker is set up")
        found = [each for each in audit_log(portal.state, "default") if each.action.startswith("export.")]
        assert [each.action for each in found] == ["export.remove", "export.change", "export.add"]
        assert TOKEN not in repr(audit_log(portal.state, "default"))
        assert (somebody.said, somebody.elsewhere) == ([], [])


@pytest.mark.parametrize(
    ("where", "refused"),
    [
        (("github:elsewhere/shop", "new"), "the settings of the server allow"),
        (("github:https://attacker.invalid/api/v3/repos/shop/posture", "new"), "the settings of the server allow"),
        (("{place}/../other", "new"), "the settings of the server allow"),
        (("{place}/..", "new"), "the settings of the server allow"),
        (("{place}/*", "new"), "name a repository"),
        (("{place}x/posture", "new"), "the settings of the server allow"),
        (("{place}/posture", "there"), "is taken"),
        (("{place}/posture", " "), "needs a name"),
    ],
)
def test_a_token_is_sent_nowhere_else(
    portal: Served, hub: Tracker, place: str, where: tuple[str, str], refused: str
) -> None:
    request = TicketRequest("there", "github", "shop/other", "env:TRACKER_TOKEN")
    add_tracker(portal.settings.home, request)
    admin = portal.person(Role.ADMIN)
    sent = {"name": where[1], "place": where[0].format(place=place), "level": "low"}
    answer = send_form(portal, admin, "settings/trackers", **sent)
    text = admin.get(f"{portal.address}{answer.headers['location']}").text
    assert refused in text.split('role="alert"')[1].split("</div></div>")[0]
    assert [name for name, _ in kept(portal)] == ["there"]
    assert hub.asked == []


def test_who_is_no_admin_changes_none_and_nobody_overwrites_another(portal: Served, place: str) -> None:
    home = portal.settings.home
    sent = {"name": "issues", "place": f"{place}/posture", "level": "high"}
    for role in (Role.VIEWER, Role.ANALYST):
        client = portal.person(role)
        assert send_form(portal, client, "settings/trackers", **sent).status_code == 403
        assert "needs the role admin" in client.get(f"{portal.address}{TAB}").text
    admin = portal.person(Role.ADMIN)
    assert send_form(portal, admin, "settings/trackers", **sent).status_code == 303
    change_tracker(home, "issues", "low", "somebody else")
    late = send_form(portal, admin, "settings/trackers", id="issues", was="high", level="critical")
    assert (late.status_code, "somebody else changed this" in late.text) == (409, True)
    assert kept(portal) == [("issues", "low")]
    assert send_form(portal, admin, "settings/trackers", id="issues", was="low", level="none").status_code == 303
    assert send_form(portal, admin, "settings/trackers", id="issues", was="low", level="critical").status_code == 303
    assert kept(portal) == [("issues", "critical")]
    elsewhere = portal.person(Role.ADMIN, "team-shop")
    assert send_form(portal, elsewhere, "settings/trackers", id="issues", what="remove").status_code == 303
    assert kept(portal) == [("issues", "critical")]


def test_a_tracker_that_does_not_answer_and_settings_that_say_nothing(portal: Served, hub: Tracker, place: str) -> None:
    admin, home = portal.person(Role.ADMIN), portal.settings.home
    send_form(portal, admin, "settings/trackers", name="issues", place=f"{place}/posture", level="high")
    hub.trouble = lambda method, path: (401, {}, b"bad credentials")
    answer = send_form(portal, admin, "settings/trackers", id="issues", what="test")
    assert "the tracker answered 401" in admin.get(f"{portal.address}{answer.headers['location']}").text
    (home / "settings.yaml").write_text("trackers: []\n", encoding="utf-8")
    assert "says once where issues may be made" in admin.get(f"{portal.address}{TAB}").text
    (home / "settings.yaml").write_text("trackers: [{place: 'github:*', token: abc}]\n", encoding="utf-8")
    text = admin.get(f"{portal.address}{TAB}").text
    assert "The settings of the server cannot be read" in text
