"""One visit from the first sign-in to the last sign-out, in a real browser over a scanned estate."""

import datetime
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from bartizan.access.owner import owner_link_secret
from bartizan.state.access.nouns import Role
from bartizan.state.audit import audit_log
from tests.api.serving import Served
from tests.portal.browser import Visitor, visiting

pytestmark = pytest.mark.slow

DOOR = "This page needs access you do not have here."
RULE = "aws.apigateway.route_without_authorization"


@pytest.fixture(scope="module")
def admin(browser: Browser, portal: Served) -> Iterator[Visitor]:
    with visiting(browser, portal) as somebody:
        yield somebody
        assert (somebody.said, somebody.elsewhere) == ([], [])


def count(page: Page) -> int:
    found = re.match(r"[\d,]+", page.locator(".list-head h2").inner_text())
    assert found
    return int(found[0].replace(",", ""))


def test_the_one_time_link_signs_the_owner_in_and_leaves_the_address(browser: Browser, portal: Served) -> None:
    with visiting(browser, portal, None) as somebody:
        page = somebody.opens("/posture/inventory")
        assert page.url.endswith("/signin?next=%2Fposture%2Finventory")
        page = somebody.opens(f"/signin#{owner_link_secret(portal.state)}")
        page.wait_for_url("**/posture/overview")
        assert "#" not in page.url
        page.locator("details.account summary").click()
        page.get_by_role("button", name="Sign out").click()
        page.wait_for_url("**/signin")
        page.go_back()
        assert page.url.endswith("/signin") or page.locator("h1").inner_text() == "Sign in"
        somebody.opens("/posture/overview")
        assert "/signin" in page.url


def test_a_wrong_link_says_one_sentence_that_gives_no_hint(browser: Browser, portal: Served) -> None:
    with visiting(browser, portal, None) as somebody:
        page = somebody.opens("/signin#wrong-secret")
        page.wait_for_url("**wrong=1")
        expect(page.get_by_role("alert")).to_contain_text("That did not sign you in")


def test_the_overview_names_the_worst_workload_why_and_a_fix(admin: Visitor) -> None:
    page = admin.opens("/")
    first = page.locator("section", has_text="Act on these first").locator("tbody tr").first
    expect(first).to_contain_text("data-search-index")
    expect(first).to_contain_text("asks for no authorization")
    expect(page.locator("section", has_text="One fix, paths gone").first).to_contain_text("of")
    box = first.bounding_box()
    assert box
    assert box["y"] < 900


def test_four_letters_open_a_workload_with_its_answers_above_the_fold(admin: Visitor) -> None:
    page = admin.opens("/posture/overview")
    page.keyboard.press("/")
    page.keyboard.type("data-sear")
    page.keyboard.press("Enter")
    page.wait_for_url("**/inventory/data-search-index~*")
    for answer in ("Internet", "nobody asks", "data-search-index-role", "1 attack path", "findings to fix", "unknown"):
        place = page.locator("main").get_by_text(answer).first.bounding_box()
        assert place, answer
        assert place["y"] < 900, answer


def test_a_filter_acts_while_typing_and_stays_in_the_address(admin: Visitor) -> None:
    page = admin.opens("/posture/inventory")
    before = count(page)
    page.locator("#list-q").fill("checkout")
    page.wait_for_url("**q=checkout**")
    expect(page.locator("tbody tr").first).to_contain_text("checkout")
    assert count(page) < before
    assert page.evaluate("document.activeElement.id") == "list-q"
    page.go_back()
    page.wait_for_url(lambda url: "q=" not in url)
    expect(page.locator(".list-head h2")).to_contain_text(f"{before:,}")


def test_the_fix_of_a_recommendation_carries_the_resources_own_id(admin: Visitor) -> None:
    page = admin.opens(f"/posture/recommendations/{RULE}")
    fix = page.locator("section.card", has=page.get_by_role("heading", name="Fix"))
    expect(fix.locator("code")).to_contain_text(re.compile(r"--rest-api-id [a-z0-9]{10}"))
    page.get_by_role("link", name="Terraform").click()
    expect(fix.locator("code")).to_contain_text("resource ")


def test_an_exemption_holds_everywhere_at_once_and_ends_again(admin: Visitor, portal: Served) -> None:
    page = admin.opens(f"/posture/recommendations/{RULE}")
    before = count(page)
    page.locator("summary", has_text="Exempt").click()
    page.locator("#reason").fill("An internal test API")
    tomorrow = datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=1)
    page.locator("#until").fill(tomorrow.isoformat())
    page.locator("form[action$='/exempt'] button").click()
    page.wait_for_load_state()
    assert count(page) == before - 1
    expect(page.get_by_role("link", name="Exempt 1")).to_be_visible()
    page = admin.opens("/posture/settings")
    row = page.locator("tbody tr", has_text="An internal test API")
    expect(row).to_contain_text("Active")
    row.get_by_role("button", name="End").click()
    page = admin.opens(f"/posture/recommendations/{RULE}")
    assert count(page) == before
    actions = [entry.action for entry in audit_log(portal.state, "default")]
    assert {"exemption.add", "exemption.remove"} <= set(actions) or len(actions) > 1


def test_a_path_previews_what_a_fix_ends_and_back_keeps_the_step(admin: Visitor) -> None:
    page = admin.opens("/posture/overview")
    page.locator("section", has_text="Act on these first").locator(
        "tbody tr a", has_text="company-analytics-lake"
    ).click()
    page.locator(".steps a").nth(1).click()
    page.wait_for_url("**step=2")
    step = page.url
    page.locator(".fixes a").first.click()
    page.wait_for_url("**fix=**")
    expect(page.locator(".notice-healthy")).to_contain_text(re.compile(r"\d+ of \d+ paths are gone\."))
    assert page.locator(".map .is-gone").count() > 3
    page.go_back()
    assert page.url == step
    expect(page.locator(".steps a[aria-current]")).to_contain_text("is exploited")


def test_a_query_is_built_line_by_line_saved_and_shared(admin: Visitor, browser: Browser, portal: Served) -> None:
    page = admin.opens("/posture/explorer")
    lines = page.locator(".query-tree li").count()
    page.get_by_label("Relation").select_option("vulnerability")
    page.get_by_label("Of which").fill("kev")
    page.get_by_role("button", name="+ Related").click()
    page.wait_for_url("**vulnerability**")
    assert page.locator(".query-tree li").count() > lines
    expect(page.locator("tbody", has_text="data-search-index").first).to_be_visible()
    expect(page.locator("section", has_text="Near misses").last).to_contain_text("all but")
    page.locator("#save-query summary").click()
    page.get_by_label("Name", exact=True).fill("exploited-and-open")
    page.get_by_label("Everybody in this directory").check()
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/posture/explorer/exploited-and-open")
    expect(page.locator(".templates")).to_contain_text("exploited-and-open")
    with visiting(browser, portal, Role.VIEWER) as colleague:
        shared = colleague.opens(page.url.removeprefix(portal.address))
        expect(shared.locator("tbody", has_text="data-search-index").first).to_be_visible()
        shared.locator("#save-query summary").click()
        expect(shared.get_by_label("Only me")).to_be_checked()
        expect(shared.get_by_label("Everybody in this directory")).to_be_disabled()


def test_a_query_that_does_not_parse_says_where(admin: Visitor) -> None:
    page = admin.opens("/posture/explorer?q=find+aws_lambda_function+where+exposur+%3D+internet")
    expect(page.get_by_role("alert")).to_contain_text("did you mean 'exposure'?")


def test_an_exposure_is_assigned_commented_and_moved_on(admin: Visitor) -> None:
    page = admin.opens("/operations/queue")
    expect(page.locator("tr.is-at")).to_contain_text("data-search-index")
    page.get_by_label("Assignee").fill("team-data")
    page.get_by_role("button", name="Assign").click()
    expect(page.locator("tr.is-at")).to_contain_text("team-data")
    page.get_by_label("Comment").fill("<b>closing the route</b>")
    page.get_by_role("button", name="Comment").click()
    expect(page.locator(".timeline")).to_contain_text("<b>closing the route</b>")
    page.locator("select#progress").select_option("in_work")
    page.get_by_role("button", name="Set").click()
    expect(page.locator("tr.is-at")).to_contain_text("In work")
    expect(page.get_by_role("link", name="In work 1")).to_be_visible()


def test_what_is_being_written_stays_when_the_answer_to_a_decision_comes(admin: Visitor) -> None:
    page, held = admin.opens("/operations/queue"), list[Route]()
    page.route("**/*", lambda route: held.append(route) if route.request.method == "POST" else route.continue_())
    page.get_by_label("Assignee").fill("team-stores")
    page.get_by_role("button", name="Assign").click()
    page.get_by_label("Comment").fill("half a sentence")
    assert len(held) == 1
    held[0].continue_()
    page.unroute_all()
    expect(page.locator(".timeline")).to_contain_text("team-stores")
    expect(page.get_by_label("Comment")).to_have_value("half a sentence")
    expect(page.get_by_label("Comment")).to_be_focused()


def test_a_switch_of_the_plan_is_stored_and_what_depends_on_it_is_locked(admin: Visitor) -> None:
    page = admin.opens("/posture/environment")
    page.get_by_label("Name").first.fill("production")
    page.get_by_label("Account ID").fill("111122223333")
    page.get_by_label("Role to assume").fill("BartizanRead")
    page.get_by_role("button", name="Connect the AWS account").click()
    card = page.locator("section.card", has_text="production").first
    expect(card).to_contain_text("Protected")
    card.get_by_role("switch", name="Serverless protection").click()
    page.get_by_label("Type production to confirm").fill("production")
    page.get_by_role("button", name="Switch it off").click()
    expect(card).to_contain_text("Not protected: Serverless protection is off")
    card.get_by_role("switch", name="CSPM").click()
    expect(card.get_by_role("switch", name="Serverless protection")).to_be_disabled()


def test_who_is_of_another_directory_meets_the_door_everywhere(
    admin: Visitor, browser: Browser, portal: Served
) -> None:
    page = admin.opens("/posture/inventory")
    path = re.sub(r"/[^/]*~", "/x~", str(page.locator("tbody tr a.strong").first.get_attribute("href")))
    with visiting(browser, portal, Role.ADMIN, directory="team-elsewhere") as other:
        shown = other.opens(path)
        assert "data-search-index" not in shown.content()
        for address in ("/posture/inventory?at=20200101T000000-000000", "/posture/no-such-page"):
            shown = other.opens(address)
            expect(shown.locator("h1")).to_have_text(DOOR)
        assert "No scan yet." in other.opens("/posture/overview").content()
        other.said.clear()


def test_without_scripts_filters_and_decisions_work_too(browser: Browser, portal: Served) -> None:
    with visiting(browser, portal, java_script_enabled=False) as somebody:
        page = somebody.opens("/posture/inventory")
        page.get_by_role("checkbox", name=re.compile(r"^Internet \d+")).click()
        page.wait_for_url("**exposure=internet**")
        page.locator("#list-q").fill("checkout")
        page.locator("#list-q").press("Enter")
        page.wait_for_url("**q=checkout**")
        assert "exposure=internet" in page.url
        assert 0 < page.locator("tbody tr").count() < 10


def test_the_theme_is_kept_from_the_first_paint(admin: Visitor) -> None:
    page = admin.opens("/posture/overview")
    page.locator("details.account summary").click()
    page.get_by_role("button", name="Use the dark theme").click()
    page.wait_for_load_state()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(15, 20, 27)"
    assert admin.opens("/posture/scans").locator("html").get_attribute("data-theme") == "dark"


def test_many_are_exempted_by_keyboard_and_that_is_undone(admin: Visitor) -> None:
    page = admin.opens("/posture/recommendations/aws.lambda.public_function_url")
    before = count(page)
    for key in ("j", "x", "j", "x", "e"):
        page.keyboard.press(key)
    page.keyboard.type("Behind a gateway of the partner")
    page.keyboard.press("Enter")
    expect(page.locator(".notice", has_text="2 findings decided on.")).to_be_visible(timeout=15_000)
    assert count(page) == before - 2
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Undo")).to_have_count(0, timeout=15_000)
    assert count(page) == before
