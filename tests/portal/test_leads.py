"""Where numbers and words lead: each number to exactly as many rows, each word to the rows that have it."""

import html
import re
from collections.abc import Iterator
from urllib.parse import unquote_plus, urlsplit

import pytest
from httpx2 import Client
from playwright.sync_api import expect

from bartizan.decide.workload import WORKLOADS
from bartizan.report.listing.ask import ListFilter
from bartizan.service import listing
from bartizan.service.published import Published
from bartizan.state.access.nouns import Role
from tests.api.serving import Served
from tests.portal.browser import Visitor

LINK = re.compile(r'<a [^>]*?href="(/posture/[^"#]+)"[^>]*>\s*([\d,]+)\s*</a>')
LISTS = ("/inventory", "/recommendations", "/attack-paths", "/vulnerabilities")
PAGES = (
    *("/overview", "/recommendations", "/recommendations?group=owner", "/recommendations?group=resource"),
    *("/inventory", "/scans", "/environment", "/compliance?framework=nist-800-53"),
)


@pytest.fixture(scope="module")
def client(portal: Served) -> Iterator[Client]:
    client = portal.person(Role.VIEWER)
    client.base_url = portal.address
    yield client
    client.close()


def total(text: str) -> int:
    """Return how many rows a list has in all, those of which it cannot be told as well."""
    found = re.search(r'<h2 aria-live="polite">([\d,]+) ', text)
    assert found
    unsure = re.search(r"([\d,]+) cannot be decided", text)
    return sum(int(each[1].replace(",", "")) for each in (found, unsure) if each)


@pytest.mark.slow
@pytest.mark.parametrize("path", PAGES)
def test_a_number_leads_to_exactly_as_many_rows(client: Client, path: str) -> None:
    text = client.get(f"/posture{path}").text.split('<main id="main"')[1]
    led = {(html.unescape(href), int(n.replace(",", ""))) for href, n in LINK.findall(text)}
    led = {(href, n) for href, n in led if urlsplit(href).path.removeprefix("/posture").startswith(LISTS)}
    checked = 0
    for href, n in sorted(led)[:40]:
        shown = client.get(href)
        assert shown.status_code == 200, href
        if '<h2 aria-live="polite">' not in shown.text:  # the tab of an object, which has no heading with a total
            continue
        assert total(shown.text) == n, href
        checked += 1
    assert checked or path in {"/environment", "/inventory"}


@pytest.mark.slow
def test_words_of_a_row_lead_to_all_that_have_them(client: Client, published: Published) -> None:
    kinds = list(WORKLOADS)
    text = client.get("/posture/inventory").text
    row = listing.rows(published, "inventory", ListFilter(values={"type": kinds}), limit=1).items[0]
    text += client.get("/posture/inventory", params={"open": row["key"]}).text.split('class="beside-list"')[1]
    for column in ("risk_level", "exposure", "authentication", "runtime", "type", "scope", "region"):
        found = re.search(rf'<a class="narrow" href="(/posture/inventory\?{column}=([^"&]+))"', text)
        assert found, column
        shown = client.get(html.unescape(found[1])).text
        assert "chip-filter" in shown, column
        values = {"type": kinds} | {column: [unquote_plus(found[2])]}
        assert total(shown) == listing.total(published, "inventory", ListFilter(values=values)), column


def test_what_is_unknown_leads_to_what_was_not_read(client: Client) -> None:
    text = client.get("/posture/inventory").text
    found = re.search(r'<a class="narrow" href="(/posture/coverage\?scope=([^"&]+)&amp;kind=[^"]+)"', text)
    assert found
    shown = client.get(html.unescape(found[1])).text
    assert "Narrow the gaps" in shown
    assert "<details open" in shown.split("<h2>Gaps</h2>")[-1] or "Nothing matches these filters." in shown


def test_evidence_leads_to_the_fact(client: Client, published: Published) -> None:
    row = listing.rows(published, "inventory", ListFilter(text="data-search-index"), limit=1).items[0]
    page = client.get(f"/posture/inventory/x~{row['key']}?tab=recommendations").text
    href, column = re.findall(r'href="([^"]+)#fact-(\w+)"', page)[0]
    assert f'id="fact-{column}"' in client.get(html.unescape(href)).text


def test_a_resource_s_words_lead_to_those_alike(client: Client, published: Published) -> None:
    row = listing.rows(published, "inventory", ListFilter(text="data-search-index"), limit=1).items[0]
    page = client.get(f"/posture/inventory/x~{row['key']}").text
    for column in ("type", "scope", "region", "runtime"):
        found = re.search(rf'href="(/posture/inventory\?tab=all&amp;{column}=[^"]+)"', page)
        assert found, column
        asked = ListFilter(values={column: [str(row[column])]})
        assert total(client.get(html.unescape(found[1])).text) == listing.total(published, "inventory", asked)
    assert 'href="/posture/scans"' in page


def test_checks_are_listed_one_by_one(client: Client, published: Published) -> None:
    for status in ("fail", "unknown"):
        text = client.get("/posture/recommendations", params={"group": "check", "status": status}).text
        assert total(text) == listing.total(published, "findings", ListFilter(values={"status": [status]}))
    text = client.get("/posture/recommendations", params={"group": "check", "q": "nothing-is-called-so"}).text
    assert "Without contains nothing-is-called-so there are" in text


def test_who_stays_on_a_link_has_its_rows_asked_for(somebody: Visitor) -> None:
    page = somebody.opens("/posture/inventory")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "exposure=internet" in request.url else None)
    link = page.get_by_role("group", name="Exposure").get_by_role("checkbox", name="Internet")
    with page.expect_response("**exposure=internet**"):
        link.hover()
    link.click()
    page.wait_for_url("**exposure=internet**")
    expect(link).to_be_checked()
    assert len(asked) == 1, "the click takes the answer that is there"


def test_columns_that_are_found_by_a_text_are_no_filters(client: Client) -> None:
    assert client.get("/posture/inventory", params={"kind_q": "im", "tag_q": "x"}).status_code == 200


@pytest.mark.slow
def test_filters_of_compliance_show_the_controls_that_a_card_counts(client: Client) -> None:
    cards = client.get("/posture/compliance").text
    found = re.findall(
        r'href="(/posture/compliance\?framework=[\w.-]+&amp;status=\w+)"[^>]*>.*?(\d+) (?:failed|not evaluated|passed)',
        cards,
    )
    assert len(found) > 2
    for href, n in found:
        shown = client.get(html.unescape(href)).text.split("<h2>Controls</h2>")[1]
        assert shown.count('<tr data-row=""') == int(n), href
