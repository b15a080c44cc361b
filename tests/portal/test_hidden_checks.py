"""Coverage says of each gap how many checks it hides, and leads to exactly these."""

import re
from html import unescape

import pytest
from playwright.sync_api import expect

from bartizan.report.listing.ask import ListFilter
from bartizan.service import listing
from bartizan.service.answers.scopes.waiting import waiting
from bartizan.service.gaps import gaps, grouped
from bartizan.service.published import Published
from bartizan.state.access.nouns import Role
from tests.api.serving import Served
from tests.portal.browser import Visitor

pytestmark = pytest.mark.slow

HIDES = re.compile(r'href="([^"]+)">([\d,]+) checks?</a>')


def test_each_number_leads_to_as_many_checks_and_the_most_come_first(portal: Served) -> None:
    client = portal.person(Role.VIEWER)
    table = client.get(f"{portal.address}/posture/coverage").text.split("<h2>Gaps</h2>")[1]
    found = [(unescape(href), int(n.replace(",", ""))) for href, n in HIDES.findall(table)]
    assert len(found) > 2
    assert [n for _, n in found] == sorted((n for _, n in found), reverse=True)
    for href, n in found:
        shown = re.search(r'aria-live="polite">([\d,]+) check', client.get(f"{portal.address}{href}").text)
        assert shown
        assert int(shown[1].replace(",", "")) == n, href


def test_a_check_that_waits_for_two_answers_is_counted_once(published: Published) -> None:
    asked = ListFilter(values={"status": ["unknown"]})
    rows = listing.rows(published, "findings", asked, limit=100_000).items
    assert any(len(row["missing"]) > 1 for row in rows)
    for group in grouped(gaps(published)):
        calls = {f"{gap.operation} {gap.outcome}" for gap in group}
        own = [row for row in rows if row["scope"] == group[0].scope]
        wanted = [row for row in own if any(text.split(" (")[0] in calls for text in row["missing"])]
        assert waiting(published, group).n == len(wanted)


def test_who_follows_it_sees_what_is_missing(somebody: Visitor) -> None:
    page = somebody.opens("/posture/coverage")
    assert somebody.violations() == []
    page.locator("td a.text-unknown").first.click()
    page.wait_for_url("**/recommendations?group=check&status=unknown&scope=**")
    expect(page.locator("tbody tr").first).to_contain_text("Unknown")
    page.set_viewport_size({"width": 360, "height": 740})
    page.go_back()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
