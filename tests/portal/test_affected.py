"""A recommendation lists its resources by how the check came out: numbers, filters, CSV and the API agree."""

import csv
import io
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx2 import Client
from playwright.sync_api import Browser, Page, expect

from bartizan.service.lists import findings
from bartizan.service.published import open_published
from bartizan.state.access.nouns import Role
from tests.api.serving import Served
from tests.portal.browser import Visitor, visiting
from tests.portal.test_tag_filters import choice, choices

RULE = "aws.lambda.public_function_url"
Places = dict[str, set[tuple[str, str]]]


@pytest.fixture(scope="module")
def client(portal: Served) -> Iterator[Client]:
    client = portal.person(Role.ANALYST)
    client.base_url = portal.address
    client.follow_redirects = True
    yield client
    client.close()


@pytest.fixture(scope="module")
def judged(demo_home: Path) -> dict[str, Places]:
    """The resources that pass each rule, and those that it does not apply to, as the snapshot's rules judge them."""
    found: dict[str, Places] = {}
    for word in ("pass", "not_applicable"):
        of: Places = defaultdict(set)
        with open_published(demo_home) as published:
            for each in findings(published, status=word).items:
                of[each.rule_id].add((each.resource_type, each.resource_id))
        found[word] = of
    return found


def address(rule: str = RULE) -> str:
    return f"/posture/recommendations/{rule}"


def telling(client: Client, status: str, column: str) -> str:
    """Return a rule by which some resources come out like that, and which the values of a column tell apart."""
    for row in client.get("/api/v1/recommendations", params={"limit": 200}).json()["items"]:
        rule = row["rule_id"]
        path, of = ("resources", {"passes": rule}) if status == "pass" else ("findings", {"rule_id": rule})
        asked = of | ({} if status == "pass" else {"status": status})
        n = client.get(f"/api/v1/{path}", params=asked | {"limit": 1}).json()["total"]
        counts = client.get(f"/api/v1/{path}/facets", params=asked | {"field": column}).json()
        if len(counts) > 1 and any(each["value"] and each["count"] < n for each in counts):
            return str(rule)
    raise AssertionError(f"no rule tells {status} apart by {column}")


def total(page: Page) -> int:
    words = page.get_by_role("heading", level=2, name=re.compile(r"^[\d,]+ resource")).inner_text()
    return int(words.split()[0].replace(",", ""))


def tabs(page: Page) -> dict[str, int]:
    links = page.get_by_role("navigation", name="Status").get_by_role("link").all_inner_texts()
    return {words.rpartition(" ")[0]: int(words.rpartition(" ")[2].replace(",", "")) for words in links}


def tab(page: Page, word: str) -> None:
    page.get_by_role("navigation", name="Status").get_by_role("link", name=word).click()


@pytest.mark.slow
def test_the_healthy_ones_of_every_rule_are_as_many_as_were_counted(client: Client, judged: dict[str, Places]) -> None:
    rows = client.get("/api/v1/recommendations", params={"limit": 200}).json()
    assert rows["total"] == len(rows["items"]) > 80
    assert sum(row["healthy"] > 0 for row in rows["items"]) > 50
    for row in rows["items"]:
        rule = row["rule_id"]
        asked = {"passes": rule, "fields": "type,id"}
        lines = client.get("/api/v1/resources", params=asked, headers={"Accept": "application/jsonl"}).text.splitlines()
        passing = {(each["type"], each["id"]) for each in map(json.loads, lines)}
        assert len(lines) == len(passing) == row["healthy"], rule
        assert passing == judged["pass"][rule], rule
        assert passing.isdisjoint(judged["not_applicable"][rule]), rule
        others = client.get("/api/v1/findings", params={"rule_id": rule, "limit": 200}).json()
        assert passing.isdisjoint({(each["resource_type"], each["resource_id"]) for each in others["items"]}), rule
    assert sum(map(len, judged["not_applicable"].values())) > 100


@pytest.mark.slow
def test_each_count_of_the_list_leads_to_as_many_resources(client: Client) -> None:
    rows = client.get("/api/v1/recommendations", params={"limit": 200, "sort": "-healthy"}).json()["items"]
    for row in rows[:5]:
        for status, column in (("pass", "healthy"), ("fail", "unhealthy"), ("unknown", "unknown")):
            text = client.get(address(row["rule_id"]), params={"status": status}).text
            shown = re.search(r'aria-live="polite">([\d,]+) resource', text)
            assert shown
            assert int(shown[1].replace(",", "")) == row[column]
            href = re.search(r'href="(/posture/lists/[^"]+\.csv[^"]*)"', text)
            assert href
            lines = client.get(href[1].replace("&amp;", "&")).text
            assert len(list(csv.DictReader(io.StringIO(lines)))) == row[column]


@pytest.mark.parametrize("name", ["Scope", "Tag", "Region"])
@pytest.mark.parametrize("status", ["fail", "pass"])
def test_a_choice_leaves_as_many_as_it_says_and_the_other_statuses_follow(
    somebody: Visitor, client: Client, name: str, status: str
) -> None:
    page = somebody.opens(f"{address(telling(client, status, name.lower()))}?status={status}")
    everything, before = total(page), tabs(page)
    offered = {word: n for word, n in choices(page, name).items() if word not in {"no tags", "unknown"}}
    word, n = min(offered.items(), key=lambda each: each[1])
    choice(page, name, word).click()
    expect(page.get_by_role("list", name="Active filters")).to_contain_text(f"{name}: {word}")
    assert total(page) == n < everything
    after = tabs(page)
    assert after[{"fail": "Failing", "pass": "Healthy"}[status]] == n
    assert all(after[each] <= before[each] for each in before)
    page.evaluate("scrollTo(0, 0)")  # what is below the table's heading cannot be hit
    assert somebody.violations() == []
    with page.expect_download() as found:
        page.get_by_role("link", name="CSV").click()
    assert len(list(csv.DictReader(io.StringIO(found.value.path().read_text())))) == n
    for other in ("Healthy", "Failing"):
        tab(page, other)
        expect(page.get_by_role("list", name="Active filters")).to_contain_text(f"{name}: {word}")
        assert (total(page) if after[other] else 0) == after[other]
        assert tabs(page) == after


def test_types_are_asked_for_of_healthy_ones_too(somebody: Visitor, portal: Served) -> None:
    rows = portal.person(Role.VIEWER).get("/recommendations", params={"limit": 200}).json()["items"]
    viewer = portal.person(Role.VIEWER)
    several = next(
        row["rule_id"]
        for row in rows
        if len(viewer.get("/resources/facets", params={"passes": row["rule_id"], "field": "type"}).json()) > 1
    )
    page = somebody.opens(f"{address(several)}?status=pass")
    word, n = min(choices(page, "Type").items(), key=lambda each: each[1])
    choice(page, "Type", word).click()
    page.wait_for_url("**type=**")
    assert total(page) == n
    tab(page, "Unknown")
    assert "resource_type=" in page.url
    tab(page, "Healthy")
    assert total(page) == n


def test_all_that_are_listed_are_exempted_and_no_others(browser: Browser, portal: Served, client: Client) -> None:
    asked = {"rule_id": RULE, "status": "fail", "field": "scope"}

    def failing() -> dict[str, int]:
        return {each["value"]: each["count"] for each in client.get("/api/v1/findings/facets", params=asked).json()}

    before = failing()
    scope, n = min(before.items(), key=lambda each: each[1])
    with visiting(browser, portal, Role.ANALYST) as found:
        page = found.opens(f"{address()}?status=fail&scope={scope}")
        form = page.locator("#exempt-many")
        form.get_by_label("Which").select_option(f"All {n} that are listed")
        form.get_by_label("Reason").fill("made up")
        form.get_by_role("button", name="Exempt them").click()
        expect(page.get_by_role("button", name="Undo")).to_be_visible()
        assert failing() == {each: count for each, count in before.items() if each != scope}
        page.get_by_role("button", name="Undo").click()
        expect(page.get_by_role("button", name="Undo")).to_have_count(0)
    assert failing() == before


def test_a_filter_that_cannot_be_read_is_said(client: Client) -> None:
    for status in ("fail", "pass"):
        text = client.get(address(), params={"status": status, "filter": "scope ="}).text
        assert "This filter cannot be read." in text


def test_without_scripts_it_is_the_same(without_scripts: Visitor) -> None:
    page = without_scripts.opens(address())
    healthy = tabs(page)["Healthy"]
    tab(page, "Healthy")
    assert total(page) == healthy
    offered = {word: n for word, n in choices(page, "Tag").items() if "=" in word}
    word, n = min(offered.items(), key=lambda each: each[1])
    choice(page, "Tag", word).click()
    assert (total(page), tabs(page)["Healthy"]) == (n, n)
    page.go_back()
    assert total(page) == healthy


@pytest.mark.parametrize("status", ["fail", "pass"])
def test_it_fits_on_a_phone(browser: Browser, portal: Served, status: str) -> None:
    with visiting(browser, portal, Role.ANALYST, viewport={"width": 360, "height": 740}) as found:
        page = found.opens(f"{address()}?status={status}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert found.violations() == []


def test_nothing_is_called_healthy_while_something_is_unknown(client: Client, judged: dict[str, Places]) -> None:
    rows = client.get("/api/v1/recommendations", params={"limit": 200}).json()["items"]
    listed = {row["rule_id"] for row in rows}
    healthy = next(rule for rule, places in sorted(judged["pass"].items()) if rule not in listed and len(places) > 1)
    assert f"All {len(judged['pass'][healthy])} resources pass." in client.get(address(healthy)).text
    undecided = [row for row in rows if row["unknown"] and not row["unhealthy"]]
    assert undecided
    for row in undecided:
        text = client.get(address(row["rule_id"]), params={"status": "fail"}).text
        assert f"No failure found; {row['unknown']} could not be checked." in text
        assert "resources pass." not in text


def test_the_fix_is_that_of_the_finding_in_the_address(client: Client) -> None:
    asked = {"rule_id": RULE, "status": "fail", "limit": "200"}
    rows = client.get("/api/v1/findings", params=asked).json()["items"]
    assert len(rows) > 2
    for finding, row in (("", rows[0]), (rows[-1]["id"], rows[-1]), ("0" * 16, rows[0])):
        text = client.get(address(), params={"status": "fail", "finding": finding}).text
        assert f"{row['resource_name']}: </span>" in text
        assert f"--function-name {row['resource_name']} " in text
    assert rows[0]["resource_name"] != rows[-1]["resource_name"]


def test_a_row_of_which_the_check_is_unknown_says_what_was_not_read(client: Client) -> None:
    asked = {"status": "unknown", "limit": "200"}
    finding = next(row for row in client.get("/api/v1/findings", params=asked).json()["items"] if row["missing"])
    text = client.get(address(finding["rule_id"]), params={"status": "unknown"}).text
    row = next(row for row in text.split("data-row")[1:] if finding["resource_name"] in row).split("</tr>")[0]
    assert f"not read: {', '.join(finding['missing'][:4])}" in row
    assert "not read: " not in client.get(address(finding["rule_id"]), params={"status": "exempt"}).text


def test_failing_rows_say_what_was_read_and_lead_to_that_fact(browser: Browser, portal: Served) -> None:
    with open_published(portal.settings.home) as published:
        known = {each.resource_name: each for each in findings(published, status="fail", rule=RULE).items}
    with visiting(browser, portal, Role.VIEWER) as somebody:
        page = somebody.opens(f"{address()}?status=fail")
        rows = page.locator("#list tr[data-row]")
        assert rows.count() == len(known) > 1
        cells = page.locator("#list [data-evidence]")
        assert cells.count() == len(known)
        for n in range(len(known)):
            own = known[rows.nth(n).locator("a.strong").first.inner_text()]
            said = [name for name, fact in own.evidence.items() if fact not in (None, [], "")]
            hrefs = [str(each.get_attribute("href")) for each in cells.nth(n).locator("a").all()]
            assert hrefs
            assert {each.rpartition("#fact-")[2] for each in hrefs} <= set(said)
        assert somebody.violations() == []
        link = cells.first.locator("a").first
        target = str(link.get_attribute("href")).rpartition("#")[2]
        link.click()
        page.wait_for_url(f"**tab=facts#{target}")
        expect(page.locator(f"[id={target}]")).to_be_visible()
        page.set_viewport_size({"width": 360, "height": 740})
        page = somebody.opens(f"{address()}?status=fail")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert (somebody.said, somebody.elsewhere) == ([], [])
