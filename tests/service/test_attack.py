"""Paths, choke points and what is left after fixes, as a snapshot that was made by hand has them."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from shutil import rmtree
from typing import Any

import pytest

from bartizan.base.bundled import bundled
from bartizan.graph.paths.create import create_paths, path_settings, tell
from bartizan.graph.paths.fix import at_node, nodes
from bartizan.graph.paths.what_if import ListedPaths
from bartizan.model import UsageError, now
from bartizan.service import attack
from bartizan.service.attack import LISTED
from bartizan.service.published import LASTING, Published, open_published
from bartizan.state import Manifest, State
from bartizan.store import snapshot_store
from tests.graph.small import admin, data, edge, graph, way
from tests.service.estate import published

DOORS = [edge("internet", "invokes", f"f{n}", rule_ids=["aws.lambda.open"]) for n in (1, 2)]
REST = [each for n in (1, 2) for each in way(f"internet-invokes->f{n}-exploits:kev->f{n}-runs_as->r{n}")[1:]]
POWER = [edge("r1", "administers", "admin:aws:1", rule_ids=["aws.iam.admin"]), *way("r2-can_read->b1")]


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Published:
    home = tmp_path_factory.mktemp("home")
    drafted = snapshot_store(home, "default").draft("one")
    with graph(DOORS + REST + POWER, [admin(), data("b1")]) as engine, drafted as draft:
        engine.create("rule", "select unnest(['aws.lambda.open', 'aws.iam.admin']) as id")
        columns = "'aws.lambda.open' as rule_id, 'f1' as resource_id, 'fail' as status"
        engine.create("finding", f"select {columns}, left(sha256('aws.lambda.open' || chr(0) || 'f1'), 16) as id")
        create_paths(engine, path_settings())
        engine.create(
            "attack_path", "select *, timestamp '2026-01-01' as first_seen, first_seen as last_seen from attack_path"
        )
        draft.seal(engine, engine.tables())
        manifest = Manifest("one", "default", now(), now(), "complete", {"snapshot_id": "one"})
        draft.publish(lambda: State(home).publish(manifest))
    return open_published(home)


@pytest.mark.slow
def test_several_ask_at_once_what_would_be_left(snapshot: Published) -> None:
    rules = ("aws.lambda.open", "aws.iam.admin")

    def gone(n: int) -> int:
        with replace(snapshot, engine=snapshot.engine.cursor(), memo={}) as own:
            return sum(each.outcome == "gone" for each in attack.what_if(own, rules=rules[: n % 2 + 1]).items)

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(gone, range(24))) == [gone(0), gone(1)] * 12


def ends(page: Any) -> list[str]:
    return [path.target_id for path in page.items]


def test_paths_are_found_by_what_they_name(snapshot: Published) -> None:
    every = attack.attack_paths(snapshot)
    assert ends(every) == ["admin:aws:1", "b1"]
    assert ends(attack.attack_paths(snapshot, entry="f2")) == ["b1"]
    assert ends(attack.attack_paths(snapshot, target="ADMIN:aws:1")) == ["admin:aws:1"]
    assert ends(attack.attack_paths(snapshot, scenario="vulnerable_function_to_data")) == ["b1"]
    assert ends(attack.attack_paths(snapshot, certainty="proven")) == []
    assert ends(attack.attack_paths(snapshot, scenario="slot_bypass")) == []  # ships, and no path follows it
    assert ends(attack.attack_paths(snapshot, id_=every.items[1].id[:6])) == ["b1"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"certainty": "provn"}, "did you mean 'proven'"),
        ({"scenario": "vulnerable_function_to_dta"}, "did you mean 'vulnerable_function_to_data'"),
        ({"entry": "f11"}, "unknown node 'f11' (did you mean"),
        ({"id_": "zz"}, "unknown attack path 'zz'"),
    ],
)
def test_names_that_are_not_there_are_refused(snapshot: Published, asked: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError) as refused:
        attack.attack_paths(snapshot, **asked)
    assert said in str(refused.value)


def test_what_is_left_is_what_a_rebuilt_graph_has(snapshot: Published) -> None:
    for rule, gone in (("aws.lambda.open", 2), ("aws.iam.admin", 1)):
        outcomes = [row.outcome for row in attack.what_if(snapshot, rules=[rule]).items]
        assert outcomes == ["gone"] * gone + ["left"] * (2 - gone)
        (point,) = [each for each in attack.choke_points(snapshot, kind="rule").items if each.node_id == rule]
        assert point.paths == gone
    both = attack.what_if(snapshot, rules=["aws.iam.admin"], nodes=["b1"])
    assert [row.outcome for row in both.items] == ["gone", "gone"]
    with pytest.raises(UsageError, match=r"did you mean 'aws\.iam\.admin'"):
        attack.what_if(snapshot, rules=["aws.iam.admn"])


def test_one_finding_ends_what_enters_there(snapshot: Published) -> None:
    (point,) = attack.choke_points(snapshot, kind="finding").items
    assert (point.paths, point.fix) == (1, "fix aws.lambda.open on f1")
    gone = [row for row in attack.what_if(snapshot, findings=[point.node_id]).items if row.outcome == "gone"]
    assert [row.entry_id for row in gone] == ["f1"]


def test_all_fixes_are_measured_against_one_search(snapshot: Published) -> None:
    with replace(snapshot, engine=snapshot.engine.cursor(), memo={}) as own:
        asked: list[dict[str, Any]] = [{"rules": ["aws.iam.admin"]}, {"nodes": ["r2"]}, {"nodes": ["f1", "b1"]}]
        first = attack.what_if(own, **asked[0])
        searched = own.memo[LISTED]
        for each in asked:
            with replace(snapshot, engine=snapshot.engine.cursor(), memo={}) as fresh:
                assert attack.what_if(own, **each).items == attack.what_if(fresh, **each).items
        assert own.memo[LISTED] is searched
        decided = replace(own, memo={name: each for name, each in own.memo.items() if name.startswith(LASTING)})
        assert attack.what_if(decided, **asked[0]).items == first.items
        after = decided.memo[LISTED]
        assert isinstance(searched, ListedPaths) and isinstance(after, ListedPaths)
        assert after is not searched and after.network is searched.network  # a decision changes no edge


def test_scenarios_that_were_changed_are_searched_for_again(snapshot: Published) -> None:
    folder = snapshot.home / "paths"
    with replace(snapshot, engine=snapshot.engine.cursor(), memo={}) as own:
        before = {row.scenario for row in attack.what_if(own, rules=["aws.iam.admin"]).items}
        folder.mkdir()
        try:
            for name in before:
                (folder / f"own_{name}.yaml").write_text((bundled("paths") / f"{name}.yaml").read_text())
            attack.what_if(own, rules=["aws.lambda.open"])
            found = own.memo[LISTED]
        finally:
            rmtree(folder)
        assert isinstance(found, ListedPaths)
        assert {each.id for each in found.settings.scenarios} > {f"own_{name}" for name in before}


def test_edges_at_a_node_are_those_that_the_table_has(snapshot: Published) -> None:
    with snapshot.engine.cursor() as engine:
        told = tell(engine, path_settings())
        of_tables = nodes(engine, told.network)
        numbers = {row["id"]: row["n"] for row in engine.rows("select id, n from node")}
        assert of_tables.names == ["admin:aws:1", "b1", "f1", "f2", "r1", "r2"]
        for name, edges in zip(of_tables.names, of_tables.edges, strict=True):
            assert sorted(edges.tolist()) == at_node(told.network, numbers[name]).tolist()


def test_a_plan_adds_up(snapshot: Published) -> None:
    assert [(row.node_id, row.paths) for row in attack.plan(snapshot).items] == [("aws.lambda.open", 2)]


def test_an_older_snapshot_says_what_to_do(tmp_path: Path) -> None:
    with open_published(published(tmp_path, [])) as older, pytest.raises(UsageError, match="bartizan scan"):
        attack.attack_paths(older)
