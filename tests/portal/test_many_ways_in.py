"""With more exposed workloads than are listed, none is lost: of a scope, of a page of its own, or of a count."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx2 import Client

from bartizan.api.settings import ServeSettings
from bartizan.base.resource_key import resource_key
from bartizan.model import now
from bartizan.portal.app import create_portal
from bartizan.service.reading import Snapshots
from bartizan.service.triage import exposures
from bartizan.state.access.nouns import Role
from bartizan.state.triage import TriageEvent, change_triage
from bartizan.store import Engine
from bartizan.store.engine import literal
from tests.api.serving import Served, served

pytestmark = pytest.mark.slow

WORSE = 1500
_MADE = f"""
select w.* replace (printf('made%012x', n) as id, 'made ' || n as entry_id, 99.0 as risk)
from (select * from own order by id limit 1) as w, range({WORSE}) as r(n) union all by name select * from own
"""


@pytest.fixture(scope="module")
def own(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, dict[str, int]]]:
    """The portal where very many ways in are worse than those of the estate, and these with how many paths each has."""
    home = shutil.copytree(demo_home, tmp_path_factory.mktemp("ways") / "home")
    with Snapshots(home).open() as published:
        file = published.engine.files["attack_path"]
        rows = published.engine.rows("select entry_id as id, count(*) as n from attack_path group by all")
    with Engine() as engine:
        engine.create("own", f"select * replace (risk / 2 as risk) from read_parquet({literal(str(file))})")
        engine.create("made", _MADE)
        engine.execute(f"copy (from made) to {literal(str(file))} (format parquet)")
    with served(ServeSettings(home, "http://127.0.0.1"), create_portal) as found:
        yield found, {row["id"]: row["n"] for row in rows}


@pytest.fixture(scope="module")
def client(own: tuple[Served, dict[str, int]]) -> Iterator[Client]:
    client = own[0].person(Role.ANALYST)
    client.base_url, client.follow_redirects = own[0].address, True
    yield client
    client.close()


def queue_tabs(client: Client) -> dict[str, int]:
    text = client.get("/operations/queue").text.split('aria-label="Progress"')[1].split("</nav>")[0]
    return {word: int(n.replace(",", "")) for word, n in re.findall(r">([A-Z][a-z ]+) ([\d,]+)</a>", text)}


def test_a_scope_whose_paths_are_all_less_risky_is_not_called_safe(
    own: tuple[Served, dict[str, int]], client: Client
) -> None:
    with Snapshots(own[0].settings.home).open() as published:
        query = "select scope, min(name) as name from node where list_contains(?, id) group by all"
        rows = [row for row in published.engine.rows(query, [list(own[1])]) if row["scope"]]
    assert len(rows) > 1
    for row in rows:
        text = client.get("/posture/overview", params={"scope": row["scope"]}).text
        card = text.split("<h2>Act on these first</h2>")[1].split("</section>")[0]
        assert "No path leads" not in card
        assert re.search(r'<a [^>]*href="/posture/attack-paths/\w+"', card)


def test_the_queue_counts_all_and_says_how_many_it_lists(own: tuple[Served, dict[str, int]], client: Client) -> None:
    every = WORSE + len(own[1])
    before = queue_tabs(client)
    assert (before["Open"], before["New"]) == (every, every)
    text = client.get("/operations/queue").text
    assert f"1,000 of {every:,} exposed workloads are listed" in text
    assert client.get("/api/v1/exposures", params={"progress": "new"}).json()["total"] == every
    last = client.get("/api/v1/exposures", params={"offset": every - 1}).json()
    assert (last["total"], len(last["items"])) == (every, 1)
    least = last["items"][0]
    assert own[1][least["id"]] == least["paths"]
    assert client.get(f"/operations/queue/any~{least['key']}").status_code == 200
    change_triage(own[0].state, "default", least["id"], TriageEvent(now(), "shop-team", "progress", "in_work"))
    after = queue_tabs(client)
    assert (after["Open"], after["New"], after["In work"]) == (every, every - 1, 1)
    assert least["name"] in client.get("/operations/queue", params={"progress": "in_work"}).text


def test_each_exposure_has_as_many_paths_as_there_are(own: tuple[Served, dict[str, int]]) -> None:
    with Snapshots(own[0].settings.home).open() as published:
        found = {each.node.id: each for each in exposures(published, own[0].state, "default", WORSE + 100)}
        paths = published.engine.rows("select entry_id as id, max(risk) as risk from attack_path group by all")
    assert {id_: found[id_].paths for id_ in own[1]} == own[1]
    assert {id_: each.worst.risk for id_, each in found.items()} == {row["id"]: row["risk"] for row in paths}
    assert len({resource_key(id_) for id_ in found}) == WORSE + len(own[1])
