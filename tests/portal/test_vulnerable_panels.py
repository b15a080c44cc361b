"""The summary beside an advisory, a package, a workload and a layer: what it concerns, and where to begin."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import expect

from bartizan.portal.panels.summary import RowSummaries
from bartizan.portal.panels.vulnerable import ADVISORIES, LAYERS, PACKAGES, WORKLOADS
from bartizan.service.answers.vulnerable import (
    VulnerableGrouping,
    by_advisory,
    by_layer,
    by_package,
    by_workload,
)
from bartizan.service.published import Published
from bartizan.state.access.nouns import Role
from tests.api.serving import Served
from tests.portal.browser import Visitor

TABS: dict[str, tuple[RowSummaries, VulnerableGrouping]] = {
    "advisories": (ADVISORIES, by_advisory),
    "by-package": (PACKAGES, by_package),
    "workloads": (WORKLOADS, by_workload),
    "layers": (LAYERS, by_layer),
}


@pytest.mark.parametrize("tab", TABS)
def test_each_row_has_a_summary_with_its_numbers(portal: Served, published: Published, tab: str) -> None:
    summaries, grouping = TABS[tab]
    rows = grouping(published).rows
    assert rows
    viewer = portal.person(Role.VIEWER)
    for row in rows:
        asked = {"tab": tab, "open": summaries.key(row)}
        text = viewer.get(f"{portal.address}/posture/vulnerabilities", params=asked).text
        panel = html.unescape(text.split('<aside class="beside-list"')[1].split("</aside>")[0])
        assert f">{summaries.name(row)}</h2>" in panel
        if tab != "workloads":
            (workloads,) = re.findall(r"Workloads</dt><dd[^>]*>(\d+)", panel)
            assert int(workloads) == row["workloads"]
            (exposed,) = re.findall(r"Exposed</dt><dd[^>]*>(\d+ of them|none known)", panel)
            assert exposed == (f"{row['exposed']} of them" if row["exposed"] else "none known")
            assert panel.count("tab=vulnerabilities") == min(row["workloads"], 5)
            assert (f"and {row['workloads'] - 5} more" in panel) is (row["workloads"] > 5)


@pytest.mark.parametrize("tab", TABS)
def test_it_opens_beside_the_rows_and_leads_to_what_it_counts(somebody: Visitor, tab: str) -> None:
    page = somebody.opens(f"/posture/vulnerabilities?tab={tab}")
    page.locator("td.opens a").first.click()
    panel = page.locator(".beside-list")
    expect(page.locator("#panel-name")).to_be_focused()
    assert somebody.violations() == []
    first = panel.locator("ul a").last
    said = first.inner_text()
    first.click()
    expect(page.locator("main")).to_contain_text(said)
    assert somebody.said == []


@given(st.text(min_size=1))
def test_any_name_of_a_package_finds_its_summary_again(package: str) -> None:
    summaries = PACKAGES.key({"ecosystem": "npm", "package": package})
    assert re.fullmatch(r"npm~[!-~]+", summaries)


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("key", ["", "~", "npm~", "%ff", "a" * 5000, "nothing~here"])
def test_what_is_not_there_opens_nothing(portal: Served, tab: str, key: str) -> None:
    asked = {"tab": tab, "open": key}
    answer = portal.person(Role.VIEWER).get(f"{portal.address}/posture/vulnerabilities", params=asked)
    assert answer.status_code == 200
    assert '<aside class="beside-list"' not in answer.text
