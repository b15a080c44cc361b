"""Numbers agree wherever they stand: menu, heading, facets, CSV and overview."""

import csv
import io
import re
from collections.abc import Iterator

import pytest
from httpx2 import Client

from bartizan.report.listing.ask import ListFilter
from bartizan.service import listing
from bartizan.service.published import Published
from bartizan.service.search import unread_workloads
from bartizan.state.access.nouns import Role
from tests.api.serving import Served

LISTS = {
    "inventory": ("inventory", "type"),
    "recommendations": ("recommendations", "risk_level"),
    "attack-paths": ("attack_paths", "risk_level"),
    "identities": ("identities", "type"),
}


@pytest.fixture(scope="module")
def client(portal: Served) -> Iterator[Client]:
    client = portal.person(Role.VIEWER)
    client.base_url = portal.address
    yield client
    client.close()


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize("id_", LISTS)
def test_menu_heading_facets_and_csv_count_the_same(client: Client, id_: str) -> None:
    name, column = LISTS[id_]
    text = page(client, f"/posture/{id_}")
    heading = int(re.search(r'aria-live="polite">([\d,]+) ', text)[1].replace(",", ""))  # type: ignore[index]
    side = text.split('id="menu"')[1]
    menu = int(re.search(rf'href="/posture/{id_}"[^>]*>.*?class="count">([\d,]+)<', side)[1].replace(",", ""))  # type: ignore[index]
    link = re.search(r'href="(/posture/lists/[^"]+)"', text)[1].replace("&amp;", "&")  # type: ignore[index]
    rows = list(csv.DictReader(io.StringIO(page(client, link))))
    facets = client.get(f"/api/v1/{'resources' if name == 'inventory' else id_}/facets", params={"field": column})
    facet = sum(each["count"] for each in facets.json() if name != "inventory" or each["value"] in WORKLOADS)
    assert heading == menu == len(rows) == facet


def test_the_menu_counts_the_advisories_that_vulnerabilities_open_with(client: Client) -> None:
    text = page(client, "/posture/vulnerabilities")
    heading = int(re.search(r'aria-live="polite">([\d,]+) advisories', text)[1].replace(",", ""))  # type: ignore[index]
    side = text.split('id="menu"')[1]
    menu = re.search(r'href="/posture/vulnerabilities"[^>]*>.*?class="count">([\d,]+)<', side)
    link = re.search(r'href="(/posture/vulnerabilities/advisories\.csv[^"]*)"', text)
    assert menu
    assert link
    groups = list(csv.DictReader(io.StringIO(page(client, link[1].replace("&amp;", "&")))))
    assert heading == int(menu[1].replace(",", "")) == len(groups) > 0


def test_the_menu_counts_the_gaps_that_coverage_lists(client: Client) -> None:
    text = page(client, "/posture/coverage")
    menu = re.search(r'href="/posture/coverage"[^>]*>.*?class="count">([\d,]+)<', text.split('id="menu"')[1])
    heading = re.search(r">([\d,]+) gaps? ?<", text)
    assert menu
    assert heading
    listed = text.rsplit(">Gaps<", 1)[1].split("</table>")[0].count("data-row")
    assert int(menu[1].replace(",", "")) == int(heading[1].replace(",", "")) == listed > 0


def test_what_is_unknown_stands_beside_the_total(client: Client, published: Published) -> None:
    checks = listing.total(published, "findings", ListFilter(values={"status": ["unknown"]}))
    for path, said in (
        ("/posture/recommendations", f"{checks:,} checks unknown"),
        ("/posture/attack-paths", f"code of {unread_workloads(published)} workloads not read"),
    ):
        assert said in page(client, path).split('class="list-head"')[1].split("</a>")[0]
    asked = {"provider": ["azure"], "can_become_admin": ["unknown"]}
    n = listing.total(published, "identities", ListFilter(values=asked))
    for query in ("provider=azure", "provider=azure&can_become_admin=no"):
        head = page(client, f"/posture/identities?{query}").split('class="list-head"')[1].split("</a>")[0]
        assert f"{n:,} unknown whether admin" in head
        link = re.search(r'href="([^"]+)"', head)[1].replace("&amp;", "&")  # type: ignore[index]
        assert f'aria-live="polite">{n:,} ' in page(client, link)
    assert n > 1


def test_heading_facets_and_csv_of_matches_count_the_same(client: Client) -> None:
    text = page(client, "/posture/vulnerabilities?tab=matches")
    heading = int(re.search(r'aria-live="polite">([\d,]+) ', text)[1].replace(",", ""))  # type: ignore[index]
    link = re.search(r'href="(/posture/lists/[^"]+)"', text)[1].replace("&amp;", "&")  # type: ignore[index]
    rows = list(csv.DictReader(io.StringIO(page(client, link))))
    facets = client.get("/api/v1/vulnerabilities/facets", params={"field": "severity"}).json()
    assert heading == len(rows) == sum(each["count"] for each in facets) > 0


WORKLOADS = ("aws_lambda_function", "azure_function_app", "azure_web_app")


def test_a_number_of_the_overview_leads_to_as_many_rows(client: Client) -> None:
    text = page(client, "/posture/overview")
    links = re.findall(r'href="(/posture/inventory\?exposure=internet[^"]+)">([\d,]+)</a>', text)
    assert len(links) > 2
    for href, number in links:
        shown = page(client, href.replace("&amp;", "&"))
        assert re.search(rf'aria-live="polite">{number} workload', shown), href


def test_filters_that_find_nothing_say_which_one_to_take_out(client: Client) -> None:
    text = page(client, "/posture/inventory?exposure=internet&q=nothing-is-called-so")
    assert "Nothing matches these filters." in text
    assert "Without Exposure: Internet" in text
