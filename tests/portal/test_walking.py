"""Going from one thing to the next: targets, choke points to tick, the path before and after, and keys to turn off."""

from collections import Counter
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from bartizan.report.listing.ask import ListFilter
from bartizan.report.paging import Part
from bartizan.service import attack, listing
from bartizan.service.published import Published
from bartizan.state.access.nouns import Role
from tests.api.serving import Served
from tests.portal.browser import Visitor, visiting

RULE = "aws.lambda.public_function_url"


@pytest.fixture
def somebody(browser: Browser, portal: Served) -> Iterator[Visitor]:
    with visiting(browser, portal, Role.VIEWER, permissions=["clipboard-read", "clipboard-write"]) as found:
        yield found
        assert (found.said, found.elsewhere) == ([], [])


def test_targets_are_those_that_paths_reach(somebody: Visitor, published: Published) -> None:
    page = somebody.opens("/posture/attack-paths?tab=targets")
    found = attack.targets(published)
    members = published.engine.rows("select distinct node_id from attack_path_member where role = 'target'")
    assert {each.id for each in found} == {row["node_id"] for row in members}
    assert page.locator("main tbody tr").count() == len(found) > 10
    assert found[0].worst == attack.path_ids(published)[0]
    expect(page.locator("main tbody tr").first).to_contain_text("company-analytics-lake")
    assert somebody.violations() == []
    page.locator("main tbody tr").first.get_by_role("link", name="Map of the worst path").click()
    page.wait_for_url(f"**/attack-paths/{found[0].worst}")


def test_choke_points_are_tried_together(somebody: Visitor, published: Published) -> None:
    page = somebody.opens("/posture/attack-paths?tab=choke")
    points = attack.choke_points(published).items
    rule = next(point for point in points if point.kind == "rule")
    node = next(point for point in points if point.kind == "node")
    for point in (rule, node):
        page.locator(f'[id="fix-{point.node_id}"]').click()
        page.wait_for_url(f"**fix={point.node_id.replace(':', '%3A').replace('/', '%2F')}*")
    outcomes = attack.what_if(published, rules=[rule.node_id], nodes=[node.node_id]).items
    gone = sum(each.outcome == "gone" for each in outcomes)
    expect(page.locator(".preview")).to_contain_text(f"{gone} of {len(outcomes)} paths are gone")
    expect(page.locator("tr.is-ticked")).to_have_count(2)
    assert somebody.violations() == []
    page.locator(f'[id="fix-{node.node_id}"]').click()
    expect(page.locator(".preview")).to_contain_text(f"{rule.paths} of {len(outcomes)} paths are gone")


def test_the_paths_that_a_rule_ends_are_exactly_as_many(somebody: Visitor, published: Published) -> None:
    ended = next(point for point in attack.choke_points(published, kind="rule").items if point.node_id == RULE).paths
    page = somebody.opens(f"/posture/recommendations/{RULE}")
    page.get_by_role("link", name=f"ends {ended} paths", exact=True).click()
    page.wait_for_url("**/attack-paths?filter=*")
    expect(page.locator("main")).to_contain_text(f"{ended} attack paths")
    assert listing.total(published, "attack_paths", ListFilter(f"breaks has {RULE}")) == ended


def test_a_recommendation_says_when_it_fails(somebody: Visitor) -> None:
    page = somebody.opens(f"/posture/recommendations/{RULE}")
    page.get_by_text("When it fails", exact=True).click()
    truth = page.locator(".truth")
    expect(truth).to_contain_text("url_auth")
    for word in ("Failing", "Healthy", "Unknown"):
        assert truth.get_by_text(word, exact=True).count() >= 1
    expect(truth).to_contain_text("not read")
    assert somebody.violations() == []


def test_brackets_lead_to_the_path_before_and_after(somebody: Visitor, published: Published) -> None:
    ids = attack.path_ids(published)
    page = somebody.opens(f"/posture/attack-paths/{ids[0]}")
    expect(page.locator(".actions")).to_contain_text(f"1 of {len(ids)}")
    expect(page.locator("a[rel=prev]")).to_have_count(0)
    page.keyboard.press("]")
    page.wait_for_url(f"**/{ids[1]}")
    page.keyboard.press("]")
    page.wait_for_url(f"**/{ids[2]}")
    page.keyboard.press("[")
    page.wait_for_url(f"**/{ids[1]}")
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_text("The link is copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    last = somebody.opens(f"/posture/attack-paths/{ids[-1]}")
    expect(last.locator("a[rel=next]")).to_have_count(0)


def test_single_keys_are_turned_off_and_on(somebody: Visitor) -> None:
    page = somebody.opens("/posture/inventory")
    page.keyboard.press("?")
    box = page.get_by_label("Single keys are on")
    expect(box).to_be_checked()
    assert somebody.violations() == []
    box.uncheck()
    page.keyboard.press("Escape")
    page = somebody.opens("/posture/inventory")
    page.keyboard.press("/")
    page.keyboard.press("j")
    assert page.evaluate("[document.activeElement.id, document.querySelectorAll('tr.is-at').length]") == ["", 0]
    page.locator(".account summary").click()
    page.get_by_role("button", name="Keyboard").click()
    page.get_by_label("Single keys are on").check()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    assert page.locator("tr.is-at").count() == 1


@pytest.mark.parametrize("path", ["tab=targets", f"tab=choke&fix={RULE}"])
def test_they_fit_on_a_phone(browser: Browser, portal: Served, path: str) -> None:
    with visiting(browser, portal, Role.VIEWER, viewport={"width": 360, "height": 740}) as found:
        page = found.opens(f"/posture/attack-paths?{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert found.violations() == []


def test_rows_are_higher_for_those_who_want_it(somebody: Visitor) -> None:
    page = somebody.opens("/posture/inventory?tab=all")

    def height() -> float:
        return float(page.evaluate("document.querySelector('main tbody tr').getBoundingClientRect().height"))

    before = height()
    page.locator(".account summary").click()
    page.get_by_role("button", name="Higher rows").click()
    page.locator("html[data-density=cosy]").wait_for(state="attached")
    assert page.url.endswith("/posture/inventory?tab=all")
    assert height() == before + 8
    assert somebody.violations() == []
    page.locator(".account summary").click()
    page.get_by_role("button", name="Lower rows").click()
    page.locator("html:not([data-density])").wait_for(state="attached")
    assert height() == before


def test_paths_are_narrowed_by_where_they_begin_and_what_ends_them(somebody: Visitor, published: Published) -> None:
    paths = attack.attack_paths(published, part=Part(limit=500)).items
    scopes = {row["id"]: row["scope"] for row in published.engine.rows("select id, scope from node")}
    expected: dict[str, Counter[str]] = {
        "rule": Counter(rule for path in paths for rule in path.breaks or [""]),
        "risk_factor": Counter(factor for path in paths for factor in path.risk_factors or [""]),
        "entry": Counter(path.entry_id for path in paths),
        "scope": Counter(scopes[path.entry_id] for path in paths),
    }
    for name, counts in expected.items():
        shown = {each.value: each.count for each in listing.facets(published, "attack_paths", name, ListFilter())}
        assert shown == {value: n for value, n in counts.most_common() if value in shown}
        assert len(shown) == min(len(counts), 20 + ("" in counts))
        value = next(each for each in shown if each)
        assert listing.total(published, "attack_paths", ListFilter(values={name: [value]})) == counts[value]
    page = somebody.opens("/posture/attack-paths")
    choice = page.get_by_role("group", name="Ended by").get_by_role("checkbox", name=RULE)
    choice.click()
    page.wait_for_url("**rule=**")
    expect(page.get_by_role("heading", level=2, name=f"{expected['rule'][RULE]} attack paths")).to_be_attached()
    assert somebody.violations() == []
