"""Any two scans of the list are chosen, and what changed from one to the other is shown."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from bartizan.api.settings import ServeSettings
from bartizan.portal.app import create_portal
from bartizan.service.changes.comparing import changes
from bartizan.state.access.nouns import Role
from tests.api.serving import Served, served
from tests.portal.browser import visiting
from tests.service.estate import arn, published

NAMES = {"one": ("stays", "gone"), "two": ("stays", "new"), "three": ("stays", "new", "last")}


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home: Path = tmp_path_factory.mktemp("home")
    for id_, names in NAMES.items():
        published(home, [{"id": arn(name), "name": name} for name in names], id_=id_)
    with served(ServeSettings(home, "http://127.0.0.1"), create_portal) as found:
        yield found


def test_two_scans_are_chosen_and_compared(portal: Served, browser: Browser) -> None:
    with visiting(browser, portal, Role.VIEWER) as somebody:
        page = somebody.opens("/posture/scans")
        asked = page.get_by_role("form", name="Compare two")
        first, second = asked.get_by_label("Compare", exact=True), asked.get_by_label("with", exact=True)
        assert (first.input_value(), second.input_value()) == ("two", "three"), "the last two"
        first.select_option("one")
        asked.get_by_role("button", name="Compare two").click()
        page.wait_for_url("**before=one&after=three**")
        every = changes(portal.settings.home, "one", "three").items
        judged = [each for each in every if each.kind in {"finding", "attack_path"}]
        assert 0 < len(judged) < len(every)
        for heading, found in (("What changed", len(judged)), ("On resources", len(every) - len(judged))):
            card = page.locator("section.card", has=page.get_by_role("heading", name=heading))
            expect(card.locator("tr[data-row]")).to_have_count(found)
        assert (first.input_value(), second.input_value()) == ("one", "three"), "the choice stays"
        assert (somebody.violations(), somebody.said, somebody.elsewhere) == ([], [], [])
