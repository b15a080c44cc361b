"""The inventory is filtered by tag and by owner: what is chosen narrows the rest, and stands in the address."""

import json
import re
from collections import Counter
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from bartizan.model import now
from bartizan.state.access.nouns import Role
from bartizan.state.governance import add_governance_rule
from bartizan.state.nouns import GovernanceRule
from tests.api.serving import Served
from tests.portal.browser import Visitor

OWNER = "platform-team"


@pytest.fixture(scope="module", autouse=True)
def governed(portal: Served) -> None:
    rule = GovernanceRule(30, "test", now(), owner=OWNER, severity="high", rule="aws.*")
    add_governance_rule(portal.state, "default", rule)


def choices(page: Page, name: str) -> dict[str, int]:
    rows = page.get_by_role("group", name=name, exact=True).locator(".choice").all()
    return {
        row.locator(".choice-word").inner_text(): int(row.locator(".count").inner_text().replace(",", ""))
        for row in rows
    }


def total(page: Page) -> int:
    words = page.get_by_role("heading", level=2, name=re.compile("workload")).inner_text()
    return int(words.split()[0].replace(",", ""))


def choice(page: Page, name: str, word: str) -> Locator:
    return page.get_by_role("group", name=name, exact=True).get_by_role("checkbox", name=word)


def test_tags_are_counted_and_chosen(somebody: Visitor, portal: Served) -> None:
    page = somebody.opens("/posture/inventory")
    rows = portal.person(Role.VIEWER).get("/resources", params={"limit": 200, "type": "aws_lambda_function"}).json()
    tags = Counter(f"{key}={value}" for row in rows["items"] for key, value in json.loads(row["tags"] or "{}").items())
    choice(page, "Type", "Lambda function").click()
    page.wait_for_url("**type=aws_lambda_function**")
    offered = choices(page, "Tag")
    assert {word: n for word, n in offered.items() if "=" in word}.items() <= tags.items()
    word, n = next((word, n) for word, n in offered.items() if "=" in word and n < total(page))
    choice(page, "Tag", word).click()
    page.wait_for_url("**tag=**")
    assert parse_qs(urlsplit(page.url).query)["tag"] == [word]
    assert total(page) == n
    assert choices(page, "Tag")[word] == n
    expect(page.get_by_role("list", name="Active filters")).to_contain_text(f"Tag: {word}")
    page.evaluate("scrollTo(0, 0)")  # what is below the table's heading cannot be hit
    assert somebody.violations() == []
    page.go_back()
    expect(choice(page, "Tag", word)).not_to_be_checked()


def test_a_tag_is_found_while_it_is_typed(somebody: Visitor) -> None:
    page = somebody.opens("/posture/inventory")
    word = next(word for word in choices(page, "Tag") if "=" in word)
    page.get_by_role("searchbox", name="Find a tag").press_sequentially(word[-4:])
    page.wait_for_url(f"**tag_q={word[-4:]}**")
    shown = [each for each in choices(page, "Tag") if "=" in each]
    assert word in shown
    assert [each for each in shown if word[-4:].lower() not in each.lower()] == []
    expect(page.get_by_role("searchbox", name="Find a tag")).to_be_focused()
    page.get_by_role("searchbox", name="Find a tag").fill("no such tag at all")
    page.wait_for_url("**no+such+tag**")
    expect(page.get_by_role("searchbox", name="Find a tag")).to_be_visible()


def test_owners_are_chosen_and_nobody_is_one_of_them(somebody: Visitor) -> None:
    page = somebody.opens("/posture/inventory")
    everybody, offered = total(page), choices(page, "Owner")
    assert offered.keys() == {OWNER, "nobody"}
    assert sum(offered.values()) == everybody
    choice(page, "Owner", OWNER).click()
    page.wait_for_url(f"**owner={OWNER}**")
    assert total(page) == offered[OWNER]
    page = somebody.opens("/posture/inventory")
    page.get_by_role("group", name="Owner").get_by_role("link", name="nobody").click()
    page.wait_for_url("**filter=owner**")
    assert total(page) == offered["nobody"]


def test_what_is_chosen_is_exported_and_kept_between_kinds(somebody: Visitor, portal: Served) -> None:
    viewer = portal.person(Role.VIEWER)
    page = somebody.opens(f"/posture/inventory?owner={OWNER}")
    shown = total(page)
    page.get_by_role("navigation", name="Kinds").get_by_role("link", name="All").click()
    page.wait_for_url("**tab=all**")
    assert f"owner={OWNER}" in page.url
    rows = viewer.get("/resources", params={"owner": OWNER, "limit": 1}).json()
    assert rows["total"] >= shown > 0
    lines = viewer.get("/resources", params={"owner": OWNER}, headers={"Accept": "application/jsonl"}).text
    assert len(lines.splitlines()) == rows["total"]


def test_checks_one_by_one_are_narrowed_by_tag_and_region(somebody: Visitor, portal: Served) -> None:
    viewer = portal.person(Role.VIEWER)
    page = somebody.opens("/posture/recommendations?group=check&status=fail&status=unknown")
    heading = page.get_by_role("heading", level=2, name=re.compile("check"))
    word, n = next((word, n) for word, n in choices(page, "Tag").items() if "=" in word)
    choice(page, "Tag", word).click()
    page.wait_for_url("**tag=**")
    expect(heading).to_have_text(f"{n:,} checks")
    region, left = next(iter(choices(page, "Region").items()))
    choice(page, "Region", region).click()
    page.wait_for_url("**region=**")
    expect(heading).to_have_text(f"{left:,} checks")
    asked = {"tag": word, "region": region, "status": ["fail", "unknown"]}
    assert viewer.get("/findings", params=asked).json()["total"] == left > 0
    page.evaluate("scrollTo(0, 0)")  # what is below the table's heading cannot be hit
    assert somebody.violations() == []


def test_without_scripts_it_is_the_same(without_scripts: Visitor) -> None:
    page = without_scripts.opens("/posture/inventory")
    word, n = next((word, n) for word, n in choices(page, "Tag").items() if "=" in word)
    choice(page, "Tag", word).click()
    assert total(page) == n
    page.get_by_role("searchbox", name="Find a tag").fill(word)
    page.get_by_role("searchbox", name="Find a tag").press("Enter")
    assert choices(page, "Tag")[word] == n
