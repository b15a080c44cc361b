"""The explorer's lines and its text: each is shaped by hand, values are found on the server, and neither is lost."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from bartizan.api.settings import ServeSettings
from bartizan.explore.ask import ask
from bartizan.explore.parse import parse
from bartizan.portal.app import create_portal
from bartizan.report.paging import Part
from bartizan.service.attack import attack_paths
from bartizan.service.exploring import saved
from bartizan.service.notifying.rules import listed_rules
from bartizan.service.published import Published
from bartizan.state.access.nouns import Role
from tests.api.serving import Served, served
from tests.portal.browser import Visitor, visiting

EXPOSED = "find aws_lambda_function where exposure = internet and authentication = none and runs_as (aws_iam_role)"
PARTS = "find aws_lambda_function where name != nothing and vulnerability (severity = critical)"


def opened(somebody: Visitor, query: str, **more: str) -> Page:
    return somebody.opens(f"/posture/explorer?{urlencode({'q': query, **more})}")


def asked(page: Page, name: str = "q") -> str:
    return parse_qs(urlsplit(page.url).query).get(name, [""])[0]


def comes(page: Page, words: str) -> None:
    """Wait until the query in the address holds some words."""
    page.wait_for_url(lambda url: words in parse_qs(urlsplit(url).query).get("q", [""])[0])


def matches(page: Page) -> int:
    return int(page.locator("#results h2").inner_text().split()[0].replace(",", ""))


def counted(published: Published, query: str) -> tuple[int, int]:
    found = ask(published.engine, parse(query))
    return found.yes, found.unknown


def test_a_line_says_not_and_a_relation_how_many(somebody: Visitor, published: Published) -> None:
    page = opened(somebody, PARTS)
    tree = page.locator(".query-tree li")
    tree.nth(1).get_by_role("link", name="Not: name != nothing").click()
    comes(page, "not name")
    assert asked(page) == PARTS.replace("name", "not name")
    expect(tree.nth(1).locator(".is-not")).to_be_visible()
    assert matches(page) == counted(published, asked(page))[0]
    tree.nth(1).get_by_role("link", name="Without not").click()
    page.wait_for_url(lambda url: parse_qs(urlsplit(url).query)["q"] == [PARTS])
    for word, written in (("none of", "no "), ("all of", "all ")):
        tree.nth(2).locator(".quantifier summary").click()
        tree.nth(2).get_by_role("link", name=word).click()
        comes(page, f"{written}vulnerability")
        expect(tree.nth(2).locator(".quantifier summary")).to_have_text(word)
        yes, unknown = counted(published, asked(page))
        assert matches(page) == yes
        assert unknown
        expect(page.locator("#results")).to_contain_text(f"{unknown} cannot be decided")
    assert somebody.violations() == []
    tree.nth(2).locator(".quantifier summary").click()
    tree.nth(2).get_by_label("How many").last.select_option("at_least")
    tree.nth(2).get_by_label("Number").fill("3")
    tree.nth(2).get_by_role("button", name="Set").click()
    page.wait_for_url("**at+least+3**")
    assert asked(page) == PARTS.replace("vulnerability", "at least 3 vulnerability")


def test_lines_are_put_into_brackets_by_keys_and_taken_apart(somebody: Visitor, published: Published) -> None:
    page = opened(somebody, EXPOSED)
    tree = page.locator(".query-tree li")
    for line in (1, 2):
        tree.nth(line).get_by_role("checkbox").focus()
        page.keyboard.press("Space")
    page.keyboard.press("g")
    page.wait_for_url("**+or+**")
    assert asked(page) == (
        "find aws_lambda_function where (exposure = internet or authentication = none) and runs_as (aws_iam_role)"
    )
    assert matches(page) == counted(published, asked(page))[0]
    assert somebody.violations() == []
    tree.nth(1).get_by_role("link", name="Take apart").click()
    page.wait_for_url(lambda url: parse_qs(urlsplit(url).query)["q"] == [EXPOSED])
    for line in (2, 3):
        tree.nth(line).get_by_role("checkbox").check()
    page.get_by_role("button", name="all must hold").click()
    comes(page, "(authentication = none and runs_as")
    page.locator("[data-undo]").get_by_role("button", name="Undo").click()
    page.wait_for_url(lambda url: parse_qs(urlsplit(url).query)["q"] == [EXPOSED])


def test_changes_are_undone_one_by_one_and_done_again(somebody: Visitor) -> None:
    page = opened(somebody, EXPOSED)
    tree = page.locator(".query-tree li")
    for n in range(6):
        tree.nth(1).locator("a.move", has_text="not").click()
        comes(page, "where exposure" if n % 2 else "where not exposure")
    undo, redo = (page.locator("[data-undo]").get_by_role("button", name=word) for word in ("Undo", "Redo"))
    for n in range(5, -1, -1):
        undo.click()
        comes(page, "where not exposure" if n % 2 else "where exposure")
        expect(tree.nth(1).locator(".is-not")).to_have_count(n % 2)
    expect(undo).to_be_disabled()
    redo.click()
    comes(page, "not exposure")


def test_a_type_is_found_by_a_part_of_its_name(somebody: Visitor) -> None:
    page = opened(somebody, "find aws_s3_bucket")
    page.locator("#find-type").focus()
    page.keyboard.type("lam")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: parse_qs(urlsplit(url).query)["q"] == ["find aws_lambda_function"])
    page.locator("#find-type").fill("no such thing")
    page.get_by_role("button", name="Find", exact=True).click()
    expect(page.locator("#query-error")).to_contain_text("expected a type")


def test_values_are_found_on_the_server_with_their_counts(somebody: Visitor, published: Published) -> None:
    rows = published.engine.rows("select name, count(*) as n from aws_lambda_function group by name order by name")
    assert len(rows) > 20
    page = opened(somebody, "find aws_lambda_function", column="name")
    choices = page.locator(".adders .choices a")
    assert choices.count() == 20
    expect(page.locator(".adders")).to_contain_text(re.compile("name", re.IGNORECASE))
    page.get_by_role("searchbox", name="Find a value of name").fill("ZZ-none")
    expect(page.locator(".adders")).to_contain_text("No value holds this text.")
    wanted = [row["name"] for row in rows if "report" in row["name"]]
    page.get_by_role("searchbox", name="Find a value of name").fill("Report")
    expect(choices).to_have_count(len(wanted))
    assert sorted(choices.all_inner_texts()) == wanted
    assert somebody.violations() == []
    choices.first.click()
    comes(page, "where name = ")
    assert matches(page) == 1
    page = opened(somebody, "find aws_lambda_function", column="tags.data-class")
    assert page.get_by_label("Choose personal").or_(page.locator(".adders .choices")).count() >= 1


def test_a_column_says_what_it_holds(somebody: Visitor) -> None:
    page = opened(somebody, "find aws_lambda_function")
    link = page.locator(".adders").get_by_role("link", name="exposure", exact=True)
    said = link.get_attribute("title") or ""
    assert len(said) > 10
    link.click()
    page.wait_for_url("**column=exposure**")
    expect(page.locator(".adders")).to_contain_text(said)


def test_what_cannot_be_read_leaves_the_lines_out_of_reach_with_the_error_under_the_word(somebody: Visitor) -> None:
    page = opened(somebody, EXPOSED)
    lines = page.locator(".query-tree").inner_text()
    page.get_by_label("Query").fill("find aws_lambda_function\nwhere exposur = internet")
    expect(page.locator("#query-error")).to_contain_text("exposur")
    said = page.locator("#query-error").inner_text().splitlines()
    at = said[-1].index("^")
    assert said[-2][at:].startswith("exposur")
    stale = page.locator(".is-stale")
    expect(stale).to_be_visible()
    assert page.locator(".query-tree").inner_text() == lines
    assert stale.evaluate("box => box.inert")
    expect(page.get_by_label("Query")).to_have_attribute("aria-invalid", "")
    assert asked(page, "last") == EXPOSED
    assert somebody.violations() == []
    page.reload()
    assert page.locator(".is-stale .query-tree").inner_text() == lines
    page.get_by_label("Query").fill("find aws_lambda_function\nwhere exposure = internet ")
    expect(page.locator(".is-stale")).to_have_count(0)
    expect(page.locator(".query-tree li")).to_have_count(2)
    assert page.get_by_label("Query").input_value().endswith("internet ")
    assert asked(page).split() == ["find", "aws_lambda_function", "where", "exposure", "=", "internet"]


def test_the_columns_of_every_level_are_chosen(somebody: Visitor, published: Published) -> None:
    page = opened(somebody, EXPOSED)
    page.locator("#results").get_by_text("Columns", exact=True).click()
    for name in ("runtime", "runs_as.name"):
        page.locator("#results").get_by_role("checkbox", name=name, exact=True).check()
    page.get_by_role("button", name="Show these").click()
    page.wait_for_url("**show**")
    row = ask(published.engine, parse(asked(page))).rows[0]
    assert {"runtime", "runs_as.name"} <= set(row)
    table = page.locator("#results table")
    expect(table.locator("tbody tr").first).to_contain_text(row["runs_as.name"][0])
    expect(table.locator("th")).to_have_count(len(set(row) - {"id", "match"}))
    page.evaluate("scrollTo(0, 0)")  # what is below the table's heading cannot be hit
    assert somebody.violations() == []


def test_near_misses_name_what_fails(somebody: Visitor) -> None:
    page = opened(somebody, f"{EXPOSED} and vulnerability (kev)")
    near = page.locator("#near tbody tr", has_text="customer-export")
    expect(near).to_contain_text("all but vulnerability (kev)")


def test_matches_lead_to_the_attack_paths_that_they_are_on(somebody: Visitor, published: Published) -> None:
    page = opened(somebody, EXPOSED)
    page.get_by_role("link", name="Attack paths", exact=True).last.click()
    page.wait_for_url("**view=paths**")
    ids = [row["id"] for row in ask(published.engine, parse(EXPOSED)).rows]
    expected = [path for path in attack_paths(published, part=Part(limit=500)).items if path.entry_id in ids]
    links = page.locator("#results tbody td.wide a")
    shown = {(link.get_attribute("href") or "").rpartition("/")[2] for link in links.all()}
    assert {path.id for path in expected} <= shown
    assert expected
    assert somebody.violations() == []
    page = opened(somebody, "find aws_lambda_function where name = no-such-name", view="paths")
    expect(page.locator("#results")).to_contain_text("could not be checked")


def test_matches_are_kept_as_json(somebody: Visitor, published: Published) -> None:
    page = opened(somebody, EXPOSED)
    with page.expect_download() as download:
        page.get_by_role("link", name="JSON").first.click()
    rows = json.loads(download.value.path().read_text(encoding="utf-8"))
    assert [row["id"] for row in rows] == [row["id"] for row in ask(published.engine, parse(EXPOSED)).rows]


def test_without_scripts_lines_are_shaped_too(without_scripts: Visitor) -> None:
    page = opened(without_scripts, EXPOSED)
    for line in (1, 2):
        page.locator(".query-tree li").nth(line).get_by_role("checkbox").check()
    page.get_by_role("button", name="any must hold").click()
    page.wait_for_url("**+or+**")
    page.get_by_label("Query").fill("find nothing")
    page.get_by_role("button", name="Run").click()
    expect(page.locator("#query-error")).to_contain_text("nothing")
    expect(page.locator(".is-stale")).to_be_visible()


@pytest.mark.parametrize("query", [EXPOSED, PARTS])
def test_lines_fit_on_a_phone(browser: Browser, portal: Served, query: str) -> None:
    with visiting(browser, portal, Role.ADMIN, viewport={"width": 360, "height": 740}) as found:
        page = opened(found, query)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert found.violations() == []


@pytest.fixture
def own(demo_home: Path, tmp_path: Path) -> Iterator[Served]:
    home = shutil.copytree(demo_home, tmp_path / "home")
    with served(ServeSettings(home, "http://127.0.0.1"), create_portal) as found:
        yield found


def test_a_query_is_watched(own: Served, browser: Browser) -> None:
    home = own.settings.home
    with visiting(browser, own, Role.ADMIN) as somebody:
        page = opened(somebody, EXPOSED)
        assert somebody.violations() == []
        page.get_by_text("Watch", exact=True).first.click()
        page.locator("#watch-name").fill("open-to-all")
        page.locator("#watch-receiver").select_option("email")
        page.locator("#watch-address").fill("cloud@example.com")
        assert somebody.violations("details:has(#watch-name)") == []
        page.get_by_role("button", name="Watch").click()
        page.wait_for_url("**/settings/notifications")
        expect(page.locator("main")).to_contain_text("new match of a saved query")
        (rule,) = listed_rules(home)
        assert (rule.name, rule.kinds, rule.query, rule.address) == (
            "open-to-all", ["query"], "open-to-all", "cloud@example.com",
        )  # fmt: skip
        assert [(each.name, each.text) for each in saved(home)] == [("open-to-all", EXPOSED)]
    client = own.person(Role.ADMIN)
    sent = {"csrf": client.get("/session").json()["csrf"], "name": "open-to-all", "text": "find aws_s3_bucket"}
    watch = f"{own.address}/posture/queries/watch"
    sent |= {"receiver": "email", "address": "other@example.com"}
    assert client.post(watch, data=sent).status_code == 400
    assert client.post(watch, data=sent | {"name": "file", "address": "file:/etc/passwd"}).status_code == 400
    viewer = own.person(Role.ANALYST)
    sent["csrf"] = viewer.get("/session").json()["csrf"]
    assert viewer.post(watch, data=sent | {"name": "mine"}).status_code == 403
    text = viewer.get(f"{own.address}/posture/explorer").text
    assert "Watch: needs the role admin" in text
    assert "queries/watch" not in text
    assert len(listed_rules(home)) == 1
