"""Names that are markup, turn text around, are formulas or have no end: shown as text, on every page."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from bartizan.api.settings import ServeSettings
from bartizan.model import ExemptionCategory, now
from bartizan.portal.app import create_portal
from bartizan.portal.features import FEATURES
from bartizan.portal.links import resource_path
from bartizan.state.access.nouns import Role
from bartizan.state.exemption import add_exemption
from bartizan.state.nouns import Exemption
from tests.api.serving import Served, served
from tests.portal.browser import visiting
from tests.service.estate import arn, published

pytestmark = pytest.mark.slow

NAMES = ["<img src=x onerror=alert(1)>", "\u202egnp.exe", "=cmd|'/c calc'!A1", "n" * 300, '"><script>alert(1)</script>']
ROWS = [
    {"id": arn(name), "name": name, "exposure": "internet", "level": "critical", "tags": json.dumps({name: name})}
    for name in NAMES
]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("hostile")
    published(home, ROWS)
    with served(ServeSettings(home, "http://127.0.0.1"), create_portal) as found:
        yield found


def test_names_are_text_on_every_page(hostile: Served, browser: Browser) -> None:
    with visiting(browser, hostile, viewport={"width": 1024, "height": 740}) as somebody:
        somebody.page.on("dialog", lambda dialog: pytest.fail(dialog.message))
        objects = [resource_path(row["id"], row["name"]) for row in ROWS]
        for path in [*(each.path for each in FEATURES.values() if not each.is_object), *objects]:
            page = somebody.opens(f"/posture{path}")
            assert page.locator("img, main script").count() == 0, path
            assert page.evaluate("document.documentElement.scrollWidth") <= 1024, path
            assert "\u202e" not in page.content(), path
        assert somebody.said == []


def test_a_formula_is_no_formula_in_csv(hostile: Served) -> None:
    text = hostile.person(Role.VIEWER).get(f"{hostile.address}/posture/lists/inventory.csv").text
    assert "'=cmd" in text


def test_newer_results_and_decisions_of_others_are_offered_and_move_nothing(hostile: Served, browser: Browser) -> None:
    with visiting(browser, hostile) as somebody:
        page = somebody.opens("/posture/inventory")
        rows = page.locator("tbody tr").count()
        exemption = Exemption(ExemptionCategory.MITIGATED, "Known.", "another", now(), resource=ROWS[0]["id"])
        add_exemption(hostile.state, "default", exemption)
        expect(page.locator("#newer")).to_contain_text("Decisions changed")
        later = {"id": arn("later"), "name": "later", "observed_at": "2100-01-01"}
        published(hostile.settings.home, [*ROWS, later], id_="two")
        expect(page.locator("#newer")).to_contain_text("2 new results.")
        assert page.locator("tbody tr").count() == rows
        page.locator("#newer a").click()
        page.locator("tbody", has_text="later").wait_for()
        assert page.locator("#newer").count() == 0
        assert somebody.said == []


def test_a_browser_without_event_streams_asks_now_and_then(hostile: Served, browser: Browser) -> None:
    with visiting(browser, hostile) as somebody:
        somebody.page.add_init_script("delete window.EventSource")
        page = somebody.opens("/posture/inventory")
        published(hostile.settings.home, ROWS, id_="three")
        page.evaluate("document.dispatchEvent(new Event('look'))")
        page.locator("#newer").wait_for()


def test_the_table_of_features_says_yes_in_both_workspaces(hostile: Served) -> None:
    text = hostile.anybody().get(f"{hostile.address}/about/features").text
    for feature in (
        "Onboarding",
        "Recommendations",
        "Explorer",
        "Inventory",
        "Attack paths",
        "Vulnerability assessment",
    ):
        assert f"<td>{feature}</td><td>yes</td><td>yes</td>" in text
