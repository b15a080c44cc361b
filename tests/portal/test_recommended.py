"""Recommendations are filtered by what their rules and findings say; numbers, chips, CSV and the API agree."""

import csv
import io
import json
import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from bartizan.model import now
from bartizan.state.access.nouns import Role
from bartizan.state.governance import add_governance_rule
from bartizan.state.nouns import GovernanceRule
from tests.api.serving import Served
from tests.portal.browser import Visitor, visiting
from tests.portal.test_tag_filters import choice, choices

OWNER = "platform-team"


@pytest.fixture(scope="module", autouse=True)
def governed(portal: Served) -> None:
    rule = GovernanceRule(30, "test", now(), owner=OWNER, severity="high", rule="aws.*")
    add_governance_rule(portal.state, "default", rule)


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", level=2, name=re.compile("recommendation"))


def total(page: Page) -> int:
    return int(heading(page).inner_text().split()[0].replace(",", ""))


@pytest.mark.parametrize("name", ["Framework", "Risk factor", "Cloud", "Fix", "Due"])
def test_a_choice_leaves_as_many_as_it_says(somebody: Visitor, name: str) -> None:
    page = somebody.opens("/posture/recommendations")
    everything = total(page)
    offered = choices(page, name).items()
    word, n = next(
        (word, n)
        for word, n in offered
        if (n < everything or name == "Due") and word not in {"none", "no date", "in words alone"}
    )
    choice(page, name, word).click()
    expect(page.get_by_role("list", name="Active filters")).to_contain_text(f"{name}: {word}")
    assert total(page) == n
    assert choices(page, name)[word] == n
    page.evaluate("scrollTo(0, 0)")  # what is below the table's heading cannot be hit
    assert somebody.violations() == []
    with page.expect_download() as found:
        page.get_by_role("link", name="CSV").click()
    assert len(list(csv.DictReader(io.StringIO(found.value.path().read_text())))) == n
    page.go_back()
    expect(heading(page)).to_have_text(re.compile(f"^{everything} "))


def test_what_is_on_time_is_what_is_due(somebody: Visitor, portal: Served) -> None:
    viewer = portal.person(Role.VIEWER)
    rows = viewer.get("/recommendations", params={"limit": 200}).json()["items"]
    due = {row["rule_id"] for row in rows if row["due"]}
    asked = viewer.get("/recommendations", params={"limit": 200, "due_state": "on_time"}).json()["items"]
    assert {row["rule_id"] for row in asked} == due
    assert 0 < len(due) < len(rows)
    counts = viewer.get("/recommendations/facets", params={"field": "due_state"}).json()
    assert {each["value"]: each["count"] for each in counts} == {"on_time": len(due), "": len(rows) - len(due)}
    page = somebody.opens("/posture/recommendations?due_state=on_time")
    assert total(page) == len(due)


def test_after_the_first_scan_nothing_stands_out_as_new(somebody: Visitor, portal: Served) -> None:
    page = somebody.opens("/posture/recommendations?is_new=true")
    rows = portal.person(Role.VIEWER).get("/recommendations", params={"limit": 200}).json()["items"]
    assert total(page) == sum(row["unhealthy"] > 0 for row in rows)


def test_without_scripts_it_is_the_same(without_scripts: Visitor) -> None:
    page = without_scripts.opens("/posture/recommendations")
    offered = choices(page, "Fix")
    choice(page, "Fix", "Terraform").click()
    assert total(page) == offered["Terraform"]


def test_by_owner_and_resource_the_same_fails(somebody: Visitor, portal: Served) -> None:
    viewer = portal.person(Role.VIEWER)
    failing = viewer.get("/findings", params={"status": "fail"}, headers={"Accept": "application/jsonl"}).text
    rows = [json.loads(line) for line in failing.splitlines()]
    page = somebody.opens("/posture/recommendations")
    page.get_by_role("navigation", name="Group by").get_by_role("link", name="By owner").click()
    page.wait_for_url("**group=owner**")
    unknown = viewer.get("/findings", params={"status": "unknown", "limit": 1}).json()["total"]
    expect(page.get_by_role("link", name=f"{unknown:,} checks unknown")).to_be_visible()
    assert somebody.violations() == []
    for owner, said in ((OWNER, OWNER), ("", "Nobody yet")):
        own = [row for row in rows if row["owner"] == owner]
        cells = page.locator("main tbody tr").filter(has_text=said).locator("td.number").all_inner_texts()
        found = [int(each.replace(",", "")) for each in cells]
        resources = {(row["resource_type"], row["resource_id"]) for row in own}
        assert found == [len({row["rule_id"] for row in own}), len(own), 0, len(resources)]
    page.get_by_role("link", name=f"resources of {OWNER}").click()
    page.wait_for_url(f"**owner={OWNER}**")
    named = {row["resource_id"] for row in rows if row["owner"] == OWNER}
    heading = page.get_by_role("heading", level=2, name=re.compile("resource"))
    assert int(heading.inner_text().split()[0]) == len(named)
    assert somebody.violations() == []


def test_resources_are_grouped_without_scripts_and_kept_while_filtered(without_scripts: Visitor) -> None:
    page = without_scripts.opens("/posture/recommendations")
    page.get_by_role("navigation", name="Group by").get_by_role("link", name="By resource").click()
    offered = choices(page, "Risk")
    choice(page, "Risk", "Critical").click()
    assert "group=resource" in page.url
    heading = page.get_by_role("heading", level=2, name=re.compile("resource"))
    assert int(heading.inner_text().split()[0]) == offered["Critical"]
    assert "None" not in offered


@pytest.mark.parametrize("group", ["resource", "owner"])
def test_groups_fit_on_a_phone(browser: Browser, portal: Served, group: str) -> None:
    with visiting(browser, portal, Role.VIEWER, viewport={"width": 360, "height": 740}) as found:
        page = found.opens(f"/posture/recommendations?group={group}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert found.violations() == []
