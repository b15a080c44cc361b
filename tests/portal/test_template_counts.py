"""The numbers beside the explorer's templates: they come after the page, and what cannot be judged has none."""

from playwright.sync_api import Page, Route, expect

from bartizan.service.published import Published
from bartizan.state.access.nouns import Role
from tests.api.serving import Served
from tests.portal.browser import Visitor

COUNTS = "**/explorer/counts*"


def shown(page: Page) -> dict[str, str]:
    rows = page.locator(".templates li").all()
    return {row.locator("a").inner_text(): row.locator(".count").inner_text() for row in rows}


def expected(portal: Served) -> dict[str, str]:
    """Return what the API counts, asked until there was time for all: what was counted is remembered."""
    viewer = portal.person(Role.VIEWER)
    titles = {each["name"]: each["title"] or each["name"] for each in viewer.get("/explore/queries").json()}
    while True:
        counts = viewer.get("/explore/queries/counts").json()
        if not any("time to count" in each["why"] or "took longer" in each["why"] for each in counts):
            return {titles[each["name"]]: as_shown(each) for each in counts}


def as_shown(each: dict[str, int | str | None]) -> str:
    if each["total"] is None:
        return f"? unknown: {each['why']}"
    return (
        f"{each['total']:,}" + (f" +{each['unknown']:,}?" if each["unknown"] else "") + (" +?" if each["why"] else "")
    )


def test_the_numbers_come_after_the_page_and_are_those_of_the_api(somebody: Visitor, portal: Served) -> None:
    page, wanted = somebody.page, expected(portal)
    held: list[Route] = []
    page.route(COUNTS, lambda route: held.append(route))  # noqa: PLW0108 - what is called is marked
    somebody.opens("/posture/explorer")
    expect(page.locator(".query-tree li").first).to_be_visible()
    expect(page.locator(".templates .count")).to_have_count(0)
    held[0].continue_()
    expect(page.locator(".templates .count")).to_have_count(len(wanted))
    assert shown(page) == wanted
    assert "0" in wanted.values()
    assert somebody.violations() == []


def test_a_number_leads_to_as_many_matches(somebody: Visitor, published: Published) -> None:
    page = somebody.opens("/posture/explorer")
    row = page.locator(".templates li", has_text="Roles that are administrators")
    n = int(row.locator(".count").inner_text().split()[0])
    roles = published.engine.rows("select count(*) as n from aws_iam_role where is_admin")
    assert n == roles[0]["n"] > 0
    row.get_by_role("link").click()
    expect(page.locator(".query-tree li > .number").last).to_contain_text(f"{n}")


def test_numbers_stay_when_the_query_changes(somebody: Visitor) -> None:
    page = somebody.opens("/posture/explorer")
    n = page.locator(".templates li").count()
    page.get_by_label("Query").fill("find aws_lambda_function")
    page.get_by_role("button", name="Run").click()
    page.wait_for_url("**q=find**")
    expect(page.locator(".templates .count")).to_have_count(n)


def test_without_scripts_a_link_asks_for_them(without_scripts: Visitor, portal: Served) -> None:
    wanted = expected(portal)
    page = without_scripts.opens("/posture/explorer")
    page.get_by_role("link", name="Count what each finds").click()
    assert shown(page) == wanted
