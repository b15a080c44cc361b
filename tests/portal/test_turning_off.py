"""Before Serverless protection goes off, a sheet says what that hides, and a name is typed."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from bartizan.api.settings import ServeSettings
from bartizan.portal.app import create_portal
from bartizan.service.answers.scopes.hides import would_hide
from bartizan.service.connecting import connect, planned
from bartizan.service.published import open_published
from bartizan.state.access.nouns import Role
from bartizan.state.onboarding.nouns import Connector
from tests.api.serving import Served, served
from tests.portal.browser import visiting
from tests.service.estate import arn, published

pytestmark = pytest.mark.slow

SCOPE = "111122223333"


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Served]:
    functions = [{"id": arn(name), "name": name} for name in ("orders", "billing")]
    home = published(tmp_path / "home", [*functions, {"id": arn("other", "444455556666"), "name": "other"}])
    connect(home, Connector("production", "aws", "account", SCOPE))
    with served(ServeSettings(home, "http://127.0.0.1"), create_portal) as found:
        yield found


def is_on(portal: Served) -> bool:
    return planned(portal.settings.home)[0].plan.serverless_protection


def test_it_is_off_only_after_the_name_was_typed(portal: Served, browser: Browser) -> None:
    with visiting(browser, portal) as found:
        page = found.opens("/posture/environment")
        page.get_by_role("switch", name="Serverless protection").click()
        sheet = page.locator("section.card", has_text="Switch Serverless protection off")
        expect(sheet).to_contain_text("hides 2 workloads, 4 findings, 0 attack paths")
        assert found.violations() == []
        field = page.get_by_label("Type production to confirm")
        expect(field).to_be_focused()
        field.fill("something else")
        field.press("Enter")
        expect(page.get_by_text("This is not its name.")).to_be_visible()
        assert is_on(portal)
        page.get_by_role("link", name="Keep it on").click()
        expect(sheet).to_have_count(0)
        page.get_by_role("switch", name="Serverless protection").click()
        page.get_by_label("Type production to confirm").fill("production")
        page.get_by_role("button", name="Switch it off").click()
        expect(page.locator("main")).to_contain_text("Not protected: Serverless protection is off")
        assert not is_on(portal)
        page.get_by_role("switch", name="Serverless protection").click()
        expect(page.get_by_role("switch", name="Serverless protection")).to_be_checked()
        assert is_on(portal), "switching it on asks for nothing"


def test_what_it_hides_is_what_lists_hold(portal: Served) -> None:
    with open_published(portal.settings.home) as found:
        assert vars(would_hide(found, SCOPE)) == {"workloads": 2, "findings": 4, "paths": 0}
        assert vars(would_hide(found, "")) == {"workloads": 3, "findings": 6, "paths": 0}


def test_paths_of_the_demo_estate_that_a_workload_is_on(demo_home: Path) -> None:
    with open_published(demo_home) as found:
        every = found.engine.rows("select count(*) as n from attack_path")[0]["n"]
        assert 0 < would_hide(found, "").paths <= every


def test_a_form_without_the_name_changes_nothing(portal: Served) -> None:
    client = portal.person(Role.ADMIN)
    client.base_url = portal.address
    token = re.search(r'name="csrf" value="([^"]+)"', client.get("/posture/environment").text)
    assert token
    form = {"csrf": token[1], "connector": "production", "component": "serverless_protection", "value": "off"}
    answer = client.post("/posture/plan", data=form)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/posture/environment?turn_off=production")
    assert is_on(portal)
