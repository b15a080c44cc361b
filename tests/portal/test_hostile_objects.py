"""Hostile names where a scan brings them: on pages of objects, in maps, results, searches and files."""

import csv
import io
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser

from bartizan.api.settings import ServeSettings
from bartizan.portal.app import create_portal
from bartizan.portal.links import resource_path
from bartizan.state.access.nouns import Role
from tests.api.serving import Served, served
from tests.portal.browser import visiting
from tests.portal.hostile_home import MARKUP, TURNED, with_hostile_names

pytestmark = pytest.mark.slow

QUERY = "find aws_lambda_function where exposure = internet and runs_as (aws_iam_role)"


@pytest.fixture(scope="module")
def hostile(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = with_hostile_names(shutil.copytree(demo_home, tmp_path_factory.mktemp("hostile") / "home"))
    with served(ServeSettings(home, "http://127.0.0.1"), create_portal) as found:
        yield found


def addresses(hostile: Served) -> list[str]:
    """Return the pages of the worst path, its workload and its target, and of lists and searches that name them."""
    viewer = hostile.person(Role.VIEWER)
    path = viewer.get("/attack-paths", params={"limit": 1}).json()["items"][0]
    map_ = f"/attack-paths/{path['id']}"
    entry, target = (resource_path(path[end], "") for end in ("entry_id", "target_id"))
    graph = urlencode({"q": QUERY, "view": "graph"})
    return [
        *(f"{map_}?{view}" for view in ("step=2", "view=steps", "view=table", f"fix={path['breaks'][0]}")),
        *(f"/attack-paths?tab={tab}" for tab in ("", "choke", "targets")),
        *(f"{entry}?tab={tab}" for tab in ("", "vulnerabilities", "packages", "permissions", "paths", "facts")),
        target,
        f"/recommendations/{path['breaks'][0]}",
        *(f"/vulnerabilities?tab={tab}" for tab in ("", "advisories", "workloads", "layers", "packages", "code")),
        f"/explorer?{urlencode({'q': QUERY})}",
        f"/explorer?{graph}",
        f"/explorer?{urlencode({'q': QUERY, 'column': 'name'})}",
        f"/explorer?{urlencode({'q': f'find aws_s3_bucket where name = {MARKUP}', 'last': QUERY})}",
        "/queue",
        "/identities",
        f"/search?{urlencode({'q': MARKUP})}",
    ]


def test_names_are_text_wherever_a_scan_brings_them(hostile: Served, browser: Browser) -> None:
    with visiting(browser, hostile, Role.ADMIN, viewport={"width": 1280, "height": 800}) as somebody:
        somebody.page.on("dialog", lambda dialog: pytest.fail(dialog.message))
        named = 0
        for path in addresses(hostile):
            page = somebody.opens(f"/posture{path}")
            assert page.locator("img, main script").count() == 0, path
            assert page.evaluate("document.documentElement.scrollWidth") <= 1280, path
            assert TURNED not in page.content(), path
            named += "&lt;img" in page.content()
        assert named > 15
        assert (somebody.said, somebody.elsewhere) == ([], [])


def test_files_are_well_formed_and_hold_no_formula(hostile: Served) -> None:
    viewer = hostile.person(Role.VIEWER)
    rows = csv.DictReader(io.StringIO(viewer.get("/resources", headers={"Accept": "text/csv"}).text))
    assert sum(MARKUP in row["name"] for row in rows) > 20
    explored = viewer.get(f"{hostile.address}/posture/explorer.csv", params={"q": QUERY}).text
    assert MARKUP in explored
    for text in (explored, viewer.get(f"{hostile.address}/posture/lists/vulnerabilities.csv").text):
        cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "-c"))]
    bill = viewer.get("/vulnerabilities/sbom").json()
    assert TURNED not in str(bill)
