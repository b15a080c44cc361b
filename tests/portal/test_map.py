"""The map of attack paths: icons, marks of risk, where a fix breaks a path, and finding one's way on a large one."""

import pytest
from playwright.sync_api import Browser, Page, expect

from bartizan.base.resource_key import resource_key
from bartizan.contract.paths import AttackPath
from bartizan.portal.words import SENSITIVITIES, sentence, spaced
from bartizan.report.paging import Part
from bartizan.service import attack
from bartizan.service.published import Published
from bartizan.service.reading import Snapshots
from bartizan.state.access.nouns import Role
from tests.api.serving import Served
from tests.portal.browser import Visitor, visiting


@pytest.fixture(scope="module")
def paths(portal: Served) -> list[AttackPath]:
    published = Snapshots(portal.settings.home).open()
    found = attack.attack_paths(published, part=Part(limit=500)).items
    published.engine.close()
    return list(found)


@pytest.fixture(scope="module")
def worst(paths: list[AttackPath]) -> str:
    return f"/posture/attack-paths/{paths[0].id}"


@pytest.fixture(scope="module")
def long(paths: list[AttackPath]) -> str:
    return f"/posture/attack-paths/{max(paths, key=lambda path: len(path.steps)).id}"


def view_box(page: Page) -> list[float]:
    return [float(each) for each in (page.locator(".map svg").get_attribute("viewBox") or "").split()]


def in_view(page: Page) -> dict[str, float]:
    frame = page.locator(".minimap .in-view")
    return {name: float(frame.get_attribute(name) or 0) for name in ("x", "y", "width", "height")}


def test_a_card_has_an_icon_of_its_kind_and_the_mark_of_its_worst_finding(somebody: Visitor, worst: str) -> None:
    page = somebody.opens(worst)
    cards = page.locator(".map .node")
    assert page.locator(".map .node .kind-icon path").count() == cards.count() > 5
    of_kind = {
        word: page.locator(".map .node", has_text=word).locator(".kind-icon path").first.get_attribute("d")
        for word in ("Entry", "Lambda function", "IAM role", "S3 bucket", "DynamoDB table")
    }
    assert len(set(of_kind.values())) == len(of_kind)
    entry = page.locator(".map .node", has_text="data-search-index").first
    expect(entry.locator(".risk.text-critical")).to_be_attached()
    assert "worst finding on this step critical" in (entry.locator("title").text_content() or "")
    expect(page.locator(".map .node", has_text="Entry").locator(".risk")).to_have_count(0)
    expect(page.get_by_role("listitem").filter(has_text="critical finding")).to_be_visible()


def test_a_map_says_its_verbs_its_targets_class_and_its_owner_without_a_hand_on_it(
    somebody: Visitor, published: Published, worst: str
) -> None:
    page = somebody.opens(worst)
    verbs = page.locator(".map text.verb").all_text_contents()
    path = next(each for each in attack.attack_paths(published).items if each.id == worst.rpartition("/")[2])
    for step in path.steps:
        assert step.source == step.target or any(spaced(step.edge) in said for said in verbs), step.edge
    facts = page.locator(".map .node.is-target .fact").all_text_contents()
    assert facts
    assert set(facts) <= {sentence(word) for word in SENSITIVITIES.values()}
    assert sentence(SENSITIVITIES["sensitive"]) in facts
    expect(page.locator(".panel dt", has_text="Owner")).to_be_visible()


def test_a_card_has_no_mark_for_a_finding_that_is_on_no_step(
    somebody: Visitor, published: Published, worst: str
) -> None:
    page = somebody.opens(worst)
    steps = [step for path in attack.attack_paths(published).items for step in path.steps]
    on_steps = {(end, rule) for step in steps for end in (step.source, step.target) for rule in step.rule_ids}
    failing = published.engine.rows("select resource_id, rule_id, risk_level from finding where status = 'fail'")
    marked = {row["resource_id"] for row in failing if (row["resource_id"], row["rule_id"]) in on_steps}
    nodes = [end for step in steps for end in (step.source, step.target)]
    others = {row["resource_id"] for row in failing if row["risk_level"] in ("critical", "high", "medium")} & set(nodes)
    assert others - marked
    for id_ in others - marked:
        card = page.locator(f"#card-{resource_key(id_)}")
        assert card.locator(".risk").count() == 0


def test_a_preview_marks_where_the_fix_breaks_the_paths(somebody: Visitor, paths: list[AttackPath], worst: str) -> None:
    page = somebody.opens(worst)
    expect(page.locator(".map .cut")).to_have_count(0)
    page.locator(".fixes a").first.click()
    page.wait_for_url("**fix=**")
    assert page.locator(".map .cut").count() >= 1
    expect(page.locator(".legend")).to_contain_text("broken here")
    assert somebody.violations() == []


def test_a_map_fits_its_box_or_shows_what_is_in_view_beside_it(somebody: Visitor, worst: str, long: str) -> None:
    page = somebody.opens(worst)
    expect(page.locator(".minimap")).to_be_hidden()
    page = somebody.opens(long)
    expect(page.locator(".minimap")).to_be_visible()
    expect(page.get_by_role("button", name="Back to full size")).to_have_text("80 %")
    _, _, width, _ = view_box(page)
    before = in_view(page)
    assert before["x"] == 0
    assert 0 < before["width"] < width
    assert page.locator(".minimap .point").count() == page.locator(".map .node").count()
    page.locator(".minimap svg").scroll_into_view_if_needed()
    box = page.locator(".minimap svg").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] - 2, box["y"] + 2)
    page.wait_for_function("() => document.querySelector('[data-map]').scrollLeft > 0")
    page.wait_for_function("() => Number(document.querySelector('.in-view').getAttribute('x')) > 0")
    assert abs(in_view(page)["x"] + in_view(page)["width"] - width) <= 2
    page.mouse.move(box["x"] + box["width"] - 2, box["y"] + 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 2, box["y"] + 2, steps=4)
    page.mouse.up()
    page.wait_for_function("() => document.querySelector('[data-map]').scrollLeft === 0")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440
    page.evaluate("scrollTo(0, 0)")  # what lies under the bar looks too small to axe
    assert somebody.violations() == []


def test_arrow_keys_follow_the_lines_of_a_map(somebody: Visitor, worst: str) -> None:
    page = somebody.opens(worst)

    def at() -> str:
        return str(page.evaluate("document.activeElement.querySelector('.name')?.textContent"))

    page.locator("[data-card]", has_text="data-search-index").first.focus()
    page.keyboard.press("ArrowRight")
    assert at().startswith("data-searc")
    page.keyboard.press("ArrowRight")
    assert at().startswith("company-an")
    page.keyboard.press("ArrowDown")
    below = at()
    assert not below.startswith("company-an…")
    page.keyboard.press("ArrowUp")
    assert at().startswith("company-an")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert at().startswith("data-searc")


def test_enter_opens_the_step_at_the_card_that_has_the_focus(somebody: Visitor, worst: str) -> None:
    page = somebody.opens(worst)
    card = page.locator("[data-card]", has_text="data-search-index").first
    card.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**step=2")
    opened = page.locator(".steps a[aria-current=step]")
    expect(opened).to_contain_text("is exploited")
    expect(page.locator(".map .node.is-step")).to_have_count(1)
    assert page.evaluate("document.activeElement.id") == card.get_attribute("id")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_url("**step=3")
    expect(opened).to_contain_text("runs as")
    expect(page.locator(".map .edge.is-step")).to_have_count(1)
    page.get_by_role("link", name="Open data-search-index", exact=True).click()
    page.wait_for_url("**/inventory/data-search-index~*")
    page.go_back()
    page.wait_for_url("**step=3")
    expect(opened).to_contain_text("runs as")
    assert somebody.violations() == []


def test_a_card_of_another_path_opens_that_one(somebody: Visitor, worst: str) -> None:
    page = somebody.opens(worst)
    other = page.locator("[data-card]:not(.is-this)", has_text="customer-export").first
    assert "of another path" in (other.locator("title").text_content() or "")
    other.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: worst not in url and "step=" in url)
    expect(page.get_by_role("heading", level=1)).to_contain_text("customer-export")
    expect(page.locator(".map .node.is-step")).to_contain_text("customer-export")


def test_forced_colours_tell_the_step_from_the_rest(browser: Browser, portal: Served, worst: str) -> None:
    with visiting(browser, portal, Role.VIEWER, forced_colors="active") as found:
        page = found.opens(f"{worst}?step=2")
        of = "node => { const found = getComputedStyle(node); return [found.fill, found.stroke, found.strokeWidth]; }"
        plain = page.locator(".map .node:not(.is-step, .is-this) .face").first.evaluate(of)
        this = page.locator(".map .node.is-this:not(.is-step) .face").first.evaluate(of)
        step = page.locator(".map .node.is-step .face").first.evaluate(of)
        assert len({str(plain), str(this), str(step)}) == 3
        text = page.locator(".map text.name").first.evaluate("node => getComputedStyle(node).fill")
        assert text != plain[0]


def test_a_printed_map_is_whole(somebody: Visitor, long: str) -> None:
    page = somebody.opens(long)
    page.emulate_media(media="print")
    assert page.locator(".map").evaluate(
        "map => [map.scrollWidth - map.clientWidth, map.scrollHeight - map.clientHeight]"
    ) == [0, 0]
    for gone in (".zoom", ".minimap"):
        expect(page.locator(gone)).to_be_hidden()


@pytest.mark.parametrize("width", [360, 768])
def test_a_large_map_does_not_widen_the_page(browser: Browser, portal: Served, long: str, width: int) -> None:
    with visiting(browser, portal, Role.VIEWER, viewport={"width": width, "height": 740}) as found:
        page = found.opens(f"{long}?step=1")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        expect(page.locator(".minimap")).to_be_visible()
        assert found.violations() == []


def test_a_conditional_line_says_on_what_it_depends(somebody: Visitor, paths: list[AttackPath]) -> None:
    path = next(each for each in paths if each.certainty == "conditional" and each.conditions)
    page = somebody.opens(f"/posture/attack-paths/{path.id}")
    titles = page.locator(".map .edge.is-this.is-conditional title").all_text_contents()
    assert any(f"conditional: {path.conditions[0]}"[:60] in title for title in titles), titles
    page = somebody.opens(f"/posture/attack-paths/{path.id}?view=table")
    own = page.locator(".map-table tbody tr", has_text="this path")
    expect(own.filter(has_text="only with: ").first).to_contain_text(path.conditions[0][:60])
    certain = next(each for each in paths if each.certainty == "proven")
    page = somebody.opens(f"/posture/attack-paths/{certain.id}?view=table")
    expect(page.locator(".map-table tbody tr", has_text="this path").first).not_to_contain_text("only with")
    assert somebody.violations() == []
