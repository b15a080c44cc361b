"""Chapters of the story: what is wrong, deciding on it, paths, questions, a rule of one's own, and the queue."""

import datetime
import re
from urllib.parse import urlencode

from playwright.sync_api import expect

from tests.portal.told import RULE, WORST, Told, arrives, visitor

QUERY = (
    "find aws_lambda_function where exposure = internet and authentication = none and runs_as (aws_iam_role where "
    "can_read (aws_s3_bucket where tags.data-class in [personal, confidential])) and vulnerability (kev)"
)


def looks(told: Told) -> None:
    """6 to 8: the worst first, found by its name, and a fix with its own ID."""
    page = told.opens("/posture/overview")
    first = page.locator("section", has_text="Act on these first").locator("tbody tr").first
    expect(first).to_contain_text(WORST)
    page.keyboard.press("/")
    page.keyboard.type("data-sear")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/inventory/{WORST}~*")
    for answer in ("Internet", "nobody asks", f"{WORST}-role", "1 attack path", "findings to fix", "unknown"):
        place = page.locator("main").get_by_text(answer).first.bounding_box()
        assert place, answer
        assert place["y"] < 900, answer
    page = told.opens(f"/posture/recommendations/{RULE}")
    fix = page.locator("section.card", has=page.get_by_role("heading", name="Fix"))
    expect(fix.locator("code")).to_contain_text(re.compile(r"--(rest-)?api-id [a-z0-9]{10}"))


def failing(told: Told) -> tuple[int, int, int]:
    """Return the failing findings of the rule on its page, in the API, and in its CSV."""
    page = told.opens(f"/posture/recommendations/{RULE}")
    tab = page.get_by_role("link", name=re.compile(r"^Failing \d+$"))
    asked: dict[str, str | float | bool] = {"rule_id": RULE, "status": "fail"}
    answer = told.page.request.get(f"{told.portal.address}/api/v1/findings", params=asked).json()
    lines = told.page.request.get(f"{told.portal.address}/posture/lists/findings.csv", params=asked).text()
    return int(tab.inner_text().split()[-1]), int(answer["total"]), len(lines.splitlines()) - 1


def exempts(told: Told) -> None:
    """9: until a date; all counts change, the audit log has it; it is undone, and done again."""
    n = failing(told)[0]
    assert failing(told) == (n, n, n)
    until = datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=30)
    page = told.opens(f"/posture/recommendations/{RULE}")
    page.locator("summary", has_text="Exempt").click()
    page.locator("#reason").fill("An internal test API")
    page.locator("#until").fill(until.isoformat())
    page.locator("form[action$='/exempt'] button").click()
    page.wait_for_load_state()
    expect(page.get_by_role("link", name="Exempt 1", exact=True)).to_be_visible()
    told.page.get_by_role("link", name="Exempt 1", exact=True).click()
    row = told.page.locator("tbody tr").first
    for said in ("Team Shop", "An internal test API", f"{until:%d %b %Y}"):
        expect(row).to_contain_text(said)
    assert failing(told) == (n - 1, n - 1, n - 1)
    audit = told.opens("/posture/settings?tab=audit").locator("main")
    expect(audit).to_contain_text("exemption.add")
    told.page.get_by_role("button", name="Undo").click()
    told.page.wait_for_load_state()
    assert failing(told) == (n, n, n)
    told.page.get_by_role("button", name="Redo").click()
    told.page.wait_for_load_state()
    assert failing(told) == (n - 1, n - 1, n - 1)


def follows_a_path(told: Told) -> None:
    """10: a fix is previewed on the map, and the way back keeps the step."""
    page = told.opens("/posture/overview")
    worst = page.locator("section", has_text="Act on these first")
    worst.locator("tbody tr a", has_text="company-analytics-lake").first.click()
    page.locator(".steps a").nth(1).click()
    page.wait_for_url("**step=2")
    step = page.url
    page.locator(".fixes a").first.click()
    page.wait_for_url("**fix=**")
    expect(page.locator(".notice-healthy")).to_contain_text(re.compile(r"\d+ of \d+ paths are gone\."))
    page.go_back()
    page.wait_for_url(step)
    expect(page.locator(".steps a[aria-current]")).to_contain_text("is exploited")


def asks(told: Told) -> None:
    """11, 12: a question by keyboard alone, saved, and the same for a colleague to whom the link was given."""
    page = told.opens("/posture/explorer?q=find+aws_lambda_function")
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "query":
            break
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(QUERY)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="1 match", exact=True)).to_be_visible()
    expect(page.locator("tbody", has_text=WORST).first).to_be_visible()
    expect(page.locator("section", has_text="Near misses").last).to_contain_text("customer-export")
    page.locator("#save-query summary").click()
    page.get_by_label("Name", exact=True).fill("exploited-and-open")
    page.get_by_label("Everybody in this directory").check()
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/posture/explorer/exploited-and-open")
    with visitor(told, "8", "everybody") as colleague:
        shared = arrives(told, colleague, page.url)
        assert shared.url == page.url
        expect(shared.locator("tbody", has_text=WORST).first).to_be_visible()


def makes_a_rule(told: Told) -> None:
    """13: a question becomes a rule, and its findings are there after the next scan."""
    asked = {"q": "find aws_lambda_function where exposure = internet and authentication = none"}
    page = told.opens(f"/posture/explorer?{urlencode(asked)}")
    page.get_by_role("link", name="Make it a rule").click()
    words = {"Name": "open_functions", "Title": "Function that anybody may call", "Why": "Anybody may call it."}
    for label, text in (words | {"Fix": "Ask for a signature."}).items():
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_label("Severity").select_option("high")
    page.get_by_label("Category").select_option("network_exposure")
    page.get_by_role("button", name="Review").click()
    page.wait_for_url("**name=open_functions*")
    page.get_by_role("button", name="Save for the next scan").click()
    page.wait_for_url("**/settings?tab=rules*")
    told.scans()
    page = told.opens("/posture/recommendations/own.open_functions")
    expect(page.locator("tbody", has_text=WORST).first).to_be_visible()


def works_the_queue(told: Told) -> None:
    """14: the exposure is there, is given to somebody, commented and moved on; all is in its timeline."""
    page = told.opens("/operations/queue")
    row = page.locator("tr.is-at")
    expect(row).to_contain_text(WORST)
    page.get_by_label("Assignee").fill("team-data")
    page.get_by_role("button", name="Assign").click()
    expect(row).to_contain_text("team-data")
    page.get_by_label("Comment").fill("We close the route today.")
    page.get_by_role("button", name="Comment").click()
    expect(page.locator(".timeline")).to_contain_text("We close the route today.")
    page.locator("select#progress").select_option("in_work")
    page.get_by_role("button", name="Set", exact=True).click()
    expect(row).to_contain_text("In work")
    for said in ("assignee is team-data", "progress is in work", "First seen"):
        expect(page.locator(".timeline")).to_contain_text(said)
