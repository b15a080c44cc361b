"""Vulnerabilities by advisory, workload and layer: their numbers are those of the matches."""

from dataclasses import replace

import pytest
from playwright.sync_api import Browser, expect

from bartizan.report.listing.ask import ListFilter
from bartizan.service import listing
from bartizan.service.answers.vulnerable import VulnerableGroups, by_advisory, by_layer, by_package, by_workload
from bartizan.service.published import Published
from bartizan.service.search import unread_workloads
from bartizan.state.access.nouns import Role
from tests.api.serving import Served
from tests.portal.browser import Visitor, visiting

TABS = ("advisories", "by-package", "workloads", "layers")


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
    found = {row["advisory_id"]: row for row in by_advisory(published).rows}
    assert set(found) == {row["advisory_id"] for row in matches}
    for id_, row in found.items():
        named = {match["resource_id"] for match in matches if match["advisory_id"] == id_}
        assert (row["workloads"], row["exposed"]) == (len(named), len(named & exposed)), id_
    worst = by_advisory(published).rows[0]
    assert worst["is_malicious"] or worst["kev"]


def test_workloads_and_layers_count_their_advisories(published: Published, matches: list[dict[str, object]]) -> None:
    groupings = ((by_workload, "resource_id"), (by_layer, "layer"), (by_package, "package"))
    for grouping, key in groupings:
        found = {row[key]: row["advisories"] for row in grouping(published).rows}
        named = {row[key] for row in matches if row[key]}
        assert found == {each: len({match["advisory_id"] for match in matches if match[key] == each}) for each in named}
        assert found


FILTERS = (
    ListFilter(),
    ListFilter(values={"severity": ["critical", "high"]}),
    ListFilter(values={"exposure": ["internet"], "has_fix": ["true"]}),
    ListFilter(text="log4j"),
    ListFilter("kev = true"),
    ListFilter(values={"ecosystem": ["nothing"]}),
)


@pytest.mark.parametrize("asked", FILTERS)
def test_groups_have_all_matches_that_a_filter_leaves(published: Published, asked: ListFilter) -> None:
    sure = replace(asked, values={**asked.values, "status": ["affected"]})
    listed = listing.rows(published, "vulnerabilities", sure, limit=200)
    for grouping in (by_advisory, by_package, by_workload, by_layer):
        found: VulnerableGroups = grouping(published, asked)
        wanted = [row for row in listed.items if row["layer"] or grouping is not by_layer]
        assert sum(row["matches"] for row in found.rows) == found.matches == len(wanted)
        assert found.total == len(found.rows)
    assert by_advisory(published, asked).matches == listed.total


@pytest.mark.parametrize("tab", TABS)
def test_each_choice_leaves_as_many_matches_as_it_says(somebody: Visitor, tab: str) -> None:
    page = somebody.opens(f"/posture/vulnerabilities?tab={tab}&exposure=internet")
    shown = page.locator("#facets a.choice[role=checkbox][aria-checked=false]").all()
    links = [(each.locator(".count").inner_text(), str(each.get_attribute("href"))) for each in shown]
    legends = page.locator("#facets legend").all_inner_texts()
    assert {"Severity", "Exposure"} <= set(legends)
    assert "Match" not in legends
    for count, href in links[:: max(1, len(links) // 6)]:
        page = somebody.opens(href)
        said = page.locator(".list-head .quiet").inner_text()
        assert said.split()[1] == count
    page.locator(".list-head .quiet a").click()
    page.wait_for_url("**tab=matches**")
    assert page.locator(".list-head h2").inner_text().split()[0] == said.split()[1]
    assert somebody.violations() == []


def test_filters_stay_from_tab_to_tab_and_can_be_taken_out(somebody: Visitor) -> None:
    page = somebody.opens("/posture/vulnerabilities?tab=advisories&severity=critical")
    views = page.get_by_role("navigation", name="Views")
    advisories = page.locator(".list-head .quiet").inner_text()
    views.get_by_role("link", name="By package").click()
    page.wait_for_url("**tab=by-package**")
    assert page.locator(".list-head .quiet").inner_text() == advisories
    page.get_by_role("link", name="Remove Severity: Critical").click()
    page.wait_for_url(lambda url: "severity" not in url)
    assert page.locator(".list-head .quiet").inner_text() != advisories
    page = somebody.opens("/posture/vulnerabilities?tab=workloads&severity=critical&ecosystem=nothing")
    expect(page.locator("main")).to_contain_text("Remove all filters")
    views = page.get_by_role("navigation", name="Views")
    views.get_by_role("link", name="Code read", exact=True).click()
    expect(page.locator("main tbody tr").first).to_be_visible()  # it has neither column


def test_the_first_tab_is_by_advisory(somebody: Visitor, published: Published) -> None:
    page = somebody.opens("/posture/vulnerabilities")
    tabs = page.get_by_role("navigation", name="Views").get_by_role("link")
    assert tabs.first.inner_text() == "By advisory"
    expect(tabs.first).to_have_attribute("aria-current", "page")
    assert page.locator(".list-head h2").inner_text().split()[0] == str(by_advisory(published).total)
    page.get_by_role("link", name="CSV").click(trial=True)
    assert page.get_by_text("SBOM", exact=True).is_visible()


def test_all_tabs_keep_the_filters_of_each_other(somebody: Visitor) -> None:
    """What a list does not know is put aside and said; what both know is asked of both."""
    page = somebody.opens("/posture/vulnerabilities?severity=critical&ecosystem=PyPI&scope=111122223333&q=e")
    views = page.get_by_role("navigation", name="Views")
    matches = page.locator(".list-head .quiet").inner_text()
    views.get_by_role("link", name="Packages", exact=True).click()
    page.wait_for_url("**tab=packages**")
    expect(page.locator(".chips")).to_contain_text("Ecosystem: PyPI")
    expect(page.locator("main")).to_contain_text("Not asked of this list: Severity: Critical")
    assert {each.strip() for each in page.locator("main tbody tr td:nth-child(3)").all_inner_texts()} == {"PyPI"}
    assert somebody.violations() == []
    page.locator("#facets").get_by_role("group", name="Package").get_by_role("checkbox").first.click()
    page.wait_for_url("**&name=**")
    views.get_by_role("link", name="Code read").click()
    page.wait_for_url("**tab=code**")
    expect(page.locator(".chips")).to_contain_text("Scope: 111122223333")
    expect(page.locator("main")).to_contain_text("Severity: Critical")
    page.locator("#facets").get_by_role("group", name="Status").get_by_role("checkbox").first.click()
    page.wait_for_url("**status=**")
    views.get_by_role("link", name="By advisory").click()
    page.wait_for_url(lambda url: "tab=advisories" in url and "severity=critical" in url)
    assert page.locator(".list-head .quiet").inner_text() == matches
    expect(page.locator(".chips")).to_contain_text("Ecosystem: PyPI")
    expect(page.locator(".chips")).not_to_contain_text("status")
    views.get_by_role("link", name="Packages", exact=True).click()
    page.wait_for_url(lambda url: "tab=packages" in url and "&name=" in url.split("aside_q")[0])
    page.get_by_role("link", name="Forget them").click()
    page.wait_for_url(lambda url: "aside_q" not in url)
    expect(page.locator("main")).not_to_contain_text("Not asked of this list")


def test_a_filter_that_cannot_be_read_leaves_the_tab_standing(somebody: Visitor) -> None:
    page = somebody.opens("/posture/vulnerabilities?tab=workloads&filter=nothing+%3D+1")
    expect(page.locator("main")).to_contain_text("This filter cannot be read.")


@pytest.mark.parametrize("tab", TABS)
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
    row = by_advisory(published).rows[0]
    page = somebody.opens(f"/posture/vulnerabilities?tab=matches&advisory_id={row['advisory_id']}")
    shown = {each.split("\n")[0] for each in page.locator("main tbody tr td:nth-child(5)").all_inner_texts()}
    assert len(shown) == row["workloads"]
    page.locator(".chips a").first.click()
    page.wait_for_url(lambda url: "advisory_id" not in url)


@pytest.mark.parametrize("tab", TABS)
def test_tabs_fit_on_a_phone(browser: Browser, portal: Served, tab: str) -> None:
    with visiting(browser, portal, Role.VIEWER, viewport={"width": 360, "height": 740}) as found:
        page = found.opens(f"/posture/vulnerabilities?tab={tab}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert found.violations() == []
