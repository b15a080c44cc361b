"""Vulnerabilities by advisory, workload and layer: their numbers are those of the matches."""

import pytest
from playwright.sync_api import Browser, expect

from bartizan.report.listing.ask import ListFilter
from bartizan.service import listing
from bartizan.service.answers.vulnerable import by_advisory, by_layer, by_workload
from bartizan.service.published import Published
from bartizan.service.search import unread_workloads
from bartizan.state.access.nouns import Role
from tests.api.serving import Served
from tests.portal.browser import Visitor, visiting


@pytest.fixture(scope="module")
def matches(published: Published) -> list[dict[str, object]]:
    found = listing.rows(published, "vulnerabilities", ListFilter(values={"status": ["affected"]}), limit=200)
    assert found.total == len(found.items) > 20
    return [dict(row) for row in found.items]


def test_an_advisory_counts_the_workloads_that_its_matches_name(
    published: Published, matches: list[dict[str, object]]
) -> None:
    exposed = {
        row["id"]
        for row in listing.rows(published, "inventory", ListFilter(values={"exposure": ["internet"]}), limit=200).items
    }
    found = {row["advisory_id"]: row for row in by_advisory(published)}
    assert set(found) == {row["advisory_id"] for row in matches}
    for id_, row in found.items():
        named = {match["resource_id"] for match in matches if match["advisory_id"] == id_}
        assert (row["workloads"], row["exposed"]) == (len(named), len(named & exposed)), id_
    worst = by_advisory(published)[0]
    assert worst["is_malicious"] or worst["kev"]


def test_workloads_and_layers_count_their_advisories(published: Published, matches: list[dict[str, object]]) -> None:
    for rows, key in ((by_workload(published), "resource_id"), (by_layer(published), "layer")):
        found = {row[key]: row["advisories"] for row in rows}
        named = {row[key] for row in matches if row[key]}
        assert found == {each: len({match["advisory_id"] for match in matches if match[key] == each}) for each in named}
        assert found


@pytest.mark.parametrize("tab", ["advisories", "workloads", "layers"])
def test_a_tab_says_what_was_not_read_and_leads_to_its_rows(somebody: Visitor, published: Published, tab: str) -> None:
    page = somebody.opens(f"/posture/vulnerabilities?tab={tab}")
    expect(page.locator("main")).to_contain_text(f"code of {unread_workloads(published)} workloads not read")
    assert somebody.violations() == []
    number = page.locator("main tbody tr").first.locator("td.number a").last
    wanted = int(number.inner_text())
    number.click()
    page.wait_for_url(lambda url: f"tab={tab}" not in url)
    rows = page.locator("main tbody tr")
    named = rows.all_inner_texts()
    assert len(named) >= wanted > 0


def test_one_advisory_is_a_filter_that_can_be_taken_out(somebody: Visitor, published: Published) -> None:
    row = by_advisory(published)[0]
    page = somebody.opens(f"/posture/vulnerabilities?advisory_id={row['advisory_id']}")
    shown = {each.split("\n")[0] for each in page.locator("main tbody tr td:nth-child(5)").all_inner_texts()}
    assert len(shown) == row["workloads"]
    page.locator(".chips a").first.click()
    page.wait_for_url(lambda url: "advisory_id" not in url)


@pytest.mark.parametrize("tab", ["advisories", "workloads", "layers"])
def test_tabs_fit_on_a_phone(browser: Browser, portal: Served, tab: str) -> None:
    with visiting(browser, portal, Role.VIEWER, viewport={"width": 360, "height": 740}) as found:
        page = found.opens(f"/posture/vulnerabilities?tab={tab}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert found.violations() == []
