"""The inventory is narrowed to what has something unknown, and to what is new: choices count what they leave."""

import pytest
from playwright.sync_api import expect

from bartizan.decide.workload import WORKLOADS
from bartizan.report.listing.ask import ListFilter
from bartizan.service import listing
from bartizan.service.published import Published
from tests.portal.browser import Visitor


@pytest.mark.parametrize(
    ("group", "choice", "asked"),
    [
        ("Has unknown", "Yes", {"has_unknown": ["true"]}),
        ("Has unknown", "No", {"has_unknown": ["false"]}),
        ("First seen", "in the last day", {"known_for": ["day"]}),
    ],
)
def test_a_choice_leaves_as_many_rows_as_it_says(
    without_scripts: Visitor, published: Published, group: str, choice: str, asked: dict[str, list[str]]
) -> None:
    # All of the estate is as new: what could be chosen is shown once something else is.
    page = without_scripts.opens(f"/posture/inventory?exposure=internet{'&known_for=week' * ('known_for' in asked)}")
    values = {"type": list(WORKLOADS), "exposure": ["internet"], **asked}
    n = listing.total(published, "inventory", ListFilter(values=values))
    assert n
    link = page.get_by_role("group", name=group).get_by_role("checkbox", name=choice, exact=False)
    expect(link.locator(".count")).to_have_text(str(n))
    link.click()
    expect(page.get_by_role("heading", level=2, name=f"{n} workload")).to_be_visible()
    expect(page.get_by_role("link", name=f"Remove {group}: {choice}")).to_be_visible()


def test_times_stand_in_their_order(without_scripts: Visitor) -> None:
    page = without_scripts.opens("/posture/inventory?known_for=longer&known_for=week&known_for=day")
    words = page.get_by_role("group", name="First seen").locator(".choice-word").all_inner_texts()
    assert words == ["in the last day", "2 to 7 days ago", "earlier"]
