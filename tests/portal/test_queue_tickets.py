"""The page of an exposure has the issues of what is to be fixed, and makes one where none was made by itself."""

import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bartizan.api.settings import ServeSettings
from bartizan.base.resource_key import resource_key
from bartizan.model import now
from bartizan.portal.app import create_portal
from bartizan.service.exporting.asking import rules_behind, tickets_of
from bartizan.service.exporting.rules import TicketRequest, add_tracker
from bartizan.service.notifying.delivering import Deliverer
from bartizan.service.reading import Snapshots
from bartizan.service.triage import exposures
from bartizan.state.access.nouns import Role
from bartizan.state.notify.nouns import Ticket
from bartizan.state.notify.rules import notification_rules, remove_notification_rule
from bartizan.state.notify.tickets import keep_ticket
from tests.api.serving import Served, served
from tests.portal.browser import Visitor, visiting
from tests.portal.forms import send_form
from tests.service.trackers import Served as Hub
from tests.service.trackers import github, tracker


@pytest.fixture(scope="module")
def hub() -> Iterator[Hub]:
    with tracker(github) as found:
        yield found


@pytest.fixture(scope="module")
def portal(demo_home: Path, hub: Hub, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The portal over a directory with a tracker that makes issues of critical risks by itself."""
    home = shutil.copytree(demo_home, tmp_path_factory.mktemp("tickets") / "home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRACKER_TOKEN", secrets.token_hex(16))
        request = TicketRequest("issues", "github", f"{hub.url}/repos/shop/posture", "env:TRACKER_TOKEN", "critical")
        add_tracker(home, TicketRequest(**vars(request) | {"allows_private": True}))
        delivered(home)
        with served(ServeSettings(home, "http://127.0.0.1"), create_portal) as found:
            yield found


def delivered(home: Path) -> None:
    deliverer = Deliverer(home)
    while deliverer.round():
        pass


@pytest.fixture(scope="module")
def asked(portal: Served) -> tuple[str, str]:
    """Return the key of an exposure, and a rule behind it of which there is no issue while there is one of another."""
    with Snapshots(portal.settings.home).open() as published:
        for each in exposures(published, portal.state, "default"):
            rules = rules_behind(each.worst)
            made = {ticket.rule_id for ticket in tickets_of(published, portal.state, rules)}
            left = [rule for rule in rules if rule not in made]
            if made and left:
                return resource_key(each.node.id), left[0]
    raise AssertionError("every exposure has all of its issues")


def of_rule(page: Page, rule: str) -> str:
    return page.locator("#tickets li", has=page.locator(f"a[href$='/{rule}']")).inner_text()


def button(rule: str) -> str:
    return f"Open a ticket for {rule} in issues"


def test_a_ticket_is_opened_once(browser: Browser, portal: Served, hub: Hub, asked: tuple[str, str]) -> None:
    key, rule = asked
    before = len(hub.issues)
    with visiting(browser, portal, Role.ANALYST) as somebody:
        page = somebody.opens(f"/operations/queue?open={key}")
        link = page.locator("#tickets a[href*='/issues/']").first
        expect(link).to_have_attribute("href", f"{hub.url}/shop/posture/issues/{link.inner_text().strip('#↗')}")
        expect(page.locator("#tickets")).to_contain_text("opened")
        other = page.context.new_page()
        other.goto(page.url)
        page.get_by_role("button", name=button(rule)).click()
        expect(page.locator("#tickets")).to_contain_text("The issue is being made.")
        assert "asked for" in of_rule(page, rule)
        expect(page.get_by_role("button", name=button(rule))).to_have_count(0)
        assert somebody.violations() == []
        other.get_by_role("button", name=button(rule)).click()
        expect(other.locator("#tickets")).to_contain_text("There is an issue of this already")
        delivered(portal.settings.home)
        somebody.opens(f"/operations/queue?open={key}")
        assert f"#{before + 1}" in of_rule(page, rule)
        expect(page.locator(".timeline")).to_contain_text("analyst-default: asked for an issue in issues")
        expect(page.locator(".timeline")).to_contain_text(f"bartizan: opened #{before + 1}")
        assert somebody.violations() == []
        assert (somebody.said, somebody.elsewhere) == ([], [])
    assert len(hub.issues) == before + 1
    made = [each for each in events(portal, key) if each["rule_id"] == rule]
    assert [(each["kind"], each["ticket"]) for each in made] == [
        ("ticket_asked", ""),
        ("ticket_opened", str(before + 1)),
    ]
    detail = portal.person(Role.VIEWER).get(f"/exposures/{key}").json()
    assert ("open", str(before + 1)) in {(each["state"], each["key"]) for each in detail["tickets"]}
    again = portal.person(Role.ANALYST).post(f"/exposures/{key}/tickets", json={"rule_id": rule, "tracker": "issues"})
    assert again.status_code == 409


def test_the_timeline_has_what_became_of_issues(
    browser: Browser, portal: Served, hub: Hub, asked: tuple[str, str], tmp_path: Path
) -> None:
    home = shutil.copytree(portal.settings.home, tmp_path / "home")
    with served(ServeSettings(home, "http://127.0.0.1"), create_portal) as found:
        key, before = asked[0], events(found, asked[0])
        rule = next(each["rule_id"] for each in before if each["kind"] == "ticket_opened")
        number = next(each["ticket"] for each in before if each["rule_id"] == rule)
        move = {"kind": "comment", "text": "Waits for the release."}
        assert found.person(Role.ANALYST).post(f"/exposures/{key}", json=move).status_code == 201
        (own,) = [each for each in notification_rules(found.state, "default") if each.name == "issues"]
        keep_ticket(found.state, "default", own.id, Ticket(rule, number, is_open=False, digest=""), now())
        remove_notification_rule(found.state, "default", "issues", "owner", now())
        said = events(found, key)
        assert [each["at"] for each in said] == sorted(each["at"] for each in said)
        assert [each["kind"] for each in said[-2:]] == ["comment", "ticket_closed"]
        assert said[-1] == said[-1] | {"rule_id": rule, "tracker": "issues", "ticket": number, "author": "bartizan"}
        with visiting(browser, found, Role.VIEWER) as somebody:
            page = somebody.opens(f"/operations/queue?open={key}")
            lines = page.locator(".timeline li")
            expect(lines).to_have_count(len(said) + 1)
            expect(lines.last).to_contain_text(f"bartizan: closed #{number}")
            expect(lines.last.locator("a").first).to_have_attribute("href", f"{hub.url}/shop/posture/issues/{number}")
            expect(lines.last.locator("a").last).to_have_attribute("href", f"/operations/recommendations/{rule}")
            assert somebody.violations() == []


def events(portal: Served, key: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = portal.person(Role.VIEWER).get(f"/exposures/{key}").json()["events"]
    return found


def test_who_may_not_triage_sees_tickets_and_opens_none(
    portal: Served, browser: Browser, asked: tuple[str, str]
) -> None:
    key, rule = asked
    with visiting(browser, portal, Role.VIEWER) as somebody:
        page = somebody.opens(f"/operations/queue?open={key}")
        expect(page.locator("#tickets")).to_contain_text("Open a ticket: needs the role analyst")
        assert page.locator("#tickets button").count() == 0
    sent = send_form(portal, portal.person(Role.VIEWER), "tickets", rule=rule, tracker="issues", key=key)
    assert sent.status_code == 403


def test_tickets_fit_on_a_phone_and_need_no_scripts(browser: Browser, portal: Served, asked: tuple[str, str]) -> None:
    size = {"width": 360, "height": 740}
    with visiting(browser, portal, Role.ANALYST, viewport=size, java_script_enabled=False) as somebody:
        page = somebody.opens(f"/operations/queue?open={asked[0]}")
        expect(page.locator("#tickets a[href*='/issues/']").first).to_be_visible()
    with visiting(browser, portal, Role.ANALYST, viewport=size) as somebody:
        page = somebody.opens(f"/operations/queue?open={asked[0]}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert somebody.violations() == []


def test_where_no_tracker_is_set_up_it_says_how(somebody_else: Visitor) -> None:
    page = somebody_else.opens("/operations/queue")
    expect(page.locator("#tickets")).to_contain_text("No tracker is set up")


@pytest.fixture
def somebody_else(demo_home: Path, tmp_path: Path, browser: Browser) -> Iterator[Visitor]:
    home = shutil.copytree(demo_home, tmp_path / "home")
    with (
        served(ServeSettings(home, "http://127.0.0.1"), create_portal) as found,
        visiting(browser, found, Role.ANALYST) as visitor,
    ):
        yield visitor
