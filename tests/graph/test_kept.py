"""Paths of the last snapshot that stay: what was not read was not seen to be gone."""

from pathlib import Path

import pytest

from bartizan.graph.paths.create import create_paths, path_settings
from bartizan.graph.paths.kept import keep_unread, keep_unverified
from tests.graph.small import Edge, admin, edge, graph, way

KEV = "internet-invokes->f1-exploits:kev->f1-runs_as->r1"
ADMIN = way("r1-can_administer->admin:aws:1")


def test_paths_that_were_not_read_again_stay(tmp_path: Path) -> None:
    with graph(way(KEV) + ADMIN, [admin()]) as engine:
        create_paths(engine, path_settings())
        for name in ("attack_path", "attack_path_member"):
            engine.save(name, tmp_path / f"{name}.parquet")
    with graph(way(KEV), [admin()]) as engine:
        create_paths(engine, path_settings())
        keep_unread(engine, tmp_path)
        kept = [(row["target_id"], row["certainty"]) for row in engine.rows("select * from attack_path")]
        assert kept == [("f1", "needs_vulnerability"), ("admin:aws:1", "unknown")]
        assert len(engine.rows("select * from attack_path_member where role = 'target'")) == 2


def scanned_again(folder: Path, edges: list[Edge], gaps: list[tuple[str, str, str]]) -> list[tuple[str, str]]:
    """Return where paths lead and how certain they are after a scan that follows the one in a folder, and save it."""
    with graph(edges, [admin()]) as engine:
        for node, kind, missing in gaps:
            engine.execute(f"insert into edge_gap select n, '{kind}', '{missing}' from node where id = '{node}'")
        create_paths(engine, path_settings())
        keep_unverified(engine, folder)
        for name in ("attack_path", "attack_path_member", "node", "edge_gap"):
            engine.save(name, folder / f"{name}.parquet")
        return [(row["target_id"], row["certainty"]) for row in engine.rows("from attack_path order by target_id")]


UNREAD = [("r1", "can_administer", "a policy of it was not read")]
FOUND, LEFT = ("admin:aws:1", "needs_vulnerability"), ("f1", "needs_vulnerability")


def test_a_path_whose_step_was_not_read_stays_until_it_is_seen_to_be_gone(tmp_path: Path) -> None:
    whole, cut = way(KEV) + ADMIN, way(KEV)
    assert scanned_again(tmp_path, whole, []) == [FOUND]
    for _ in range(2):
        assert scanned_again(tmp_path, cut, UNREAD) == [("admin:aws:1", "unknown"), LEFT]
    assert scanned_again(tmp_path, whole, UNREAD) == [FOUND]
    # What was unread while the step was seen says nothing of it.
    assert scanned_again(tmp_path, cut, UNREAD) == [LEFT]
    assert scanned_again(tmp_path, whole, []) == [FOUND]
    assert scanned_again(tmp_path, cut, []) == [LEFT]


def test_a_path_of_which_a_step_is_gone_is_gone_whatever_else_was_not_read(tmp_path: Path) -> None:
    scanned_again(tmp_path, way(KEV) + ADMIN, [])
    assert scanned_again(tmp_path, way(KEV)[1:], UNREAD) == []


@pytest.mark.parametrize(("missing", "stays"), [("lambda:GetPolicy of f1 was not read", True), ("of f2", False)])
def test_a_gap_of_all_who_are_outside_counts_where_it_names_the_workload(
    tmp_path: Path, missing: str, stays: bool
) -> None:
    scanned_again(tmp_path, way(KEV) + ADMIN, [])
    inner = [*way(KEV)[1:], *ADMIN, edge("internet", "named", "r1", mode="relates")]
    found = scanned_again(tmp_path, inner, [("internet", way(KEV)[0][1], missing)])
    assert {certainty for _, certainty in found} == ({"unknown"} if stays else set())
