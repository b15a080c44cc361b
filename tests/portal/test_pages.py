"""Every page, in both themes: reads well, by keyboard and screen reader too, and asks nobody else for anything."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from bartizan.portal.features import FEATURES, MENU, Workspace
from bartizan.portal.links import resource_path
from bartizan.report.listing.ask import ListFilter
from bartizan.service import listing
from bartizan.service.reading import Snapshots
from bartizan.state.access.nouns import Role
from tests.api.serving import Served
from tests.portal.browser import Visitor, visiting
from tests.portal.scope_page import scope_path

RULE = "aws.lambda.public_function_url"
TABS = (
    *("/inventory?tab=all", "/inventory?q=nothing-is-called-so", "/vulnerabilities?tab=packages", "/coverage?tab=code"),
    *("/vulnerabilities?tab=code", "/attack-paths?tab=choke", "/attack-paths?tab=scenarios", "/coverage?tab=read"),
    *(
        "/compliance?framework=nist-800-53",
        "/explorer?q=find+nothing",
        "/settings?tab=audit",
        "/settings?tab=people",
        "/settings?tab=rules",
    ),
)


@pytest.fixture(scope="module")
def paths(portal: Served) -> dict[str, str]:
    """The path of each page below its workspace, those of objects with an object of the demo estate."""
    published = Snapshots(portal.settings.home).open()
    path = listing.rows(published, "attack_paths", ListFilter(), limit=1).items[0]
    row = listing.rows(published, "inventory", ListFilter(text="data-search-index"), limit=1).items[0]
    objects = {
        "resource": resource_path(row["id"], row["name"]),
        "recommendation": f"/recommendations/{RULE}",
        "attack-path": f"/attack-paths/{path['id']}",
        "known-query": "/explorer/exposed_without_login",
        "scope": scope_path(portal.settings.home),
        "scan": f"/scans/{published.manifest.id}",
        "exposure": resource_path(path["entry_id"], "").replace("inventory", "queue"),
    }
    published.engine.close()
    return {id_: objects.get(id_, feature.path) for id_, feature in FEATURES.items()}


@pytest.fixture(scope="module")
def visitor(browser: Browser, portal: Served) -> Iterator[Visitor]:
    with visiting(browser, portal) as somebody:
        yield somebody


@pytest.mark.parametrize("id_", FEATURES)
def test_a_page_has_no_barrier_and_says_nothing_on_the_console(
    visitor: Visitor, paths: dict[str, str], id_: str
) -> None:
    page = visitor.opens(f"/posture{paths[id_]}")
    assert page.locator("h1").count() == 1
    assert page.title().endswith("· Bartizan")
    assert page.locator("main").inner_text().strip()
    assert visitor.violations() == []
    assert (visitor.said, visitor.elsewhere) == ([], [])


@pytest.mark.parametrize("path", TABS)
def test_so_has_a_part_of_a_page(visitor: Visitor, path: str) -> None:
    visitor.opens(f"/posture{path}")
    assert visitor.violations() == []
    assert visitor.said == []


WIDTHS = (360, 768, 900, 1024, 1100, 1280, 1440, 3840)
WIDER = """() => [...document.querySelectorAll('main .card')]
  .filter((card) => card.scrollWidth > card.clientWidth + 1).map((card) => card.innerText.slice(0, 60))"""


@pytest.mark.parametrize("first", [WIDTHS[0], WIDTHS[-1]])
def test_pages_and_their_cards_fit_where_they_are_shown(
    browser: Browser, portal: Served, paths: dict[str, str], first: int
) -> None:
    """Each page is loaded at one width, and shown at all others."""
    with visiting(browser, portal, viewport={"width": first, "height": 740}) as somebody:
        for path in [*paths.values(), "/attack-paths?tab=choke", "/coverage?tab=code", "/settings?tab=rules"]:
            page = somebody.opens(f"/posture{path}")
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 740})
                assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
                assert page.evaluate(WIDER) == [], (path, width)
                if width > 2000:
                    assert page.evaluate("document.querySelector('main').clientWidth") <= 1800, path
            page.set_viewport_size({"width": first, "height": 740})


def test_on_a_phone_marks_are_whole_words_and_cover_nothing(
    browser: Browser, portal: Served, paths: dict[str, str]
) -> None:
    cover = """() => [...document.querySelectorAll('td.risk .mark')].filter((mark) => {
      const box = mark.getBoundingClientRect();
      const under = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
      return box.height > 24 || (under && !mark.contains(under));
    }).length"""
    with visiting(browser, portal, viewport={"width": 360, "height": 2000}) as somebody:
        for id_ in ("overview", "queue", "inventory", "recommendations", "attack-paths", "vulnerabilities"):
            page = somebody.opens(f"/posture{paths[id_]}")
            assert page.locator("td.risk .mark").count(), id_
            assert page.evaluate(cover) == 0, id_


@pytest.mark.slow
def test_both_workspaces_have_every_page_and_the_same_titles(portal: Served, paths: dict[str, str]) -> None:
    client = portal.person(Role.VIEWER)
    titles: dict[str, set[str]] = {id_: set() for id_ in paths}
    for workspace in Workspace:
        for id_, path in paths.items():
            answer = client.get(f"{portal.address}/{workspace}{path}")
            assert answer.status_code == 200, (workspace, id_)
            titles[id_].add(answer.text.split("<title>")[1].split("</title>")[0])
    assert all(len(each) == 1 for each in titles.values())
    assert len({title for each in titles.values() for title in each}) == len(paths)


def test_the_menus_hold_the_same_features_in_another_order() -> None:
    posture, operations = (set(MENU[workspace]) for workspace in Workspace)
    assert posture - operations == {"overview"}
    assert operations - posture == {"queue"}


def test_healthy_never_stands_without_what_is_unknown(visitor: Visitor, paths: dict[str, str]) -> None:
    for id_ in ("overview", "recommendations", "coverage", "compliance"):
        page = visitor.opens(f"/posture{paths[id_]}")
        words = page.locator("main").inner_text().lower()
        if "healthy" in words or "passed" in words:
            assert "unknown" in words or "not evaluated" in words, id_


def test_rows_are_reached_and_opened_by_keyboard(visitor: Visitor) -> None:
    page = visitor.opens("/posture/inventory")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.closest('tr').rowIndex") == 2
    wanted = page.evaluate("document.activeElement.getAttribute('href')")
    page.keyboard.press("o")
    page.wait_for_url(f"**{wanted}")
    page.keyboard.press("g")
    page.keyboard.press("a")
    page.wait_for_url("**/posture/attack-paths")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
