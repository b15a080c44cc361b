"""The lists over HTTP: filters, counts, pages, other formats, and that no directory sees another's rows."""

import csv
import io
import json
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from httpx2 import Client

from bartizan.api.problem import NO_ACCESS
from bartizan.api.settings import ServeSettings
from bartizan.model import ExemptionCategory, now
from bartizan.service.listing import NAMES
from bartizan.state.access.nouns import Role
from bartizan.state.exemption import add_exemption
from bartizan.state.nouns import Exemption
from tests.api.serving import Served, served
from tests.service.estate import arn, published

LEVELS = ("critical", "high", "medium", "low")
FUNCTIONS = [
    {
        "id": arn(f"orders-{n:03}", f"{n % 3:012}"),
        "name": f"orders-{n:03}",
        "exposure": ["internet", "private", None][n % 3],
        "tags": json.dumps({"team": ["shop", "=1+1"][n % 2]}),
        "runtime": "python3.12" if n % 5 else None,
        "level": LEVELS[n % 4],
    }
    for n in range(60)
]
CANARY = "canary-of-another-directory"


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("home")
    published(home, FUNCTIONS)
    published(home, [{"id": arn(CANARY), "name": CANARY, "level": "high"}], "team-shop", "two")
    with served(ServeSettings(home, "http://127.0.0.1")) as found:
        yield found


@pytest.fixture(scope="module")
def client(api: Served) -> Client:
    return api.person(Role.VIEWER)


def items(client: Client, path: str, **params: Any) -> list[dict[str, Any]]:
    answer = client.get(path, params=params)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def test_filters_are_the_explorers_grammar_and_count_what_cannot_be_told(client: Client) -> None:
    page = client.get("/resources", params={"filter": "exposure = internet and tags.team = shop"}).json()
    assert (page["total"], page["unknown"]) == (10, 10)
    assert {row["name"] for row in page["items"][:10]} == {f"orders-{n:03}" for n in range(0, 60, 6)}
    assert all(row["exposure"] == "unknown" for row in page["items"][10:])
    negated = client.get("/resources", params={"filter": "not exposure = internet"}).json()
    assert (negated["total"], negated["unknown"]) == (20, 20)
    for odd, word in (
        ("exposure == x", "exposure"),
        ("expsure = x", "exposure"),
        ("runs_as (aws_iam_role)", "explorer"),
    ):
        answer = client.get("/resources", params={"filter": odd})
        assert answer.status_code == 400
        assert word in answer.json()["detail"]


def test_values_by_column_are_one_of_several_and_texts_are_found_in_names(client: Client) -> None:
    page = client.get("/findings", params={"severity": ["critical", "high"], "scope": "000000000001"}).json()
    assert page["total"] == 20
    assert {row["severity"] for row in page["items"]} == {"critical"}
    assert client.get("/resources", params={"q": "ERS-00"}).json()["total"] == 10
    assert client.get("/resources", params={"q": "'; drop table list_inventory --"}).json()["total"] == 0
    assert client.get("/resources", params={"severty": "x"}).status_code == 400


@pytest.mark.parametrize("sort", ["", "name", "-name", "-risk_level,name", "exposure"])
def test_pages_follow_each_other_without_a_row_twice_or_missing(client: Client, sort: str) -> None:
    seen: list[str] = []
    cursor = ""
    while True:
        page = client.get("/resources", params={"sort": sort, "limit": 7, "cursor": cursor}).json()
        seen += [row["id"] for row in page["items"]]
        if page["next"] is None:
            break
        cursor = page["next"]
    assert len(seen) == len(set(seen)) == page["total"] == 60
    again = [row["id"] for n in range(0, 60, 20) for row in items(client, "/resources", sort=sort, limit=20, offset=n)]
    assert again == seen
    assert client.get("/resources", params={"cursor": "x"}).status_code == 400
    assert client.get("/resources", params={"sort": "nothing"}).status_code == 400


def test_the_sum_of_a_facet_is_the_total_and_its_own_choice_does_not_narrow_it(client: Client) -> None:
    for field in ("exposure", "runtime", "scope", "risk_level"):
        total = client.get("/resources").json()["total"]
        found = client.get("/resources/facets", params={"field": field, field: "x"}).json()
        assert sum(each["count"] for each in found) == total
    narrowed = client.get("/resources/facets", params={"field": "exposure", "runtime": "python3.12"}).json()
    assert sum(each["count"] for each in narrowed) == 48
    found = client.get("/findings/facets", params={"field": "rule_id", "facet_q": "OPEN"}).json()
    assert found == [{"value": "aws.lambda.open", "count": 60}]
    assert client.get("/resources/facets", params={"field": "nothing"}).status_code == 400


def test_csv_and_json_lines_hold_exactly_what_is_filtered(client: Client) -> None:
    params = {"filter": "exposure = private", "sort": "name"}
    wanted = items(client, "/resources", **params, limit=200)
    answer = client.get("/resources", params=params, headers={"Accept": "text/csv"})
    assert answer.headers["Content-Type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["id"] for row in rows] == [row["id"] for row in wanted]
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row.values())
    answer = client.get("/resources", params=params, headers={"Accept": "application/x-ndjson"})
    assert [json.loads(line) for line in answer.text.splitlines()] == wanted
    refused = client.get("/resources", params={"filter": "x ="}, headers={"Accept": "text/csv"})
    assert refused.status_code == 400


def test_a_revisit_costs_a_304_until_something_is_decided(api: Served, client: Client) -> None:
    first = client.get("/findings", params={"status": "fail"})
    tag = first.headers["ETag"]
    assert first.headers["X-Snapshot"] == "one"
    again = client.get("/findings", params={"status": "fail"}, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/findings", headers={"If-None-Match": tag}).status_code == 200
    before = first.json()["total"]
    exemption = Exemption(
        ExemptionCategory.RISK_ACCEPTED, "known", "owner", now(), resource=arn("orders-000", f"{0:012}")
    )
    add_exemption(api.state, "default", exemption)
    after = client.get("/findings", params={"status": "fail"}, headers={"If-None-Match": tag})
    assert after.status_code == 200
    assert after.json()["total"] == before - 2


def test_no_byte_of_another_directory_is_in_any_answer(api: Served, client: Client) -> None:
    elsewhere = api.person(Role.ADMIN, "team-shop")
    assert [row["name"] for row in items(elsewhere, "/resources")] == [CANARY]
    paths = [f"/{'resources' if name == 'inventory' else name.replace('_', '-')}" for name in NAMES]
    for path in paths:
        for params in ({}, {"q": "canary"}, {"limit": 200}, {"sort": ""}):
            assert "canary" not in client.get(path, params=params).text
    assert "canary" not in client.get("/resources/facets", params={"field": "name", "facet_q": "canary"}).text
    not_there = client.get("/resources", params={"at": "none"})
    assert client.get("/resources", params={"at": "two"}).text == not_there.text
    assert not_there.json()["title"] == NO_ACCESS
    theirs = elsewhere.get("/resources", params={"limit": 1}).json()
    assert theirs["snapshot"] == "two"


def test_only_the_fields_that_are_asked_for(client: Client) -> None:
    assert items(client, "/findings", fields="id,rule_id", limit=1)[0].keys() == {"id", "rule_id"}
    assert client.get("/findings", params={"fields": "nothing"}).status_code == 400
    ranks = [row["risk_level"] for row in items(client, "/findings", status="fail", limit=200)]
    assert all(LEVELS.index(a) <= LEVELS.index(b) for a, b in pairwise(ranks))


def test_a_home_without_a_scan_says_so(tmp_path_factory: pytest.TempPathFactory) -> None:
    with served(ServeSettings(tmp_path_factory.mktemp("empty"), "http://127.0.0.1")) as empty:
        answer = empty.person(Role.VIEWER).get("/resources")
    assert answer.status_code == 404
    assert answer.json()["title"] == "No scan yet."
