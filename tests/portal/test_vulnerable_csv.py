"""Vulnerabilities by advisory, package, workload and layer as CSV: a line for each row that their tab counts."""

import csv
import io
import re
from collections.abc import Iterator
from html import unescape

import pytest
from httpx2 import Client

from bartizan.report.listing.ask import ListFilter
from bartizan.service.answers.vulnerable import GROUPINGS
from bartizan.service.published import Published
from bartizan.state.access.nouns import Role
from tests.api.serving import Served

FILTERS = ("", "&severity=critical", "&exposure=internet&has_fix=true", "&q=log4j", "&filter=kev+%3D+true")
KEYS = {"advisories": "advisory_id", "by-package": "package", "workloads": "resource_id", "layers": "layer"}


@pytest.fixture(scope="module")
def client(portal: Served) -> Iterator[Client]:
    client = portal.person(Role.VIEWER)
    client.base_url = portal.address
    yield client
    client.close()


def lines(client: Client, href: str) -> list[dict[str, str]]:
    answer = client.get(unescape(href))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    return list(csv.DictReader(io.StringIO(answer.text)))


@pytest.mark.parametrize("asked", FILTERS)
@pytest.mark.parametrize("tab", GROUPINGS)
def test_a_tab_counts_as_many_rows_as_its_csv_has_lines(client: Client, tab: str, asked: str) -> None:
    text = client.get(f"/posture/vulnerabilities?tab={tab}{asked}").text
    shown = int(re.search(r'aria-live="polite">([\d,]+) ', text)[1].replace(",", ""))  # type: ignore[index]
    matches = int(re.search(r">([\d,]+) match(?:es)?</a>", text)[1].replace(",", ""))  # type: ignore[index]
    link = re.search(rf'href="(/posture/vulnerabilities/{tab}\.csv[^"]*)"', text)[1]  # type: ignore[index]
    rows = lines(client, link)
    assert len(rows) == shown == len({row[KEYS[tab]] for row in rows})
    assert sum(int(row["matches"]) for row in rows) == matches
    assert rows or asked


@pytest.mark.parametrize("tab", GROUPINGS)
def test_csv_has_the_groups_that_a_page_leaves_out(client: Client, published: Published, tab: str) -> None:
    grouping = GROUPINGS[tab]
    page, whole = grouping(published, ListFilter(), 1), grouping(published, most=None)
    assert (len(page.rows), page.total, page.matches) == (1, len(whole.rows), whole.matches)
    assert page.rows[0] == whole.rows[0]
    rows = lines(client, f"/operations/vulnerabilities/{tab}.csv")
    assert [row[KEYS[tab]] for row in rows] == [row[KEYS[tab]] for row in whole.rows]


def test_csv_is_of_the_snapshot_that_the_tab_shows(client: Client, published: Published) -> None:
    at = published.manifest.id
    text = client.get("/posture/vulnerabilities", params={"tab": "workloads", "at": at}).text
    assert f"/posture/vulnerabilities/workloads.csv?at={at}" in unescape(text)
    assert client.get("/posture/vulnerabilities/workloads.csv", params={"at": "nothing"}).status_code == 400


def test_a_grouping_that_there_is_not_and_a_filter_that_cannot_be_read_are_refused(client: Client) -> None:
    assert client.get("/posture/vulnerabilities/colours.csv").status_code == 404
    refused = client.get("/posture/vulnerabilities/layers.csv", params={"filter": "nothing = 1"})
    assert refused.status_code == 400
    assert "nothing" in refused.text


def test_somebody_without_a_session_gets_none(portal: Served) -> None:
    with Client(base_url=portal.address) as stranger:
        answer = stranger.get("/posture/vulnerabilities/advisories.csv", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/signin")
