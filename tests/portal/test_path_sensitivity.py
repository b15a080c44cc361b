"""Attack paths are narrowed to those that reach what is sensitive; what nothing classifies is marked as unknown."""

from playwright.sync_api import expect

from bartizan.report.listing.ask import ListFilter
from bartizan.service import listing
from bartizan.service.published import Published
from tests.portal.browser import Visitor


def test_a_choice_leaves_as_many_paths_as_it_says(somebody: Visitor, published: Published) -> None:
    page = somebody.opens("/posture/attack-paths")
    choices = page.get_by_role("group", name="Sensitivity").get_by_role("checkbox")
    names = [each.get_attribute("title") for each in choices.all()]
    assert set(names) == {"Sensitive", "Not classified"}
    page.get_by_role("group", name="Reaches").get_by_role("checkbox", name="Data").click()
    page.wait_for_url("**target_kind=data**")
    asked = {"target_kind": ["data"], "sensitivity": ["sensitive"]}
    n = listing.total(published, "attack_paths", ListFilter(values=asked))
    choice = page.get_by_role("group", name="Sensitivity").get_by_role("checkbox", name="Sensitive")
    expect(choice.locator(".count")).to_have_text(str(n))
    choice.click()
    page.wait_for_url("**sensitivity=sensitive**")
    expect(page.get_by_role("heading", level=2, name=f"{n} attack paths")).to_be_visible()
    expect(page.get_by_role("link", name="Remove Sensitivity: Sensitive")).to_be_visible()
    assert set(page.locator("tr[data-row] td[data-label=Reaches] .below").all_inner_texts()) == {"sensitive"}
    assert somebody.violations() == []


def test_what_nothing_classifies_is_marked_as_unknown_and_leads_to_all_of_it(without_scripts: Visitor) -> None:
    page = without_scripts.opens("/posture/attack-paths?target_kind=data&sensitivity=unknown")
    mark = page.locator("tr[data-row] td[data-label=Reaches] .mark-unknown").first
    expect(mark).to_have_text("not classified")
    mark.click()
    expect(page.get_by_role("checkbox", name="Not classified")).to_be_checked()
