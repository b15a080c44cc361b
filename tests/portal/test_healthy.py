"""Checks that passed are listed one by one, and what each owner has to fix is there as CSV."""

import csv
import io
import re
from collections.abc import Iterator
from html import unescape

import pytest
from httpx2 import Client

from bartizan.report.listing.ask import ListFilter
from bartizan.service import listing
from bartizan.service.answers.owed import by_owner
from bartizan.service.lists import findings
from bartizan.service.published import Published, open_published
from bartizan.service.rules.healthy_checks import healthy_checks, healthy_groups
from bartizan.state.access.nouns import Role
from tests.api.serving import Served
from tests.portal.browser import Visitor

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
    rows = lines(client, "/posture/recommendations/healthy.csv")
    assert {(row["rule_id"], row["id"]) for row in rows} == judged
    assert {row["status"] for row in rows} == {"pass"}
    assert len(rows) == total(client.get("/posture/recommendations", params=HEALTHY).text)


def test_what_is_not_known_is_none_of_them_and_stands_beside(client: Client, published: Published) -> None:
    text = client.get("/posture/recommendations", params=HEALTHY).text
    asked = ListFilter(values={"status": ["unknown"]})
    lost = listing.rows(published, "findings", asked, limit=100_000).items
    assert lost
    assert f"{len(lost):,} checks unknown" in text
    rows = {(row["rule_id"], row["id"]) for row in lines(client, "/posture/recommendations/healthy.csv")}
    assert not rows & {(each["rule_id"], each["resource_id"]) for each in lost}


def test_parts_join_to_the_whole(published: Published) -> None:
    groups = [each for each in healthy_groups(published) if each.provider == "azure"]
    every = healthy_checks(published, groups, "", 100_000, 0)
    assert len(every) == sum(each.n for each in groups) > 70
    parts = [row for start in range(0, len(every), 70) for row in healthy_checks(published, groups, "", 70, start)]
    assert [(row["rule_id"], row["id"]) for row in parts] == [(row["rule_id"], row["id"]) for row in every]
    assert healthy_checks(published, groups, "", 50, len(every)) == []


ASKED = (
    "severity=critical",
    "provider=azure&category=access_control",
    "scope=111122223333&type=aws_iam_role",
    "offset=50",
)


@pytest.mark.parametrize("asked", ASKED)
def test_csv_is_what_is_listed_and_what_chips_say(client: Client, asked: str) -> None:
    text = client.get(f"/posture/recommendations?group=check&status=pass&{asked}").text
    found = re.search(r'href="(/posture/recommendations/healthy\.csv[^"]*)"', text)
    assert found
    rows = lines(client, found[1])
    assert len(rows) == total(text)
    chips = re.findall(r'class="chip chip-filter" href="([^"]+)"[^>]*>.*? <span class="count">([\d,]+)<', text)
    assert len(chips) == asked.replace("offset=50", "").count("=")
    assert {n.replace(",", "") for _, n in chips} <= {str(len(rows))}
    assert rows
    if "scope" in asked:
        assert {(row["scope"], row["type"]) for row in rows} == {("111122223333", "aws_iam_role")}


def test_nothing_is_left_of_what_nobody_has(client: Client) -> None:
    text = client.get("/posture/recommendations?group=check&status=pass&category=nothing&scope=nowhere").text
    assert total(text) == 0
    assert "Nothing matches these filters." in text
    assert "Show all healthy checks" in text


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


def test_what_owners_have_to_fix_is_csv_too(client: Client, published: Published) -> None:
    text = client.get("/posture/recommendations", params={"group": "owner"}).text
    found = re.search(r'href="(/posture/recommendations/owners\.csv)"', text)
    assert found
    rows = lines(client, found[1])
    expected = by_owner(published)
    assert [(row["owner"], row["failing"]) for row in rows] == [(e["owner"], str(e["failing"])) for e in expected]
    failing = listing.total(published, "findings", ListFilter(values={"status": ["fail"]}))
    assert sum(int(row["failing"]) for row in rows) == failing
