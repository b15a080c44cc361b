"""Controls stand in their families: counted, folded until somebody asks for some of them, whole on paper."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

import pytest
from httpx2 import Client
from playwright.sync_api import Browser, expect

from bartizan.base.bundled import bundled
from bartizan.base.framework import families, frameworks
from bartizan.state.access.nouns import Role
from tests.api.serving import Served
from tests.portal.browser import visiting

FRAMEWORK = "nist-800-53"
PAGE = f"/posture/compliance?framework={FRAMEWORK}"
WORDS = {"failed": "failed", "not_evaluated": "not evaluated", "passed": "passed"}


@pytest.fixture(scope="module")
def client(portal: Served) -> Iterator[Client]:
    client = portal.person(Role.VIEWER)
    client.base_url = f"{portal.address}/api/v1"
    yield client
    client.close()


def test_each_family_says_how_its_controls_came_out(browser: Browser, portal: Served, client: Client) -> None:
    rows = [row for row in client.get("/compliance").json() if row["framework"] == FRAMEWORK]
    family = families(row["control"] for row in rows)
    wanted: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        wanted[family[row["control"]]][row["status"]] += 1
    titles = frameworks([bundled("rules")])[FRAMEWORK].families
    with visiting(browser, portal, Role.VIEWER) as somebody:
        page = somebody.opens(PAGE)
        found = {}
        for each in page.locator(".families > details").all():
            said = each.locator("summary").inner_text().replace("\n", " ")
            heading = re.match(r"(\w+) (.*?) \d", said)
            assert heading
            key, title = heading.groups()
            assert titles[key] in title
            counts = {name: re.search(rf"(\d+) {word}", said) for name, word in WORDS.items()}
            found[key] = Counter({name: int(n[1]) for name, n in counts.items() if n})
            assert not each.evaluate("each => each.open")
        assert found == wanted
        assert somebody.violations() == []
        page = somebody.opens(f"{PAGE}&status=failed")
        expect(page.locator(".families > details[open]")).to_have_count(
            sum("failed" in each for each in wanted.values())
        )
        expect(page.locator(".families > details:not([open])")).to_have_count(0)


def test_a_folded_family_opens_by_keys_and_is_printed_whole(browser: Browser, portal: Served) -> None:
    with visiting(browser, portal, Role.VIEWER) as somebody:
        page = somebody.opens(PAGE)
        first = page.locator(".families > details").first
        control = first.locator("tbody .link").first
        for is_open in (True, False):
            first.locator("summary").press("Enter")
            expect(control).to_be_visible(visible=is_open)
        page.emulate_media(media="print")
        box = control.bounding_box()
        assert box and box["height"] > 0
        page.emulate_media(media="screen")
        expect(control).to_be_hidden()


def test_the_family_of_the_control_that_is_open_is_open(browser: Browser, portal: Served, client: Client) -> None:
    rows = [row for row in client.get("/compliance").json() if row["framework"] == FRAMEWORK]
    family = families(row["control"] for row in rows)
    with visiting(browser, portal, Role.VIEWER) as somebody:
        page = somebody.opens(PAGE)
        control = page.locator(".families > details tbody .link").last.text_content()
        page = somebody.opens(f"{PAGE}&control={control}")
        expect(page.locator(".families tr.is-at")).to_be_visible()
        expect(page.locator(".families > details:has(tr.is-at) summary")).to_contain_text(family[str(control)])
