"""Every page where nothing was scanned or found, where little could be read, and where it fails.

What holds for a full page holds for these: no barrier in either theme, nothing wider than a phone, nothing on the
console, no request elsewhere. What is not known never looks healthy, and what is empty or failed says what to do.
"""

import html
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from httpx2 import Client
from playwright.sync_api import Browser

from bartizan.api.guard import cookie_name
from bartizan.api.settings import ServeSettings
from bartizan.portal.app import create_portal
from bartizan.portal.features import FEATURES, Workspace
from bartizan.portal.frame.without import WITHOUT_SNAPSHOT
from bartizan.portal.links import resource_path
from bartizan.report.listing.ask import ListFilter
from bartizan.service import listing
from bartizan.service.reading import Snapshots
from bartizan.state.access.nouns import Role
from bartizan_demo.process import Estate
from tests.api.serving import Served, served
from tests.portal import homes
from tests.portal.browser import Visitor, visiting
from tests.portal.scope_page import scope_path
from tests.portal.test_every_page import HEALTHY_ALONE

OBJECTS = {id_: each.path.replace("{", "").replace("}", "-nobody-has") for id_, each in FEATURES.items()}
"""Paths of objects that are not there, and those of the other pages."""
OBJECTS["known-query"] = "/explorer/exposed_without_login"
NAMED = {id_ for id_, each in FEATURES.items() if each.is_object} - {"known-query"}
LISTED = set(FEATURES) - WITHOUT_SNAPSHOT - NAMED
DOOR = "This page needs access you do not have here"
LOST = "cannot be read"
NOT_KNOWN = re.compile(r"unknown|not evaluated|not answered|not (all )?(be )?read|denied|could not", re.IGNORECASE)


class States:
    """Somebody who opens pages of one home: in Chromium each that reads otherwise than those before."""

    def __init__(self, portal: Served, visitor: Visitor, client: Client) -> None:
        self.portal, self.visitor, self.client = portal, visitor, client
        self._seen: set[str] = set()

    def sees(self, path: str, status: int = 200) -> "Shown":
        """Return what a page shows; everything that no page may have is looked for."""
        answer = self.client.get(f"{self.portal.address}{path}", follow_redirects=True)
        assert answer.status_code == status, path
        main = re.search("<main.*?</main>", answer.text, re.DOTALL)
        assert main, path
        shown = Shown(answer.url.raw_path.decode(), main[0])
        if shown.alike not in self._seen:
            self._seen.add(shown.alike)
            self._looks(path, status)
        return shown

    def _looks(self, path: str, status: int) -> None:
        page, visitor = self.visitor.opens(path), self.visitor
        assert page.locator("h1").count() == 1, path
        assert page.title() == f"{page.locator('h1').inner_text()} · Bartizan"
        assert visitor.violations() == [], path
        assert page.evaluate(HEALTHY_ALONE) == [], path
        page.set_viewport_size({"width": 360, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
        page.set_viewport_size({"width": 1440, "height": 900})
        said = [each for each in visitor.said if not (status >= 400 and f"status of {status}" in each)]
        assert (said, visitor.elsewhere) == ([], []), path
        visitor.said.clear()


@dataclass(frozen=True)
class Shown:
    """What stands in a page, at the address that answered."""

    url: str
    main: str

    @property
    def alike(self) -> str:
        """The content without what differs from page to page where they are the same but for their names."""
        without = re.sub(r"<h1.*?</h1>|/(posture|operations)\b[^\"]*|[0-9a-f]{16,}|value=\"[^\"]*\"", "", self.main)
        return re.sub(r"next=[^\"&]*", "", without)

    @property
    def text(self) -> str:
        """The words."""
        return html.unescape(re.sub("<[^>]+>", " ", self.main))

    @property
    def ways_on(self) -> int:
        """How many links, buttons and commands there are."""
        return len(re.findall(r"<(?:a [^>]*href=|button|pre)", self.main))

    @property
    def healthy(self) -> int:
        """How much is marked as healthy."""
        return len(re.findall("(?:mark|fill|text)-healthy", self.main))


@contextmanager
def living(browser: Browser, home: Path, role: Role | None) -> Iterator[States]:
    """Serve a home to somebody; who has no role is signed in all the same."""
    with served(ServeSettings(home, "http://127.0.0.1"), create_portal) as portal, ExitStack() as stack:
        visitor = stack.enter_context(visiting(browser, portal, role))
        client = portal.person(role)
        if role is None:
            name = cookie_name(portal.settings)
            visitor.page.context.add_cookies([{"name": name, "value": client.cookies[name], "url": portal.address}])
        yield States(portal, visitor, client)


Living = Callable[..., States]


@pytest.fixture(scope="module")
def lives(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Living]:
    """Return what serves a home, once for all tests of a state."""
    with ExitStack() as stack:
        known: dict[str, States] = {}

        def of(make: Callable[[Path], Path] | None, name: str = "", role: Role | None = Role.ADMIN) -> States:
            key = f"{name or (make.__name__ if make else 'unscanned')}-{role}"
            if key not in known:
                home = tmp_path_factory.mktemp(key)
                known[key] = stack.enter_context(living(browser, make(home) if make else home, role))
            return known[key]

        yield of


@pytest.mark.parametrize("id_", FEATURES)
def test_before_the_first_scan_it_says_how_to_begin(lives: Living, id_: str) -> None:
    for workspace in Workspace:
        is_object = id_ in ("scope", "scan")
        said = lives(None).sees(f"/{workspace}{OBJECTS[id_]}", 404 if is_object else 200)
        assert (DOOR if is_object else "No scan yet." if id_ not in WITHOUT_SNAPSHOT else "") in said.text
        assert said.ways_on
        assert said.healthy == 0


@pytest.mark.parametrize("id_", FEATURES)
def test_a_scan_that_found_nothing_is_not_a_healthy_one(lives: Living, id_: str) -> None:
    for workspace in Workspace:
        said = lives(homes.found_nothing).sees(f"/{workspace}{OBJECTS[id_]}", 404 if id_ in NAMED else 200)
        assert (DOOR in said.text) == (id_ in NAMED)
        assert ("The scan found nothing to check." in said.text) == (id_ in LISTED - {"known-query"})
        assert said.ways_on
        assert said.healthy == (1 if id_ == "scans" else 0), "the scan itself is complete"


@pytest.mark.parametrize(
    "path",
    [
        *("/inventory?q=zz", "/recommendations?q=zz", "/recommendations?tab=resources&q=zz", "/attack-paths?q=zz"),
        *("/recommendations/aws.lambda.open?q=zz", "/vulnerabilities?q=zz", "/identities?q=zz", "/coverage?scope=zz"),
        *("/scans?status=failed", "/compliance?framework=nist-800-53&status=fail", "/environment?q=zz"),
        *("/inventory?tab=network", "/queue?assignee=zz", "/explorer?q=find+aws_s3_bucket", "/explorer/rule"),
        *("/search?q=zz", "/settings?tab=audit&q=zz"),
    ],
)
def test_where_filters_match_nothing_it_says_how_to_go_on(lives: Living, path: str) -> None:
    for workspace in Workspace:
        assert lives(homes.found_one).sees(f"/{workspace}{path}").ways_on


@pytest.mark.parametrize("id_", FEATURES)
def test_where_little_was_read_it_says_so(lives: Living, estate: Estate, id_: str) -> None:
    found = lives(homes.denied(estate), "denied")
    for workspace in Workspace:
        said = found.sees(f"/{workspace}{_narrow(found.portal.settings.home)[id_]}")
        if id_ not in {"new-rule", "environment", "settings", "notifications", "scans"}:
            assert NOT_KNOWN.search(said.text), id_


@cache
def _narrow(home: Path) -> dict[str, str]:
    """Return the path of each page, of lists with some of their rows: axe takes seconds for a hundred."""
    with Snapshots(home).open() as published:

        def one(name: str, **values: list[str]) -> Mapping[str, Any]:
            return listing.rows(published, name, ListFilter(values=values), limit=1).items[0]

        app, path = one("inventory", type=["azure_function_app"]), one("attack_paths")
        objects = {
            "resource": resource_path(app["id"], app["name"]),
            "recommendation": f"/recommendations/{one('findings', status=['unknown'])['rule_id']}",
            "attack-path": f"/attack-paths/{path['id']}",
            "exposure": resource_path(path["entry_id"], "").replace("inventory", "queue"),
            "scan": f"/scans/{published.manifest.id}",
            "scope": scope_path(home),
            **{each: f"/{each}?q={app['name']}" for each in ("inventory", "attack-paths", "identities")},
            "recommendations": "/recommendations?q=authentication",
            "coverage": "/coverage?outcome=denied&feed=code",
        }
    return OBJECTS | objects


@pytest.mark.parametrize("id_", FEATURES)
@pytest.mark.parametrize("make", [homes.without_files, homes.damaged])
def test_a_scan_that_cannot_be_read_takes_no_other_page_along(
    lives: Living, make: Callable[[Path], Path], id_: str
) -> None:
    for workspace in Workspace:
        path = OBJECTS[id_] if id_ != "scan" else "/scans/one"
        is_here = id_ != "scope" and (make is homes.without_files or id_ not in ("attack-path", "exposure"))
        status = 404 if not is_here else 200 if id_ in WITHOUT_SNAPSHOT else 503
        said = lives(make).sees(f"/{workspace}{path}", status)
        assert (LOST if is_here else DOOR) in said.text
        assert ("Trace" in said.text) == (status == 503)
        assert said.healthy == 0 or id_ in ("scans", "scan")
        assert said.ways_on


@pytest.mark.parametrize("id_", FEATURES)
def test_an_older_scan_that_is_gone_leads_to_the_latest(lives: Living, id_: str) -> None:
    found, path = lives(homes.with_an_older), OBJECTS[id_]
    for workspace in Workspace:
        assert DOOR in found.sees(f"/{workspace}{path}?at=nobody-has", 404).text
        if id_ in LISTED:
            said = found.sees(f"/{workspace}{path}?at=older", 503)
            assert LOST in said.text
            assert f'href="/{workspace}{path}">Show the latest' in said.main


@pytest.mark.parametrize("id_", FEATURES)
def test_who_is_not_inside_any_more_comes_back_after_signing_in(lives: Living, id_: str) -> None:
    found = lives(homes.found_one, "left")
    found.client.cookies.clear()
    found.visitor.page.context.clear_cookies()
    for workspace in Workspace:
        said = found.sees(f"/{workspace}{OBJECTS[id_]}")
        assert "Sign in" in said.text
        assert said.url == f"/signin?next={quote(f'/{workspace}{OBJECTS[id_]}', safe='')}"


@pytest.mark.parametrize("id_", FEATURES)
def test_who_has_no_role_is_shown_the_door(lives: Living, id_: str) -> None:
    for workspace in Workspace:
        said = lives(homes.found_one, role=None).sees(f"/{workspace}{OBJECTS[id_]}", 404)
        assert DOOR in said.text
        assert said.ways_on


@pytest.mark.parametrize("id_", ["environment", "scans", "settings", "notifications"])
def test_a_viewer_sees_who_may_do_the_rest(lives: Living, id_: str) -> None:
    for workspace in Workspace:
        said = lives(homes.found_one, role=Role.VIEWER).sees(f"/{workspace}{OBJECTS[id_]}")
        assert re.search("needs the role (admin|analyst)", said.text), id_


@pytest.mark.parametrize("id_", FEATURES)
def test_where_state_cannot_be_read_nothing_of_it_is_said(lives: Living, id_: str) -> None:
    found = lives(homes.found_one, "state")
    for each in found.portal.settings.home.glob("state.db*"):
        each.write_bytes(b"no database" * 400)
    for workspace in Workspace:
        said = found.sees(f"/{workspace}{OBJECTS[id_]}", 503)
        assert "ask who runs this server" in said.text
        assert str(found.portal.settings.home) not in said.main
        assert said.ways_on


@pytest.mark.parametrize("id_", ["inventory", "recommendations", "attack-paths", "identities"])
def test_what_an_address_asks_wrongly_stands_in_its_page(lives: Living, id_: str) -> None:
    for workspace in Workspace:
        said = lives(homes.found_one).sees(f"/{workspace}{OBJECTS[id_]}?nothing=so", 400)
        assert "no column 'nothing'" in said.text
        assert f'href="/{workspace}{OBJECTS[id_]}">Without filters' in said.main
