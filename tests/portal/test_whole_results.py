"""Results of the explorer that are longer or wider than a page: each page says so, and leads to the rest."""

import csv
import io
import json
import re
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from httpx2 import Client
from playwright.sync_api import Browser, expect

from bartizan.api.settings import ServeSettings
from bartizan.explore.parse import parse
from bartizan.explore.schema import Schema
from bartizan.model import ExemptionCategory, now
from bartizan.portal.app import create_portal
from bartizan.service.reading import Snapshots
from bartizan.state.access.nouns import Role
from bartizan.state.exemption import add_exemptions
from bartizan.state.nouns import Exemption
from bartizan.store import Engine
from bartizan.store.engine import literal
from tests.api.serving import Served, served
from tests.portal.browser import visiting

pytestmark = pytest.mark.slow

BUCKETS = 20_450
ALL = "find aws_s3_bucket"


@pytest.fixture(scope="module")
def many(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The demo estate with 20,450 buckets in place of its own."""
    home = shutil.copytree(demo_home, tmp_path_factory.mktemp("many") / "home")
    with Snapshots(home).open() as published:
        file = literal(str(published.engine.files["aws_s3_bucket"]))
    with Engine() as engine:
        engine.create("one", f"select * from read_parquet({file}) limit 1")
        named = "one.* replace (printf('b%05d', n) as id, printf('b%05d', n) as name)"
        engine.execute(f"copy (select {named} from one, range({BUCKETS}) as r(n)) to {file} (format parquet)")
    with served(ServeSettings(home, "http://127.0.0.1"), create_portal) as found:
        yield found


@pytest.fixture(scope="module")
def client(many: Served) -> Iterator[Client]:
    found = many.person(Role.VIEWER)
    found.base_url = many.address
    yield found
    found.close()


def page_of(client: Client, query: str, **more: str) -> str:
    answer = client.get("/posture/explorer", params={"q": query, **more})
    assert answer.status_code == 200
    return unescape(re.search(r'id="results">(.*?)<div id="near"', answer.text, re.DOTALL)[1])  # type: ignore[index]


def names(results: str) -> list[str]:
    return re.findall(r">(b\d{5})<", results)


def test_pages_lead_to_the_last_row(client: Client) -> None:
    first = page_of(client, ALL)
    assert "20,450 matches" in first
    assert "1–200 of 20,450" in first
    (after,) = re.findall(r'href="([^"]*)"[^>]*rel="next"', first)
    second = unescape(client.get(after).text)
    assert "201–400 of 20,450" in second
    assert names(second)[0] == "b00200"
    last = page_of(client, ALL, offset="20400")
    assert "20,401–20,450 of 20,450" in last
    assert names(last) == [f"b{n:05d}" for n in range(20_400, BUCKETS)]
    assert 'rel="next"' not in last
    assert "no rows so far down" in page_of(client, ALL, offset="30000")


def test_a_query_with_a_limit_has_no_more_pages_than_that(client: Client) -> None:
    assert "201–250 of 250" in page_of(client, f"{ALL} limit 250", offset="200")
    assert 'aria-label="Pages"' not in page_of(client, f"{ALL} limit 200")


def test_files_have_all_rows(client: Client, many: Served) -> None:
    answer = client.get("/posture/explorer.csv", params={"q": ALL})
    assert [row["name"] for row in csv.DictReader(io.StringIO(answer.text))] == [f"b{n:05d}" for n in range(BUCKETS)]
    rows = client.get("/posture/explorer.json", params={"q": ALL}).json()
    assert [row["name"] for row in rows] == [f"b{n:05d}" for n in range(BUCKETS)]
    assert client.get("/posture/explorer.json", params={"q": f"{ALL} where name = none"}).json() == []
    assert len(client.get("/posture/explorer.json", params={"q": f"{ALL} limit 10000"}).json()) == 10_000
    assert client.get("/posture/explorer.csv", params={"q": f"{ALL} where colour = red"}).status_code == 400
    accept = {"Accept": "application/x-ndjson", "X-Bartizan": "1"}
    sent = client.post(f"{many.address}/api/v1/explore", json={"text": ALL}, headers=accept)
    assert [json.loads(line)["name"] for line in sent.text.splitlines()] == [row["name"] for row in rows]


def test_a_view_of_all_matches_says_how_many_it_is_about(client: Client) -> None:
    assert "the first 10,000 of 20,450 are used here" in page_of(client, ALL, view="paths")


def test_columns_that_have_no_room_are_named_and_can_be_shown(browser: Browser, many: Served) -> None:
    with Snapshots(many.settings.home).open() as published:
        columns = list(Schema(published.engine).table("aws_s3_bucket"))
    wide = [each for each in columns if each != "id"][:16]
    query = f"{ALL} show {', '.join(wide)} limit 3"
    assert parse(query)
    with visiting(browser, many, Role.VIEWER) as somebody:
        page = somebody.opens(f"/posture/explorer?q={query.replace(' ', '+')}")
        results = page.locator("#results")
        expect(results).to_contain_text("The first 12 of 16 columns; CSV has all.")
        expect(results.locator("thead th")).to_have_count(12)
        results.get_by_role("link", name="Show all 16").click()
        expect(results.locator("thead th")).to_have_count(16)
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]  # type: ignore[index]
        assert somebody.violations() == []
        results.get_by_role("link", name="Show fewer").click()
        expect(results.locator("thead th")).to_have_count(12)


def test_what_the_explorer_begins_with_is_kept_until_decisions_change(demo_home: Path, tmp_path: Path) -> None:
    home = shutil.copytree(demo_home, tmp_path / "home")
    app = create_portal(ServeSettings(home, "http://127.0.0.1"))
    with served(ServeSettings(home, "http://127.0.0.1"), lambda _: app) as found:
        client = found.person(Role.VIEWER)
        client.base_url = found.address
        first = page_of(client, "")
        with app.state.snapshots.open() as opened:
            kept = {name: each for name, each in opened.memo.items() if name.startswith("begun ")}
        assert len(kept) == 3  # the rows, the numbers beside the lines, and what nearly matches
        assert page_of(client, "") == first
        assert page_of(client, "find aws_lambda_function where exposure = private") != first
        with app.state.snapshots.open() as opened:
            assert {name: each for name, each in opened.memo.items() if name.startswith("begun ")} == kept
        add_exemptions(found.state, "default", [Exemption(ExemptionCategory.MITIGATED, "why", "who", now(), rule="*")])
        with app.state.snapshots.open() as opened:
            assert not [name for name in opened.memo if name.startswith("begun ")]
