"""Paths, choke points and what is left after fixes, as a snapshot that was made by hand has them."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bartizan.graph.paths.create import create_paths, path_settings
from bartizan.model import UsageError, now
from bartizan.service import attack
from bartizan.service.published import Published, open_published
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


def test_a_plan_adds_up(snapshot: Published) -> None:
    assert [(row.node_id, row.paths) for row in attack.plan(snapshot).items] == [("aws.lambda.open", 2)]


def test_an_older_snapshot_says_what_to_do(tmp_path: Path) -> None:
    with open_published(published(tmp_path, [])) as older, pytest.raises(UsageError, match="bartizan scan"):
        attack.attack_paths(older)
