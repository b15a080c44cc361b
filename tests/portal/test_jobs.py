"""What people come to the portal for, each with what it may cost: clicks, keys and seconds, in a real browser.

Connecting an account and checking a resource again need a cloud: ``test_scanning`` measures these two.
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from bartizan.state.access.nouns import Role
from bartizan.state.triage import triages
from tests.api.serving import Served
from tests.portal.browser import Visitor, visiting
from tests.portal.hands import BUSY, Hands

pytestmark = pytest.mark.slow

FIRST_PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"


@pytest.fixture(scope="module")
def somebody(browser: Browser, portal: Served) -> Iterator[Visitor]:
    with visiting(browser, portal, Role.ANALYST) as visitor:
        yield visitor
        assert (visitor.said, visitor.elsewhere) == ([], [])


def above_the_fold(page: Page, words: str) -> bool:
    box = page.locator("main").get_by_text(words).first.bounding_box()
    return box is not None and box["y"] < 900


def number(page: Page) -> int:
    return int(page.locator(".list-head h2").inner_text().split()[0].replace(",", ""))


def test_what_to_fix_first_is_there_after_no_click(somebody: Visitor) -> None:
    somebody.opens("/")  # the first page after a scan reads its snapshot
    page = somebody.opens("/")
    first = page.locator("section", has_text="Act on these first").locator("tbody tr").first
    expect(first).to_contain_text("data-search-index")
    expect(first).to_contain_text("asks for no authorization")
    fix = page.locator("section", has_text="One fix, paths gone").first.locator("a[href*='/recommendations/']").first
    assert fix.is_visible()
    assert page.evaluate(FIRST_PAINT) <= 1500 * BUSY


@pytest.mark.parametrize(
    ("letters", "name", "paths"),
    [("thum", "events-thumbnail", "2 attack paths"), ("mail", "data-report-mailer", "1 could not be checked")],
)
def test_four_letters_answer_whether_a_function_is_safe(somebody: Visitor, letters: str, name: str, paths: str) -> None:
    hands = Hands(somebody.opens("/posture/overview"))
    hands.press("/")
    hands.type(letters)
    hands.press("Enter")
    hands.page.wait_for_url(f"**/inventory/{name}~*")
    assert hands.seconds <= 3
    for answer in ("Private", "AWS IAM", f"{name}-role", "Vulnerabilities", "packages", paths):
        assert above_the_fold(hands.page, answer), answer


@pytest.mark.parametrize("pasted", ["CVE-2021-44228", "pkg:npm/lodash@4.17.20", "lodash"])
def test_a_pasted_name_finds_who_is_affected_and_who_was_not_read(
    somebody: Visitor, browser: Browser, portal: Served, pasted: str
) -> None:
    hands = Hands(somebody.opens("/operations/queue"))
    hands.press("/")
    hands.type(pasted)
    hands.page.keyboard.press("Enter")  # ends the search that the paste began
    hands.page.wait_for_load_state()
    assert hands.interactions <= 2
    assert hands.seconds <= 10
    rows = hands.page.locator("main").inner_text()
    assert re.search(r"workload", rows)
    assert re.search(r"not read|unknown|cannot be decided", rows), rows
    with visiting(browser, portal, Role.VIEWER) as colleague:
        assert colleague.opens(hands.page.url.removeprefix(portal.address)).locator("main").inner_text() == rows


def test_any_number_of_findings_is_exempted_and_that_is_undone(somebody: Visitor, portal: Served) -> None:
    page = somebody.opens("/posture/recommendations/aws.lambda.public_function_url")
    before, rows = number(page), page.locator("tbody .tick-box").count()
    assert rows > 3
    hands = Hands(page)
    hands.press("X", "e")
    hands.type("Behind a gateway of the partner")
    hands.press("Enter")
    done = page.locator(".notice", has_text=f"{rows} findings decided on.")
    expect(done).to_be_visible(timeout=1000 * BUSY)
    assert hands.interactions <= 5
    exempt = page.get_by_role("link", name=f"Exempt {rows}", exact=True)
    exempt.click()
    first = page.locator("tbody tr").first
    for said in ("analyst-default", "Behind a gateway of the partner", re.compile(r"\d\d \w{3} 20\d\d")):
        expect(first).to_contain_text(said)
    hands = Hands(page)
    hands.click(page.get_by_role("button", name="Undo"))
    expect(page.get_by_role("link", name=f"Failing {before}")).to_be_visible(timeout=10_000)


def test_shift_and_a_click_choose_a_range(somebody: Visitor) -> None:
    page = somebody.opens("/posture/recommendations/aws.lambda.public_function_url")
    boxes = page.locator("tbody .tick-box")
    boxes.first.click()
    boxes.nth(2).click(modifiers=["Shift"])
    assert boxes.evaluate_all("all => all.filter((each) => each.checked).length") == 3


def test_the_map_is_one_click_away_and_previews_a_fix_at_once(somebody: Visitor) -> None:
    hands = Hands(somebody.opens("/posture/overview"))
    page = hands.page
    worst = page.locator("section", has_text="Act on these first")
    hands.click(worst.locator("tbody tr a", has_text="company-analytics-lake"))
    expect(page.locator(".map")).to_be_visible()
    assert hands.clicks == 1
    assert 3 < page.locator(".map .node").count() <= 40
    page.locator(".steps a").nth(1).click()
    page.wait_for_url("**step=2")
    step = page.url
    fix = page.locator(".fixes a").first
    with page.expect_response(re.compile("fix=")):
        fix.hover()  # asks for its outcome, as a hand does on the way to a click
    page.evaluate("document.addEventListener('click', () => { window.clickedAt = performance.now(); }, true)")
    page.evaluate("document.addEventListener('shown', () => { window.shownAt = performance.now(); })")
    fix.click()
    expect(page.locator(".notice-healthy")).to_contain_text("paths are gone")
    assert page.evaluate("window.shownAt - window.clickedAt") <= 300 * BUSY
    page.go_back()
    page.wait_for_url(step)
    expect(page.locator(".steps a[aria-current]")).to_contain_text("is exploited")


def test_exposures_are_triaged_by_keyboard(somebody: Visitor, portal: Served) -> None:
    page = somebody.opens("/operations/queue")
    rows = page.locator("tbody tr")
    n = 4
    hands = Hands(page)
    for row in range(n):
        if row:
            hands.press("j", "Enter")
            page.wait_for_load_state()
        expect(rows.nth(row)).to_have_class("is-at")
        name = rows.nth(row).locator("a").inner_text()
        expect(page.locator(".panel-head, .card-head h2").filter(has_text=name).first).to_be_visible()
        hands.press(".")
        hands.press("t", "Tab", "Enter")
        expect(rows.nth(row).locator("[data-shows=progress]")).to_have_text("Triaged", timeout=1000 * BUSY)
        expect(page.locator(".timeline")).to_contain_text("progress is triaged")
    assert hands.seconds / n * 20 <= 120
    assert [each.progress for each in triages(portal.state, "default").values()] == ["triaged"] * n


def test_a_refused_decision_shows_both_values(somebody: Visitor, portal: Served) -> None:
    page = somebody.opens("/operations/queue")
    form = page.locator("form", has=page.locator("#progress"))
    form.locator("[name=was]").evaluate("field => { field.value = '=in_work'; }")
    page.locator("#progress").select_option("done")
    form.get_by_role("button").click()
    expect(page.locator("main")).to_contain_text("Yours was not stored")
    somebody.said.clear()  # the browser names the refused request


def test_a_control_is_proved_and_exported(somebody: Visitor) -> None:
    hands = Hands(somebody.opens("/posture/overview"))
    page = hands.page
    hands.click(page.locator("#menu").get_by_role("link", name="Compliance"))
    hands.click(page.locator("section.card", has_text="CIS").first.get_by_role("heading").get_by_role("link"))
    lost = page.locator("tbody tr", has_text="Not evaluated")
    for row in lost.all():
        expect(row).to_contain_text(re.compile("could not be made|was read|attest it by hand"))
    hands.click(page.locator("tbody tr a").first)
    expect(page.locator(".card-body table").first).to_contain_text("aws.")
    with page.expect_download() as download:
        hands.click(page.get_by_role("link", name="CSV"))
    assert hands.clicks <= 4
    lines = download.value.path().read_text(encoding="utf-8").splitlines()
    assert len(lines) == page.locator("section", has_text="Controls").last.locator("tbody tr").count() + 1


NEW = "/posture/explorer?q=find+aws_lambda_function"


def one_match(page: Page) -> None:
    expect(page.get_by_role("heading", name="1 match", exact=True)).to_be_visible()
    expect(page.locator("tbody", has_text="data-search-index").first).to_be_visible()


def test_a_question_nobody_foresaw_is_built_by_mouse(somebody: Visitor) -> None:
    hands = Hands(somebody.opens(NEW))
    page, adders = hands.page, hands.page.locator(".adders")

    def add(*words: str) -> None:
        for word in words:
            lines = page.url
            hands.click(adders.get_by_role("link", name=word, exact=True).first)
            page.wait_for_function("before => location.href !== before", arg=lines)

    add("exposure", "internet", "authentication", "none")
    hands.click(adders.get_by_role("link", name=re.compile("^runs as")).first)
    expect(adders.locator("h3")).to_contain_text("role", ignore_case=True)
    hands.click(adders.get_by_role("link", name=re.compile("^can read S3", re.IGNORECASE)).first)
    expect(adders.locator("h3")).to_contain_text("S3")
    add("tags.data-class")
    hands.click(page.get_by_label("Choose personal"))
    hands.click(page.get_by_label("Choose confidential"))
    hands.click(page.get_by_role("button", name="Add chosen"))
    expect(page.locator(".query-tree")).to_contain_text("tags.data-class in [")
    hands.click(page.locator(".query-tree a").first)
    expect(adders.locator("h3")).to_contain_text("Lambda")
    add("known exploited")
    one_match(page)
    assert hands.clicks <= 14


def test_and_written_by_keyboard(somebody: Visitor) -> None:
    hands = Hands(somebody.opens(NEW))
    page = hands.page
    page.locator("#query").focus()
    hands.press("Control+a")
    hands.type(
        "find aws_lambda_function where exposure = internet and authentication = none and runs_as (aws_iam_role where "
        "can_read (aws_s3_bucket where tags.data-class in [personal, confidential])) and vulnerability (kev)"
    )
    hands.press("Tab", "Enter")
    one_match(page)
    assert hands.seconds <= 60


def test_lines_are_dragged_moved_by_keys_and_undone(somebody: Visitor) -> None:
    page = somebody.opens(
        "/posture/explorer?q=find+aws_lambda_function+where+exposure+%3D+internet+and+authentication+%3D+none+and+"
        "runs_as+(aws_iam_role)"
    )
    tree = page.locator(".query-tree li")
    before = tree.all_inner_texts()
    tree.nth(2).drag_to(tree.nth(1))
    expect(tree.nth(1)).to_contain_text("authentication")
    tree.nth(1).locator("a").last.focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(tree.nth(1)).to_contain_text("exposure")
    page.locator("[data-undo]").get_by_role("button", name="Undo").click()
    expect(tree.nth(1)).to_contain_text("authentication")
    page.locator("h1").focus()
    page.keyboard.press("Control+z")
    expect(tree.nth(1)).to_contain_text("exposure")
    assert tree.all_inner_texts() == before
    page.locator("[data-undo]").get_by_role("button", name="Redo").click()
    expect(tree.nth(1)).to_contain_text("authentication")
    expect(page.locator("#query")).to_have_value(re.compile(r"authentication = none\s+and exposure = internet"))
