"""Groups of vulnerabilities of more than a page: all are reached and sorted, and each number leads to its rows."""

import re
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from httpx2 import Client
from playwright.sync_api import Browser

from bartizan.api.settings import ServeSettings
from bartizan.portal.app import create_portal
from bartizan.service.answers.vulnerable import GROUPINGS, by_advisory, by_package
from bartizan.service.published import Published
from bartizan.service.reading import Snapshots
from bartizan.state.access.nouns import Role
from bartizan.store import Engine
from bartizan.store.engine import literal
from tests.api.serving import Served, served
from tests.portal.browser import visiting

MADE = 130
LEVELS = ("critical", "high", "medium", "low", "info", "")
_MORE = f"""
select one.* replace (
    printf('GHSA-made-%04d', n) as advisory_id, d.digest as digest, 100 + n as epss,
    if(n % 10 = 0 and d.digest = (select max(digest) from d), 'unknown', 'affected') as status
) from (select * from v where status = 'affected' order by all limit 1) as one, range({MADE}) as r(n), d
"""


@pytest.fixture(scope="module")
def many(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The demo estate with 130 advisories more; of every tenth it is not certain that one package is affected."""
    home = shutil.copytree(demo_home, tmp_path_factory.mktemp("many") / "home")
    with Snapshots(home).open() as published:
        file = literal(str(published.engine.files["vulnerability"]))
    with Engine() as engine:
        engine.create("v", f"select * from read_parquet({file})")
        engine.create("d", "select distinct digest from v where status = 'affected' order by 1 limit 2")
        engine.execute(f"copy (select * from v union all by name {_MORE}) to {file} (format parquet)")
    with served(ServeSettings(home, "http://127.0.0.1"), create_portal) as found:
        yield found


@pytest.fixture(scope="module")
def snapshot(many: Served) -> Iterator[Published]:
    with Snapshots(many.settings.home).open() as found:
        yield found


@pytest.fixture(scope="module")
def client(many: Served) -> Iterator[Client]:
    found = many.person(Role.VIEWER)
    found.base_url = many.address
    yield found
    found.close()


def test_pages_have_all_groups_once_in_their_order(client: Client, snapshot: Published) -> None:
    whole = by_advisory(snapshot, most=None)
    assert whole.total > MADE
    ids: list[str] = []
    href: str | None = "/posture/vulnerabilities?tab=advisories"
    while href:
        text = client.get(href).text
        ids += re.findall(r"https://osv\.dev/vulnerability/([^\"&]+)\"", text)
        after = re.search(r'href="([^"]*)"[^>]*rel="next"', text)
        href = unescape(after[1]) if after else None
    assert ids == [row["advisory_id"] for row in whole.rows]
    last = by_advisory(snapshot, first=whole.total, most=5)
    assert (len(last.rows), last.total, last.matches, last.unsure) == (0, whole.total, whole.matches, whole.unsure)


@pytest.mark.parametrize("tab", GROUPINGS)
def test_groups_are_sorted_by_what_their_headings_say(client: Client, snapshot: Published, tab: str) -> None:
    text = unescape(client.get("/posture/vulnerabilities", params={"tab": tab}).text)
    sorts = set(re.findall(r"[?&]sort=(\w+)", text))
    assert len(sorts) >= 5
    for each in sorts - {"severity"}:
        found = [row[each] for row in GROUPINGS[tab](snapshot, most=None, sort=f"-{each}").rows]
        known = [value for value in found if value is not None]
        assert known == sorted(known, reverse=True), each
        assert found == [*known, *[None] * (len(found) - len(known))], each
    for other in ("nothing", "resource_type", "severity desc; drop"):
        assert GROUPINGS[tab](snapshot, sort=other).rows == GROUPINGS[tab](snapshot).rows
    levels = [LEVELS.index(row["severity"]) for row in GROUPINGS[tab](snapshot, sort="-severity").rows]
    assert levels == sorted(levels)


def test_what_is_not_certain_has_a_column_and_leads_to_its_matches(client: Client, snapshot: Published) -> None:
    found = by_advisory(snapshot, most=None, sort="-unknown")
    assert found.unsure >= MADE / 10
    row = found.rows[0]
    assert row["unknown"] > 0
    text = client.get("/posture/vulnerabilities", params={"tab": "advisories", "sort": "-unknown"}).text
    assert f"{found.unsure:,} not certain" in text
    links = {
        unescape(href) for href in re.findall(r'href="([^"]*)"', text) if f"advisory_id={row['advisory_id']}" in href
    }
    unknown = next(href for href in links if "status=unknown" in href)
    assert f"{row['unknown']} vulnerabilit" in client.get(unknown).text
    exposed = next(href for href in links if "exposure=internet" in href)
    assert len(set(re.findall(r'~([0-9a-f]{16})"', client.get(exposed).text))) == row["exposed"]


def test_a_package_counts_advisories_that_are_certain_alone(snapshot: Published) -> None:
    rows = snapshot.engine.rows(
        "select package, ecosystem, count(distinct advisory_id) as n from vulnerability "
        "where status = 'affected' group by all"
    )
    wanted = {(row["package"], row["ecosystem"]): row["n"] for row in rows}
    found = {(row["package"], row["ecosystem"]): row["advisories"] for row in by_package(snapshot, most=None).rows}
    assert found == {key: wanted[key] for key in found}


def test_pages_and_columns_fit_and_are_read_aloud(browser: Browser, many: Served) -> None:
    with visiting(browser, many, Role.VIEWER) as somebody:
        page = somebody.opens("/posture/vulnerabilities?tab=advisories&offset=50")
        assert page.locator("tbody tr").first.get_attribute("aria-rowindex") == "52"
        assert somebody.violations() == []
        page.get_by_role("link", name="EPSS").click()
        page.wait_for_url("**sort=epss**")
        assert "offset" not in page.url
        page.set_viewport_size({"width": 360, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
