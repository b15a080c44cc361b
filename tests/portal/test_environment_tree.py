"""Environment shows the scopes below each connector, each with its plan, and what is left to do for a new one."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from bartizan.api.settings import ServeSettings
from bartizan.portal.app import create_portal
from bartizan.service import connecting
from bartizan.service.answers.scopes.capabilities import capabilities
from bartizan.service.answers.scopes.tree import ConnectorTree, connector_trees
from bartizan.service.published import open_published
from bartizan.state.access.nouns import Role
from bartizan.state.onboarding.nouns import Connector, Exclusion
from tests.api.serving import Served, served
from tests.portal.browser import visiting
from tests.portal.forms import send_form

pytestmark = pytest.mark.slow

ACCOUNTS = ("111122223333", "444455556666")
TENANT = "0f8fad5b-d9cb-469f-a165-70867728950e"


@pytest.fixture
def portal(demo_home: Path, tmp_path: Path) -> Iterator[Served]:
    """The portal of the demo estate, connected as an organization and a tenant."""
    home = shutil.copytree(demo_home, tmp_path / "home")
    for each in connecting.listed(home):
        connecting.disconnect(home, each.name, "test")
    connecting.connect(home, Connector("shop", "aws", "organization", ACCOUNTS[0]), "test")
    connecting.connect(home, Connector("directory", "azure", "tenant", TENANT), "test")
    with served(ServeSettings(home, "http://127.0.0.1"), create_portal) as found:
        yield found


def trees(portal: Served) -> dict[str, ConnectorTree]:
    home = portal.settings.home
    with open_published(home) as published:
        return {each.root.connector.name: each for each in connector_trees(home, published, directory="default")}


def card(page: Page, name: str) -> Locator:
    return page.locator("section.card", has=page.get_by_role("heading", level=2, name=name, exact=True))


def row(page: Page, connector: str, scope: str) -> Locator:
    return card(page, connector).locator("tr", has_text=scope)


def test_a_connector_of_many_scopes_has_those_that_were_found(portal: Served) -> None:
    found = trees(portal)
    assert [each.plan.scope for each in found["shop"].scopes] == list(ACCOUNTS)
    assert len(found["directory"].scopes) == 2
    assert found["shop"].own == frozenset()
    home = portal.settings.home
    connecting.connect(home, Connector("own", "aws", "account", ACCOUNTS[1]), "test")
    found = trees(portal)
    assert [each.plan.scope for each in found["shop"].scopes] == [ACCOUNTS[0]], "an account's own connector reads it"
    assert found["own"].scopes == []


def test_a_scope_is_opened_and_gets_a_plan_of_its_own(portal: Served, browser: Browser) -> None:
    with visiting(browser, portal) as somebody:
        page = somebody.opens("/posture/environment")
        assert somebody.violations() == []
        expect(card(page, "shop")).to_contain_text("2 scopes")
        numbers = [int(row(page, "shop", each).locator("td.number a").inner_text()) for each in ACCOUNTS]
        assert card(page, "shop").locator("dd a").first.inner_text() == str(sum(numbers))
        expect(row(page, "shop", ACCOUNTS[1])).to_contain_text("the connector's")
        row(page, "shop", ACCOUNTS[1]).get_by_role("link", name=ACCOUNTS[1], exact=True).click()
        page.wait_for_url(f"**/posture/environment/shop/{ACCOUNTS[1]}")
        expect(page.get_by_role("heading", level=1)).to_have_text(ACCOUNTS[1])
        expect(card(page, "How it is watched")).to_contain_text("every 24 h")
        expect(card(page, "How it is watched")).to_contain_text("the connector's")
        expect(page.get_by_role("heading", name=f"What can be read of {ACCOUNTS[1]}")).to_be_visible()
        assert somebody.violations() == []
        page.get_by_role("switch", name="Permission analysis").click()
        expect(page.get_by_role("switch", name="Permission analysis")).not_to_be_checked()
        expect(page.locator(".head")).to_contain_text("Partly: Permission analysis is off")
        expect(card(page, "What is left to do")).to_contain_text("Switch Permission analysis on")
        page.get_by_label("Breadcrumb").get_by_role("link", name="shop").click()
        page.wait_for_url("**/posture/environment#connector-shop")
        expect(row(page, "shop", ACCOUNTS[1])).to_contain_text("its own")
        expect(row(page, "shop", ACCOUNTS[0])).to_contain_text("Protected")
        expect(card(page, "shop")).to_contain_text("Partly: 1 of 2 scopes protected")
        assert (somebody.said, somebody.elsewhere) == ([], [])
    assert trees(portal)["shop"].own == {ACCOUNTS[1]}


def test_what_a_scope_leaves_out_is_added_to_what_its_connector_does(portal: Served, browser: Browser) -> None:
    home = portal.settings.home
    connecting.change_plan(home, "shop", "", {}, [Exclusion("region", "eu-central-1")], "test")
    with visiting(browser, portal) as somebody:
        page = somebody.opens(f"/posture/environment/shop/{ACCOUNTS[0]}")
        own = card(page, "What is on")
        own.get_by_label("Exclusion").fill("name:orders-*")
        own.get_by_role("button", name="How many?").click()
        expect(page.get_by_text("name:orders-* would leave out")).to_have_count(1)
        own.get_by_label("Exclusion").fill("name:orders-*")
        own.get_by_role("button", name="Leave out").click()
        expect(card(page, "How it is watched")).to_contain_text("region:eu-central-1, name:orders-*")
    left_out = {each.plan.scope: len(each.plan.exclusions) for each in trees(portal)["shop"].all}
    assert left_out == {"": 1, ACCOUNTS[0]: 2, ACCOUNTS[1]: 1}
    admin = portal.person(Role.ADMIN)
    sent = {"connector": "shop", "scope": ACCOUNTS[0], "exclude": "region:eu-central-1", "what": "remove"}
    assert send_form(portal, admin, "exclude", **sent).status_code == 303
    plans = {each.plan.scope: each.plan for each in trees(portal)["shop"].all}
    assert plans[ACCOUNTS[0]].exclusions == (Exclusion("name", "orders-*"),)
    assert plans[""].exclusions == (Exclusion("region", "eu-central-1"),)


def test_scopes_are_narrowed_by_cloud_protection_component_and_health(portal: Served, browser: Browser) -> None:
    home = portal.settings.home
    connecting.change_plan(home, "directory", "", {"cspm": False}, None, "test")
    connecting.change_plan(home, "shop", ACCOUNTS[1], {"serverless_protection": False}, None, "test")
    with visiting(browser, portal, Role.VIEWER) as somebody:
        page = somebody.opens("/posture/environment")
        chips = page.get_by_role("list", name="Narrow the scopes")
        chips.get_by_role("link", name="Azure 2").click()
        expect(card(page, "shop")).to_have_count(0)
        expect(card(page, "directory")).to_have_count(1)
        chips.get_by_role("link", name="Azure 2").click()
        chips.get_by_role("link", name="Serverless protection off 3").click()
        expect(card(page, "directory")).to_contain_text("2 scopes")
        chips.get_by_role("link", name="CSPM 1", exact=True).click()
        expect(card(page, "directory")).to_have_count(0)
        expect(row(page, "shop", ACCOUNTS[1])).to_have_count(1)
        expect(row(page, "shop", ACCOUNTS[0])).to_have_count(0)
        expect(card(page, "shop")).to_contain_text("2 scopes, 1 shown")
        assert {"serverless_protection=off", "plan=cspm"} <= set(page.url.partition("?")[2].split("&"))
        assert somebody.violations() == []
        with open_published(home) as published:
            shop = trees(portal)["shop"].scopes
            standing = {each.plan.scope: capabilities(published, each.plan.scope) for each in shop}
        for scope, found in standing.items():
            health = "full" if all(each.is_whole for each in found) else "part"
            page = somebody.opens(f"/posture/environment?health={health}")
            expect(row(page, "shop", scope)).to_have_count(1)
            for other in {"full", "part", "unread"} - {health}:
                page = somebody.opens(f"/posture/environment?health={other}")
                expect(row(page, "shop", scope)).to_have_count(0)
        expect(somebody.opens("/posture/environment?health=unread").locator("main")).to_contain_text("Nothing matches")


def test_a_scope_that_is_not_read_through_a_connector_is_behind_the_door(portal: Served) -> None:
    viewer, path = portal.person(Role.VIEWER), f"{portal.address}/posture/environment"
    assert viewer.get(f"{path}/shop/{ACCOUNTS[0]}").status_code == 200
    missing = viewer.get(f"{path}/shop/999999999999")
    assert missing.status_code == 404
    assert viewer.get(f"{path}/nobodys/{ACCOUNTS[0]}").status_code == 404
    elsewhere = portal.person(Role.ADMIN, "team-other").get(f"{path}/shop/{ACCOUNTS[0]}")
    assert elsewhere.status_code == 404
    door = "This page needs access you do not have here."
    assert door in elsewhere.text
    assert door in missing.text


def test_an_organization_is_connected_and_what_is_left_stands_there(portal: Served, browser: Browser) -> None:
    with visiting(browser, portal, viewport={"width": 360, "height": 740}) as somebody:
        page = somebody.opens("/posture/environment")
        page.locator("#aws-name").fill("branch")
        page.locator("#aws-kind").select_option("organization")
        page.locator("#aws-target").fill("777788889999")
        page.locator("#aws-role").fill("BartizanRead")
        page.get_by_role("button", name="Connect the AWS account").click()
        page.wait_for_url("**/environment?connected=branch")
        new = page.locator("main section.card").first
        expect(new).to_contain_text("branch is connected. What is left:")
        new.get_by_text("The whole role").click()
        (made,) = [each for each in connecting.listed(portal.settings.home) if each.name == "branch"]
        assert (made.kind, made.target, made.settings["role_name"]) == ("organization", "777788889999", "BartizanRead")
        expect(new.locator("pre")).to_contain_text(made.external_id)
        for name in ("Test permissions", "Scan it now"):
            expect(new.get_by_role("button", name=name)).to_be_visible()
        expect(new.get_by_role("switch", name="CSPM")).to_be_checked()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert somebody.violations() == []
    assert (
        "What is left"
        not in portal.person(Role.VIEWER)
        .get(f"{portal.address}/posture/environment", params={"connected": "branch"})
        .text
    )


def test_each_kind_is_checked_as_what_it_is(portal: Served) -> None:
    admin = portal.person(Role.ADMIN)
    for kind, target, status in (
        ("management_group", "platform", 303),
        ("tenant", "platform", 400),
        ("account", TENANT, 400),
    ):
        sent = send_form(
            portal,
            admin,
            "connect",
            provider="azure",
            kind=kind,
            name=f"new-{kind}"[:20].replace("_", "-"),
            target=target,
        )
        assert sent.status_code == status, kind
