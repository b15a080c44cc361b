"""What can be read of a scope: each capability with what is missing, and the role that gives it."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from bartizan.api.settings import ServeSettings
from bartizan.portal.app import create_portal
from bartizan.service.answers.scopes.capabilities import capabilities
from bartizan.service.connecting import connect
from bartizan.service.gaps import gaps
from bartizan.service.published import Published
from bartizan.state.access.nouns import Role
from bartizan.state.onboarding.nouns import Connector
from tests.api.serving import Served, served
from tests.portal.browser import visiting


@pytest.fixture(scope="module")
def denied(published: Published) -> str:
    """An account of which something was denied."""
    return next(gap.scope for gap in gaps(published) if gap.outcome == "denied" and gap.kind.startswith("aws_"))


@pytest.fixture(scope="module")
def connected(demo_home: Path, denied: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = shutil.copytree(demo_home, tmp_path_factory.mktemp("connected") / "home")
    connect(home, Connector("production", "aws", "account", denied))
    with served(ServeSettings(home, "http://127.0.0.1"), create_portal) as found:
        yield found


def test_each_question_is_counted_once(published: Published, denied: str) -> None:
    found = capabilities(published, denied)
    rows = published.engine.rows(
        "select count(*) as n from (select distinct kind, aspect from observation where scope = ?)", [denied]
    )
    assert sum(each.read + each.denied + each.failed for each in found) == rows[0]["n"]
    missing = {gap.permission for gap in gaps(published) if gap.scope == denied and gap.outcome == "denied"}
    assert {permission for each in found for permission in each.permissions} == missing - {""}
    assert any(each.never for each in found)
    assert not next(each for each in found if each.denied).is_whole


def test_a_scope_of_which_nothing_was_read_has_no_capability(published: Published) -> None:
    assert all(not each.read for each in capabilities(published, "999999999999"))


def test_health_leads_to_what_is_missing_and_to_the_role(connected: Served, browser: Browser, denied: str) -> None:
    with visiting(browser, connected) as found:
        page = found.opens("/posture/environment")
        card = page.locator("section.card", has_text="production").first
        card.get_by_role("link", name=re.compile(r"\d of \d capabilities")).click()
        page.wait_for_url(f"**/environment/production/{denied}#capabilities")
        expect(page.get_by_text("What to add to the role")).to_be_visible()
        shown = page.locator("section.card", has_text="What can be read of")
        page.get_by_text("The whole role").click()
        least = shown.locator("pre").last.inner_text()
        assert "lambda:ListFunctions" in least
        page.get_by_role("link", name="With room").click()
        expect(shown.locator("pre").last).to_contain_text("lambda:List*")
        page.get_by_role("link", name="Terraform").click()
        expect(shown.locator("pre").last).to_contain_text("aws_iam_role")
        assert found.violations() == []
        page.locator("td a.text-unknown").first.click()
        page.wait_for_url("**/coverage?scope=*")
        expect(page.locator("main")).to_contain_text("Show all gaps")
        assert (found.said, found.elsewhere) == ([], [])


def test_only_admins_see_the_role(connected: Served, denied: str) -> None:
    client = connected.person(Role.VIEWER)
    text = client.get(f"{connected.address}/posture/environment/production/{denied}").text
    assert "What can be read of" in text
    assert "The whole role" not in text
    assert "show the statement" in text
    assert "This needs the role admin." in text
