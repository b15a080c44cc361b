"""Checks that passed are listed one by one, and what each owner has to fix is there as CSV."""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from html import unescape
from itertools import groupby
from typing import Any

import pytest
from httpx2 import Client
from playwright.sync_api import expect

from bartizan.model import Severity
from bartizan.report.listing.ask import ListFilter
from bartizan.service import listing
from bartizan.service.answers.owed import by_owner
from bartizan.service.lists import findings
from bartizan.service.published import Published, open_published
from bartizan.service.rules.healthy_checks import healthy_total
from bartizan.state.access.nouns import Role
from tests.api.serving import Served
from tests.portal.browser import Visitor

pytestmark = pytest.mark.slow

HEALTHY = {"group": "check", "status": "pass"}


@pytest.fixture(scope="module")
def client(portal: Served) -> Iterator[Client]:
    client = portal.person(Role.VIEWER)
    client.base_url = portal.address
    yield client
    client.close()


def lines(client: Client, href: str) -> list[dict[str, str]]:
    answer = client.get(unescape(href))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    return list(csv.DictReader(io.StringIO(answer.text)))


def total(text: str) -> int:
    found = re.search(r'aria-live="polite">([\d,]+) healthy check', text)
    assert found
    return int(found[1].replace(",", ""))


def test_they_are_those_that_the_snapshot_s_rules_judge_so(client: Client, portal: Served) -> None:
    with open_published(portal.settings.home) as published:
        judged = {(each.rule_id, each.resource_id) for each in findings(published, status="pass").items}
    rows = lines(client, "/posture/lists/healthy_checks.csv")
    assert {(row["rule_id"], row["id"]) for row in rows} == judged
    assert {row["status"] for row in rows} == {"pass"}
    assert len(rows) == total(client.get("/posture/recommendations", params=HEALTHY).text)
    with open_published(portal.settings.home) as published:
        assert healthy_total(published) == len(rows) > 5000, "which are more than are handed on at once"
        listed = listing.rows(published, "healthy_checks", ListFilter(), limit=100_000).items
    assert [(row["rule_id"], row["id"]) for row in rows] == [(row["rule_id"], row["id"]) for row in listed]


def test_what_is_not_known_is_none_of_them_and_stands_beside(client: Client, published: Published) -> None:
    text = client.get("/posture/recommendations", params=HEALTHY).text
    asked = ListFilter(values={"status": ["unknown"]})
    lost = listing.rows(published, "findings", asked, limit=100_000).items
    assert lost
    assert f"{len(lost):,} checks unknown" in text
    rows = {(row["rule_id"], row["id"]) for row in lines(client, "/posture/lists/healthy_checks.csv")}
    assert not rows & {(each["rule_id"], each["resource_id"]) for each in lost}


def test_parts_join_to_the_whole_in_their_order(published: Published) -> None:
    asked = ListFilter(values={"provider": ["azure"]})
    every = listing.rows(published, "healthy_checks", asked, limit=100_000)
    assert every.total == len(every.items) > 70
    starts = range(0, every.total, 70)
    parts = [listing.rows(published, "healthy_checks", asked, limit=70, offset=start).items for start in starts]
    assert [row for part in parts for row in part] == list(every.items)
    ranks = [Severity(row["severity"]).rank for row in every.items]
    assert ranks == sorted(ranks)
    rules = [rule for rule, _ in groupby(row["rule_id"] for row in every.items)]
    assert len(rules) == len(set(rules)), "checks of one rule stand together"


ASKED: Sequence[dict[str, list[str]]] = (
    {},
    {"severity": ["critical"]},
    {"provider": ["azure"], "category": ["access_control"]},
    {"scope": ["111122223333"], "type": ["aws_iam_role"]},
    {"region": ["eu-west-1"], "tag": ["owner=team-stores"]},
)
FIELDS = ("severity", "category", "provider", "type", "scope", "region")


@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_facets_count_what_plain_python_counts(published: Published, asked: dict[str, list[str]]) -> None:
    tags = {
        (row["type"], row["id"]): None if row["tags"] is None else json.loads(row["tags"])
        for row in listing.rows(published, "inventory", ListFilter(), limit=100_000).items
    }
    every = [
        {**row, "tag": tags[row["type"], row["id"]]}
        for row in listing.rows(published, "healthy_checks", ListFilter(), limit=100_000).items
    ]

    def holds(row: dict[str, Any], but: str) -> bool | None:
        held = None if row["tag"] is None else {f"{key}={value}" for key, value in row["tag"].items()}
        own = [row[name] in values for name, values in asked.items() if name not in ("tag", but)]
        return all(own) and ("tag" not in asked or (held is not None and held >= set(asked["tag"])))

    found = listing.all_facets(published, "healthy_checks", [*FIELDS, "tag"], ListFilter(values=asked))
    for name in FIELDS:
        expected = Counter(row[name] for row in every if holds(row, name))
        assert {each.value: each.count for each in found[name]} == dict(expected.most_common(20)), name
    left = [row for row in every if holds(row, "")]
    assert left
    assert listing.total(published, "healthy_checks", ListFilter(values=asked)) == len(left)
    if "tag" not in asked:
        of_tags = {each.value: each.count for each in found["tag"]}
        assert of_tags.get(None, 0) == sum(row["tag"] is None for row in left)
        assert of_tags.get("", 0) == sum(row["tag"] == {} for row in left)


@pytest.mark.parametrize("sort", ["", "-name", "title,-last_seen"])
@pytest.mark.parametrize("asked", [*ASKED[1:], {"q": ["prod"]}], ids=str)
def test_csv_is_what_is_listed(client: Client, asked: dict[str, list[str]], sort: str) -> None:
    text = client.get("/posture/recommendations", params={**HEALTHY, **asked, "sort": sort}).text
    found = re.search(r'href="(/posture/lists/healthy_checks\.csv[^"]*)"', text)
    assert found
    rows = lines(client, found[1])
    unsure = re.search(r"([\d,]+) cannot be decided", text)
    assert (unsure is not None) == ("tag" in asked)
    assert len(rows) == total(text) + (int(unsure[1]) if unsure else 0) > 0
    listed = client.get("/api/v1/healthy-checks", params={**asked, "sort": sort, "limit": "200"}).json()
    assert listed["total"] + listed["unknown"] == len(rows)
    shown = [(row["rule_id"], row["id"]) for row in listed["items"]]
    assert [(row["rule_id"], row["id"]) for row in rows[: len(shown)]] == shown


def test_nothing_is_left_of_what_nobody_has(client: Client) -> None:
    text = client.get("/posture/recommendations?group=check&status=pass&category=nothing&scope=nowhere").text
    assert total(text) == 0
    assert "Nothing matches these filters." in text
    assert "Remove all filters" in text


def test_each_status_has_as_many_rows_as_is_said(client: Client) -> None:
    text = client.get("/posture/recommendations", params={"group": "check"}).text
    found = re.findall(r'href="([^"]*status=(\w+))"[^>]*>(?:Failing|Unknown|Exempt|Healthy) ([\d,]+)<', text)
    assert [status for _, status, _ in found] == ["fail", "unknown", "exempt", "pass"]
    for href, _, n in found:
        shown = re.search(r'aria-live="polite">([\d,]+) ', client.get(unescape(href)).text)
        assert shown
        assert shown[1] == n


def test_the_page_has_no_barrier(somebody: Visitor) -> None:
    page = somebody.opens("/posture/recommendations?group=check&status=pass")
    assert somebody.violations() == []
    page.get_by_role("link", name="Next", exact=True).click()
    page.wait_for_url("**offset=50**")
    page.locator("tbody a").first.click()
    page.wait_for_url("**/recommendations/**status=pass**")
    page.set_viewport_size({"width": 360, "height": 740})
    page.go_back()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_it_is_searched_sorted_and_narrowed_as_other_lists_are(without_scripts: Visitor) -> None:
    page = without_scripts.opens("/posture/recommendations?group=check&status=pass&q=prod")
    page.get_by_role("group", name="Region").get_by_role("checkbox", name="eu-west-1").click()
    page.wait_for_url("**region=eu-west-1**")
    page.get_by_role("columnheader", name="Resource").get_by_role("link").click()
    page.wait_for_url("**sort=name**")
    names = page.locator("tr[data-row] a.strong").all_inner_texts()
    assert names == sorted(names)
    assert len(set(names)) > 1
    assert all("eu-west-1" in each for each in page.locator("tr[data-row] .below").all_inner_texts())
    page.locator("summary", has_text="Columns").click()
    page.get_by_role("checkbox", name="Category").uncheck()
    page.get_by_role("button", name="Show these", exact=True).click()
    page.wait_for_url("**columns=**")
    expect(page.get_by_role("columnheader", name="Read")).to_be_attached()
    expect(page.get_by_role("columnheader", name="Category")).to_have_count(0)


def test_a_row_s_summary_says_that_it_passed_and_how_its_resource_stands(without_scripts: Visitor) -> None:
    page = without_scripts.opens("/posture/recommendations?group=check&status=pass")
    row = page.locator("tr[data-row]").nth(1)
    names = (row.locator("a.strong").inner_text(), row.locator("a").first.inner_text())
    row.get_by_role("link", name="Summary of", exact=False).click()
    panel = page.get_by_role("complementary", name="Summary")
    expect(panel.get_by_role("heading", level=2)).to_have_text(names[0])
    expect(panel.locator(".mark-healthy").first).to_have_text("Healthy")
    expect(panel.get_by_role("link", name=names[1])).to_be_visible()
    expect(page.locator("tr.is-at")).to_have_count(1)


def test_what_owners_have_to_fix_is_csv_too(client: Client, published: Published) -> None:
    text = client.get("/posture/recommendations", params={"group": "owner"}).text
    found = re.search(r'href="(/posture/recommendations/owners\.csv)"', text)
    assert found
    rows = lines(client, found[1])
    expected = by_owner(published)
    assert [(row["owner"], row["failing"]) for row in rows] == [(e["owner"], str(e["failing"])) for e in expected]
    failing = listing.total(published, "findings", ListFilter(values={"status": ["fail"]}))
    assert sum(int(row["failing"]) for row in rows) == failing
