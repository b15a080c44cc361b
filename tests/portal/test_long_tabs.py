"""Where a resource has more of something than its page shows, the page says how many, and leads to all of them."""

import html
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx2 import Client

from bartizan.api.settings import ServeSettings
from bartizan.portal.app import create_portal
from bartizan.service.reading import Snapshots
from bartizan.state.access.nouns import Role
from bartizan.store import Engine
from bartizan.store.engine import literal
from tests.api.serving import served
from tests.portal.many_paths import with_paths

pytestmark = pytest.mark.slow

_TIMES = {
    "package": "select r.* replace (name || '-' || n as name) from own as r, range(300) as each(n)",
    "vulnerability": "select r.* replace (advisory_id || '-' || n as advisory_id) from own as r, range(300) as each(n)",
}


@pytest.fixture(scope="module")
def home(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An estate where code has very many packages and holes, and buckets are on very many paths."""
    home = with_paths(shutil.copytree(demo_home, tmp_path_factory.mktemp("long") / "home"), 5000)
    with Snapshots(home).open() as published:
        files = published.engine.files
    for table, made in _TIMES.items():
        with Engine() as engine:
            engine.create("own", f"from read_parquet({literal(str(files[table]))})")
            engine.execute(f"copy ({made}) to {literal(str(files[table]))} (format parquet)")
    return home


@pytest.fixture(scope="module")
def client(home: Path) -> Iterator[Client]:
    with served(ServeSettings(home, "http://127.0.0.1"), create_portal) as portal:
        client = portal.person(Role.VIEWER)
        client.base_url = portal.address
        yield client
        client.close()


def listed(client: Client, href: str) -> int:
    found = re.search(r'<h2 aria-live="polite">([\d,]+) ', client.get(html.unescape(href)).text)
    assert found
    return int(found[1].replace(",", ""))


def first(client: Client, asked: dict[str, str]) -> str:
    return str(client.get("/api/v1/resources", params={**asked, "limit": 1}).json()["items"][0]["key"])


@pytest.mark.parametrize(
    ("tab", "asked", "shown"),
    [
        ("packages", {"sort": "-packages"}, 200),
        ("vulnerabilities", {"sort": "-vulnerabilities"}, 200),
        ("paths", {"type": "aws_s3_bucket", "sort": "-attack_paths"}, 50),
    ],
)
def test_the_page_counts_all_and_leads_to_them(client: Client, tab: str, asked: dict[str, str], shown: int) -> None:
    text = client.get(f"/posture/inventory/any~{first(client, asked)}", params={"tab": tab}).text
    link = re.search(r'<a class="link[^"]*" href="([^"]+)">All ([\d,]+)', text)
    assert link
    n = int(link[2].replace(",", ""))
    assert n > shown
    assert listed(client, link[1]) == n
    assert f"{n:,} package" in text or f"{n:,} match" in text or f"The worst {shown} of {n:,} paths" in text


def test_where_all_are_shown_there_is_no_more_to_lead_to(client: Client) -> None:
    key = first(client, {"sort": "-critical"})
    text = client.get(f"/posture/inventory/any~{key}", params={"tab": "recommendations"}).text
    said = re.search(r"<h2>Recommendations</h2><span[^>]*>(\d+), riskiest first", text)
    assert said
    assert text.count("data-row") == int(said[1]) > 0
    assert ">All " not in text
