"""SQL in the portal: opened from the explorer with its own SQL, run by analysts, refused with a reason, as CSV."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx2 import Client
from playwright.sync_api import Browser, expect

from bartizan.state.access.nouns import Role
from tests.api.serving import Served
from tests.portal.browser import Visitor, visiting

PAGE = "/posture/explorer/sql"
QUERY = "find aws_lambda_function where exposure = internet"


@pytest.fixture
def analyst(browser: Browser, portal: Served) -> Iterator[Visitor]:
    with visiting(browser, portal, Role.ANALYST) as found:
        yield found
        assert (found.said, found.elsewhere) == ([], [])


@pytest.fixture
def client(portal: Served) -> Client:
    return portal.person(Role.ANALYST)


def test_a_query_is_opened_in_sql_and_finds_as_much(analyst: Visitor, client: Client) -> None:
    page = analyst.opens(f"/posture/explorer?view=sql&q={QUERY}")
    page.get_by_role("link", name="Open in SQL").click()
    page.wait_for_url(f"**{PAGE}?sql=**")
    expect(page.locator("tbody")).to_have_count(0)  # a link runs nothing
    page.get_by_role("button", name="Run").click()
    found = client.post("/explore", json={"text": QUERY}).json()
    expect(page.locator("tbody tr")).to_have_count(found["total"])
    for row in found["rows"]:
        expect(page.get_by_role("cell", name=row["name"], exact=True).first).to_be_visible()
    assert analyst.violations() == []


def test_what_is_wrong_is_said_beside_the_text_that_stays(analyst: Visitor) -> None:
    page = analyst.opens(PAGE)
    for text, said in (("select nothing from finding", "nothing"), ("drop table finding", "SELECT")):
        page.locator("#sql").fill(text)
        page.get_by_role("button", name="Run").click()
        expect(page.locator(".notice-high")).to_contain_text(said)
        expect(page.locator("#sql")).to_have_value(text)
    page.locator("#sql").fill("select 1 as one where false")
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("heading", name="No rows")).to_be_visible()


def test_the_page_shows_the_first_rows_and_the_file_has_more(analyst: Visitor) -> None:
    page = analyst.opens(PAGE)
    page.locator("#sql").fill("select n, '=1+1' as formula, null as nothing from range(1000) as r(n)")
    page.get_by_role("button", name="Run").click()
    expect(page.locator("tbody tr")).to_have_count(200)
    expect(page.locator("main")).to_contain_text("the first 200; CSV has more")
    with page.expect_download() as file:
        page.get_by_role("button", name="CSV").click()
    lines = Path(file.value.path()).read_text(encoding="utf-8").splitlines()
    assert (len(lines), lines[0], lines[-1]) == (1001, "n,formula,nothing", "999,'=1+1,")
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_who_is_no_analyst_runs_nothing(browser: Browser, portal: Served) -> None:
    with visiting(browser, portal, Role.VIEWER) as somebody:
        page = somebody.opens(f"{PAGE}?sql=select 1")
        expect(page.locator("#sql")).to_have_count(0)
        expect(page.locator("main")).to_contain_text("analyst")
    viewer = portal.person(Role.VIEWER)
    for path in (PAGE, f"{PAGE}.csv"):
        assert viewer.post(f"{portal.address}{path}", data={"sql": "select 1"}).status_code == 403
