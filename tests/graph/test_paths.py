"""What is told of paths: risk, certainty, conditions, counts; what is left out; IDs; exact breaks and choke points."""

import random
from pathlib import Path
from typing import Any

import orjson
import pytest

from bartizan.base.bundled import bundled
from bartizan.graph.paths.create import PathSettings, create_paths, path_settings
from bartizan.graph.paths.history import keep_history
from tests.graph.small import Edge, admin, data, edge, graph, paths, way

IN = "internet-invokes->f1-exploits:assumed_flaw->f1-runs_as->r1"
KEV = IN.replace("assumed_flaw", "kev")
ADMIN = way("r1-can_administer->admin:aws:1")


def only(edges: list[Edge], *targets: tuple[Any, ...]) -> dict[str, Any]:
    (path,) = paths(edges, *targets)
    return path


def test_a_shorter_way_of_an_outsider_hides_no_way_in_from_the_internet() -> None:
    inside = way("internet-invokes->f1-exploits:critical_network->f1-runs_as->r1-can_read->b1")
    outsider = way("foreign:aws:2-can_assume:known_account->r1")
    found = paths(inside + outsider, data("b1"))
    assert sorted(path["entry_id"] for path in found) == ["f1", "r1"]


EVENT = [edge("internet", "feeds", "q1", weight_key="event")]
OUTSIDER = [edge("foreign:github:x", "can_assume", "r1", weight_key="no_authentication")]
INJECTED = way("q1-triggers->f1-exploits:critical_network->f1-runs_as->r1-can_read->b1")


@pytest.mark.parametrize(
    ("edges", "target", "risk", "level"),
    [
        (way(KEV) + ADMIN, admin(), 85.5, "critical"),  # the examples of docs/attack-paths.md
        (way(IN) + ADMIN, admin(), 9.5, "medium"),
        (EVENT + INJECTED, data("b1"), 17.8, "medium"),
        (way(IN), data("b1"), 0.5, "low"),
        (OUTSIDER + way("r1-escalates_to->admin:aws:1"), admin(), 85.5, "critical"),
    ],
)
def test_risk_is_likelihood_times_impact(edges: list[Edge], target: Any, risk: float, level: str) -> None:
    path = only(edges, target)
    assert (path["risk"], path["risk_level"]) == (pytest.approx(risk, abs=0.1), level)


def settings_with(home: Path, old: str, new: str) -> PathSettings:
    weights = (bundled("paths") / "risk.yaml").read_text(encoding="utf-8")
    assert old in weights
    (home / "paths").mkdir()
    (home / "paths" / "risk.yaml").write_text(weights.replace(old, new))
    return path_settings(home)


def test_an_assumed_flaw_is_never_critical(tmp_path: Path) -> None:
    with graph(way(IN) + ADMIN, [admin()]) as engine:
        create_paths(engine, settings_with(tmp_path, "assumed_flaw: 0.1", "assumed_flaw: 1.0"))
        assert [row["risk_level"] for row in engine.rows("select * from attack_path")] == ["high"]


def test_input_is_not_code() -> None:
    no_flaw = way("internet-invokes->f1-runs_as->r1") + ADMIN
    assert paths(no_flaw, admin()) == []
    chained = way("internet-invokes->f1-triggers->f2-exploits:kev->f2-runs_as->r1") + ADMIN
    assert paths(chained, admin()) == []  # what f1 makes of its input is not known
    written = way(KEV) + way("r1-can_write->q1-triggers->f2-runs_as->r2-can_administer->admin:aws:1")
    assert [path["target_kind"] for path in paths(written, admin())] == ["workload"]  # f1 alone, nothing behind


@pytest.mark.parametrize("effect", ["conditional", "unknown"])
def test_a_path_is_as_certain_as_its_weakest_step(effect: str) -> None:
    weak = edge("r1", "can_administer", "admin:aws:1", effect=effect, condition="needs MFA")
    path = only([*way(KEV), weak], admin())
    assert path["certainty"] == effect
    assert path["conditions"] == ["needs MFA"]
    assert path["risk"] == pytest.approx(42.8, abs=0.1)
    assert only(way("foreign:aws:2-can_assume->r1") + ADMIN, admin())["certainty"] == "proven"


def test_a_secret_opens_what_it_is_for_once_it_is_read() -> None:
    held = [edge("s1", "holds_secret_for", "db1", mode="reaches", weight_key="secret")]
    assert only(way(KEV) + way("r1-can_read->s1") + held, data("db1"))["risk"] == pytest.approx(61.2, abs=0.1)
    only_written = way(KEV) + way("r1-can_write->s1") + held
    assert [path["target_kind"] for path in paths(only_written, data("db1"))] == ["workload"]
    in_variables = [edge("f1", "holds_secret_for", "db1", mode="reaches", weight_key="secret")]
    assert only(way(KEV) + in_variables, data("db1"))["scenario"] == "secret_of_workload_to_data"


def test_one_path_for_an_identity_and_a_target() -> None:
    entries = [way(KEV.replace("f1", f"f{n}")) for n in range(1, 6)]
    reads = way("r1-can_read->b1") + way("r1-can_read->b2")
    path = only(sum(entries, reads), data("b1", group="stores"), data("b2", group="stores"))
    assert (path["entries"], path["targets"]) == (5, 2)
    assert path["title"].endswith("b1 and 1 more")


def test_the_easiest_of_equal_ways_is_told() -> None:
    path = only(way(IN) + way(KEV.replace("f1", "f2")) + ADMIN, admin())
    assert path["entry_id"] == "f2"
    assert path["certainty"] == "needs_vulnerability"


def test_who_is_administrator_swallows_the_data_of_the_account_alone() -> None:
    reads = way("r1-can_read->b1") + way("r1-can_read->b2")
    found = paths(way(KEV) + ADMIN + reads, admin(), data("b1"), data("b2"), scopes={"b2": "2"})
    assert [path["target_id"] for path in found] == ["admin:aws:1", "b2"]
    unlikely = [edge("r1", "can_administer", "admin:aws:1", effect="conditional"), *reads]
    assert len(paths(way(KEV) + unlikely, admin(), data("b1"))) == 2


def test_a_detour_of_an_outsider_over_another_entry_is_not_told() -> None:
    short = way(KEV.replace("f1", "f2").replace("r1", "r2")) + way("r2-can_read->b1")
    detour = way("foreign:aws:2-can_assume:known_account->r1-can_assume->r2")
    assert [path["entry_id"] for path in paths(short + detour, data("b1"))] == ["f2"]


def test_what_begins_on_the_internet_is_no_detour() -> None:
    short = way(KEV.replace("f1", "f2").replace("r1", "r2")) + way("r2-can_read->b1")
    longer = way(KEV) + way("r1-can_assume->r2")
    found = paths(short + longer, data("b1"))
    assert [(path["entry_id"], path["target_id"]) for path in found] == [("f2", "b1"), ("f1", "b1")]
    outsider = way("foreign:aws:2-can_assume->r2-can_read->b1")
    assert {path["entry_id"] for path in paths(outsider + longer, data("b1"))} == {"r2", "f1"}


@pytest.mark.parametrize(
    ("outside", "trusted", "told"),
    [
        ("foreign:github:own", "foreign:github:ow*", False),
        ("foreign:github:own", "r1", False),
        ("foreign:github:own", "R1", True),
        ("foreign:github:other", "foreign:github:own", True),
        ("internet", "r1", True),
        ("any_aws_account", "r1", True),
        ("internet", "internet", True),
    ],
)
def test_whom_the_settings_trust_starts_nothing(outside: str, trusted: str, told: bool, tmp_path: Path) -> None:
    with graph(way(f"{outside}-can_assume->r1") + ADMIN, [admin()]) as engine:
        create_paths(engine, settings_with(tmp_path, "trusted_sources: [", f'trusted_sources: ["{trusted}", '))
        assert bool(engine.rows("select * from attack_path")) == told


@pytest.mark.parametrize(
    ("rule", "resource", "risk"), [("url", "f1", 42.8), ("url", "f2", 85.5), ("other", "f1", 85.5)]
)
def test_an_exemption_from_the_way_in_halves_the_risk(rule: str, resource: str, risk: float) -> None:
    door = [edge("internet", "invokes", "f1", rule_ids=["url"]), *way(KEV)[1:]]
    with graph(door + ADMIN, [admin()]) as engine:
        engine.create("exempted", f"select '{rule}' as rule_id, '{resource}' as resource_id")
        create_paths(engine, path_settings())
        (path,) = engine.rows("select * from attack_path")
    assert path["risk"] == pytest.approx(risk, abs=0.1)


def test_the_rest_is_capped_and_counted() -> None:
    reads = [each for n in range(30) for each in way(f"r1-can_read->b{n}")]
    found = paths(way(KEV) + reads, *(data(f"b{n}") for n in range(30)))
    assert len(found) == path_settings().risks.most_per_entry == 20
    assert {path["capped"] for path in found} == {10}


def test_ids_outlive_other_changes() -> None:
    before = only(way(KEV) + ADMIN, admin())["id"]
    more = way("internet-invokes->f0-exploits:kev->f0-runs_as->r0-can_read->b1")
    found = paths(way(KEV) + ADMIN + more, admin(), data("b1"))
    assert before in {path["id"] for path in found}
    assert len({path["id"] for path in found}) == len(found)
    assert only(way(KEV) + way("r1-escalates_to->admin:aws:1"), admin())["id"] != before


def test_the_order_of_the_tables_does_not_matter() -> None:
    edges = way(KEV) + way(IN.replace("1", "2")) + ADMIN + way("r2-can_assume->r1") + way("r2-can_read->b1")
    told = []
    for seed in range(4):
        random.Random(seed).shuffle(edges)
        with graph(edges, [admin(), data("b1")]) as engine:
            engine.create("edge", f"select * from edge order by hash(source_n * {seed + 3} + target_n)")
            create_paths(engine, path_settings())
            tables = ("attack_path", "attack_path_member", "choke_point")
            told.append([engine.rows(f"select * from {name}") for name in tables])
    assert all(each == told[0] for each in told)


def test_what_breaks_a_path_does_so_by_itself() -> None:
    doors = [edge("internet", "invokes", "f1", rule_ids=["public_url"]),
             edge("internet", "invokes", "f2", rule_ids=["open_route", "public_url"])]  # fmt: skip
    rest = way(KEV)[1:] + way(KEV.replace("f1", "f2"))[1:]
    power = [edge("r1", "can_administer", "admin:aws:1", rule_ids=["wildcard_admin"])]
    assert only(doors + rest + power, admin())["breaks"] == ["public_url", "wildcard_admin"]


def test_choke_points_are_exact() -> None:
    doors = [edge("internet", "invokes", f"f{n}", rule_ids=["public_url"]) for n in (1, 2)]
    rest = [each for n in (1, 2) for each in way(f"internet-invokes->f{n}-exploits:kev->f{n}-runs_as->r{n}")[1:]]
    reads = [edge(f"r{n}", "can_read", "b1", rule_ids=["too_broad"]) for n in (1, 2)]
    with graph(doors + rest + reads, [data("b1")]) as engine:
        engine.create("finding", "select 'public_url' as rule_id, 'f1' as resource_id, 'fail' as status")
        create_paths(engine, path_settings())
        found = {(row["kind"], row["node_id"]): row["paths"] for row in engine.rows("select * from choke_point")}
    assert found["rule", "public_url"] == found["rule", "too_broad"] == found["node", "b1"] == 2
    assert found["node", "f1"] == found["node", "r2"] == 1
    assert [n for (kind, _), n in found.items() if kind == "finding"] == [1]


def test_steps_and_members_name_nodes() -> None:
    with graph(way(KEV) + ADMIN, [admin()]) as engine:
        create_paths(engine, path_settings())
        (row,) = engine.rows("select steps from attack_path")
        steps = orjson.loads(row["steps"])
        assert [(step["source"], step["edge"], step["target"]) for step in steps] == [
            ("internet", "invokes", "f1"),
            ("f1", "exploits", "f1"),
            ("f1", "runs_as", "r1"),
            ("r1", "can_administer", "admin:aws:1"),
        ]
        members = {(row["node_id"], row["role"]) for row in engine.rows("select * from attack_path_member")}
    assert members == {("f1", "entry"), ("r1", "via"), ("admin:aws:1", "target")}


def test_no_graph_no_paths() -> None:
    assert paths([]) == []
    assert paths(way("f1-runs_as->r1"), data("b1")) == []


def test_what_anyone_reads_needs_no_path() -> None:
    with graph(way(KEV) + way("r1-can_read->b1"), [data("b1")]) as engine:
        engine.create("aws_s3_bucket", "select 'b1' as id, true as is_public")
        create_paths(engine, path_settings())
        assert [row["target_kind"] for row in engine.rows("select * from attack_path")] == ["workload"]


def test_names_and_tags_lower_the_risk() -> None:
    whole, tagged = way(KEV) + ADMIN, "select 'f1' as id, json('{\"bartizan:public\": \"yes\"}') as tags"
    with graph(whole, [admin()]) as engine:
        engine.create("aws_lambda_function", tagged)
        create_paths(engine, path_settings())
        assert [row["risk"] for row in engine.rows("select risk from attack_path")] == [pytest.approx(42.8, abs=0.1)]
        engine.execute("update node set name = 'orders-test' where id = 'f1'")
        create_paths(engine, path_settings())
        assert [row["risk"] for row in engine.rows("select risk from attack_path")] == [pytest.approx(29.9, abs=0.1)]


def test_history_says_what_became_of_a_path(tmp_path: Path) -> None:
    whole, states = way(KEV) + ADMIN, []
    for n, edges in enumerate((whole, whole, way(KEV), way(KEV), whole)):
        with graph(edges, [admin()]) as engine:
            create_paths(engine, path_settings())
            at = f"2026-01-0{n + 1}"
            engine.create(
                "attack_path", f"select *, timestamp '{at}' as first_seen, first_seen as last_seen from attack_path"
            )
            keep_history(engine, tmp_path if n else None, at)
            for table in ("attack_path_history", "attack_path_member"):
                engine.save(table, tmp_path / f"{table}.parquet")
            (row,) = engine.rows("select * from attack_path_history where scenario = 'vulnerable_function_to_admin'")
            states.append((row["state"], row["first_seen"].day, row["gone_at"] and row["gone_at"].day))
            assert bool(row["members"]) == (row["state"] == "gone")
            assert not row["members"] or {"f1", "r1"} <= set(row["members"])
    assert states == [("new", 1, None), ("open", 1, None), ("gone", 1, 3), ("gone", 1, 3), ("back", 1, None)]
