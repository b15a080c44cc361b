"""A connector's permissions are tested in the portal: what is denied, the statement that closes it, and the scan."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx2 import Client, Response
from playwright.sync_api import Browser, expect

from bartizan.api.settings import ServeSettings
from bartizan.portal.app import create_portal
from bartizan.service.connecting import connect, named
from bartizan.state.access.nouns import Role
from bartizan.state.onboarding.nouns import Connector
from bartizan.state.work.runs import ScanRun, add_event, add_run, change_run
from bartizan_demo.process import Estate
from tests.api.serving import Served, served
from tests.conftest import Emulators
from tests.portal.browser import visiting
from tests.portal.forms import send_form

pytestmark = pytest.mark.slow


@pytest.fixture
def portal(estate: Estate, tmp_path: Path) -> Iterator[Served]:
    """The portal of a home with an account of the demo estate, and one that nobody can enter."""
    arn = estate.role_arns[0]
    account, role = arn.split(":")[4], arn.partition("/")[2]
    settings = {"endpoint_url": estate.aws, "role_name": role, "regions": "eu-west-1"}
    connect(tmp_path, Connector("shop", "aws", "account", account, settings))
    nobodys = {"endpoint_url": "http://127.0.0.1:9", "role_name": role}
    connect(tmp_path, Connector("nobodys", "aws", "account", "444455556666", nobodys))
    with served(ServeSettings(tmp_path, "http://127.0.0.1"), create_portal) as found:
        yield found


@pytest.mark.parametrize("scripts", [True, False])
def test_it_says_on_the_same_page_what_is_denied_and_what_to_add(
    portal: Served, browser: Browser, emulators: Emulators, *, scripts: bool
) -> None:
    emulators.faults.append({"operation": "lambda:GetPolicy", "action": "deny"})
    emulators.send_faults()
    with visiting(browser, portal, Role.ADMIN, java_script_enabled=scripts) as somebody:
        page = somebody.opens("/posture/environment?connected=shop")
        page.locator("#test-shop").click(timeout=60_000)  # it waits for all answers
        shown = page.locator("section", has=page.get_by_role("heading", name="Permission test"))
        expect(shown.get_by_role("status")).to_contain_text("denied", timeout=60_000)
        expect(page.get_by_role("heading", level=1)).to_have_text("Environment")
        assert page.url == f"{portal.address}/posture/environment?connected=shop"
        expect(shown.locator("pre")).to_contain_text('"lambda:GetPolicy"')
        expect(shown.locator("tr", has_text="Exposure")).to_contain_text("in part")
        expect(shown.locator("tr", has_text="Exposure").locator(".mono")).to_contain_text("lambda:GetPolicy")
        expect(page.get_by_text("shop is connected. What is left:")).to_be_visible()
        expect(page.locator("#connector-shop").get_by_role("button", name="Scan it now")).to_be_visible()
        if scripts:
            expect(page.locator("#test-shop")).to_be_focused()
            assert somebody.violations() == []
            page.set_viewport_size({"width": 360, "height": 740})
            assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert (somebody.said, somebody.elsewhere) == ([], [])


def asked(portal: Served, client: Client, connector: str, page: str = "environment") -> Response:
    return send_form(portal, client, page, connector=connector)


def test_a_scope_s_page_shows_its_own_test(portal: Served, emulators: Emulators) -> None:
    emulators.send_faults()
    connector = named(portal.settings.home, "shop")
    shown = asked(portal, portal.person(Role.ADMIN), "shop", f"environment/shop/{connector.target}").text
    assert "each permission asked once" in shown
    assert f'<h1 tabindex="-1">{connector.target}</h1>' in shown


def test_what_cannot_be_entered_or_is_not_there_is_said(portal: Served, emulators: Emulators) -> None:
    admin = portal.person(Role.ADMIN)
    assert "nobodys cannot be entered." in asked(portal, admin, "nobodys").text
    assert asked(portal, admin, "unknown").status_code == 404
    assert asked(portal, portal.person(Role.ANALYST), "shop").status_code == 403
    assert asked(portal, portal.person(Role.ADMIN, "team-other"), "shop").status_code == 404


def test_a_running_scan_is_followed_on_the_page(portal: Served) -> None:
    viewer = portal.person(Role.VIEWER)
    before = viewer.get(f"{portal.address}/posture/environment").text
    assert "Running now" not in before
    assert "Not protected: not read yet" in before, "switches alone protect nothing"
    run = ScanRun("full", "team-shop")
    add_run(portal.state, "default", run)
    change_run(portal.state, run.id, status="running", started_at=run.asked_at)
    add_event(portal.state, run.id, "scope", {"scope": "111122223333", "planned": 12, "answered": 5})
    shown = viewer.get(f"{portal.address}/posture/environment").text
    assert "Running now" in shown
    assert "5 of 12" in shown
