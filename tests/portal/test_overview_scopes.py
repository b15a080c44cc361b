"""The overview is about the scopes that somebody chose: kept for them, in the address, and in every number."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

import pytest
from httpx2 import Client

from bartizan.decide.workload import WORKLOADS
from bartizan.report.listing.ask import ListFilter
from bartizan.service import listing
from bartizan.service.published import Published
from bartizan.state.access.nouns import Role
from tests.api.serving import Served

pytestmark = pytest.mark.slow

OVERVIEW = "/posture/overview"


@pytest.fixture
def client(portal: Served) -> Iterator[Client]:
    client = portal.person(Role.VIEWER)
    client.base_url = portal.address
    client.follow_redirects = True
    yield client
    choose(client, [])
    client.close()


@pytest.fixture(scope="module")
def scope(published: Published) -> str:
    """A scope with workloads that is not all of them."""
    found = listing.facets(published, "inventory", "scope", ListFilter(values={"type": list(WORKLOADS)}))
    assert len(found) > 1
    return str(found[0].value)


def choose(client: Client, scopes: list[str]) -> str:
    """Send the form, and return the address that it ends at."""
    token = re.search(r'name="csrf" value="([^"]+)"', client.get(OVERVIEW).text)
    assert token
    answer = client.post("/posture/usual/scopes", data={"csrf": token[1], "next": OVERVIEW, "scope": scopes})
    assert answer.status_code == 200
    return str(answer.url)


def numbers(text: str, card: str) -> list[tuple[str, int]]:
    """Return the links of a card's numbers, each with its number."""
    body = text.split(f"<h2>{card}</h2>")[1].split("</section>", maxsplit=1)[0]
    found = re.findall(r'<a [^>]*href="([^"]+)"[^>]*>([\d,]+)</a>', body)
    return [(href.replace("&amp;", "&"), int(n.replace(",", ""))) for href, n in found]


def test_what_was_chosen_is_kept_and_stands_in_the_address(client: Client, scope: str, published: Published) -> None:
    assert parse_qsl(urlsplit(choose(client, [scope])).query) == [("scope", scope)]
    again = client.get(OVERVIEW)
    assert parse_qsl(urlsplit(str(again.url)).query) == [("scope", scope)]
    n = listing.total(published, "inventory", ListFilter(values={"type": list(WORKLOADS), "scope": [scope]}))
    assert f"1 scope · {n} workload" in again.text
    everything = listing.total(published, "inventory", ListFilter(values={"type": list(WORKLOADS)}))
    choose(client, [])
    assert f"{everything} workloads" in client.get(OVERVIEW).text
    assert urlsplit(str(client.get(OVERVIEW).url)).query == ""


def test_one_person_s_choice_is_nobody_else_s(client: Client, scope: str, portal: Served) -> None:
    choose(client, [scope])
    other = portal.person(Role.ADMIN)
    other.base_url, other.follow_redirects = portal.address, True
    assert urlsplit(str(other.get(OVERVIEW).url)).query == ""
    shared = other.get(OVERVIEW, params={"scope": scope})
    assert "1 scope ·" in shared.text, "a link shows everyone the same"


@pytest.mark.parametrize("card", ["Failing checks by risk", "Secure score", "Who the internet meets", "Code read"])
def test_each_number_counts_that_scope_and_leads_to_its_rows(client: Client, scope: str, card: str) -> None:
    text = client.get(OVERVIEW, params={"scope": scope}).text
    led = [(href, n) for href, n in numbers(text, card) if not href.startswith("/posture/coverage")]
    assert led
    for href, n in led:
        assert ("scope", scope) in parse_qsl(urlsplit(href).query)
        assert re.search(rf'aria-live="polite">{n:,} ', client.get(href).text), href


def test_numbers_of_all_scopes_are_the_sum_of_each(client: Client, published: Published) -> None:
    scopes = [str(each) for each in listing.totals(published, "findings", "scope")]
    parts = [dict(numbers(client.get(OVERVIEW, params={"scope": each}).text, "Secure score")) for each in scopes]
    whole = numbers(client.get(OVERVIEW).text, "Secure score")
    assert sum(n for _, n in whole) == sum(n for part in parts for n in part.values())


def test_recommendations_are_those_that_matter_there(client: Client, scope: str, published: Published) -> None:
    text = client.get(OVERVIEW, params={"scope": scope}).text
    body = text.split("<h2>Recommendations</h2>")[1].split("</section>")[0]
    rules = re.findall(r'href="/posture/recommendations/([\w.]+)"', body)
    assert rules
    for rule in rules:
        values = {"rule_id": [rule], "scope": [scope], "status": ["fail", "unknown"]}
        assert listing.total(published, "findings", ListFilter(values=values))
    first = next(href for href, _ in numbers(text, "Recommendations"))
    assert ("scope", scope) in parse_qsl(urlsplit(first).query)


def test_of_a_scope_that_is_not_there_there_is_nothing(client: Client) -> None:
    answer = client.get(OVERVIEW, params={"scope": "999999999999"})
    assert answer.status_code == 200
    assert "1 scope · 0 workloads" in answer.text
