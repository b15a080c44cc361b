"""An exposure is born with a path, resolved when its last one is seen to be gone, and reopened when one comes back."""

from pathlib import Path
from typing import Any

import pytest

from bartizan.graph.paths.create import create_paths, path_settings
from bartizan.graph.paths.exposures import keep_exposures, reopened
from tests.graph.small import Edge, admin, graph, way

pytestmark = pytest.mark.slow

KEV = way("internet-invokes->f1-exploits:kev->f1-runs_as->r1")
ADMIN = way("r1-can_administer->admin:aws:1")
HIDDEN = dict.fromkeys(("id", "type", "name", "scope", "reason"), "varchar")


def scanned(
    folder: Path, day: int, edges: list[Edge], hidden: tuple[str, ...] = (), *, is_early: bool = False
) -> tuple[dict[str, Any] | None, list[str]]:
    """Return the exposure after a scan of that day, None for none, and what it reopened; an early one is not kept."""
    with graph(edges, [admin()]) as engine:
        create_paths(engine, path_settings())
        at = f"2026-01-0{day}"
        dates = f"timestamp '{at}' as first_seen, first_seen as last_seen"
        engine.create("attack_path", f"select *, {dates} from attack_path")
        engine.create_empty("hidden", HIDDEN)
        engine.insert("hidden", [(each, "aws_lambda_function", each, "1", "component_off") for each in hidden])
        engine.create("observation", "select distinct scope from node")
        keep_exposures(engine, folder if day > 1 else None, at, is_early=is_early)
        if not is_early:
            engine.save("exposure", folder / "exposure.parquet")
        rows = engine.rows("select * from exposure where entry_id = 'f1'")
        return rows[0] if rows else None, reopened(engine, at)


def moves(row: dict[str, Any] | None) -> list[tuple[str, int]]:
    assert row
    return [(each["kind"], each["at"].day) for each in row["moves"]]


def test_its_life(tmp_path: Path) -> None:
    whole = KEV + ADMIN
    born, none = scanned(tmp_path, 1, whole)
    assert born
    assert (born["state"], born["since"].day, born["resolved_at"], moves(born), none) == ("open", 1, None, [], [])
    early, _ = scanned(tmp_path, 2, KEV[:1], is_early=True)
    assert early
    assert (early["state"], moves(early)) == ("open", [])
    gone, _ = scanned(tmp_path, 2, KEV[:1])
    assert gone
    assert (gone["state"], gone["resolved_at"].day, moves(gone)) == ("resolved", 2, [("resolved", 2)])
    assert {name: gone[name] for name in ("id", "title", "risk", "steps", "paths")} == {
        name: born[name] for name in ("id", "title", "risk", "steps", "paths")
    }
    still, _ = scanned(tmp_path, 3, KEV[:1], ("f1",))
    assert still == gone
    back, again = scanned(tmp_path, 4, whole)
    assert back
    assert (back["state"], back["since"].day, back["resolved_at"], again) == ("open", 1, None, ["f1"])
    assert moves(back) == [("resolved", 2), ("reopened", 4)]
    kept, none = scanned(tmp_path, 5, whole)
    assert (moves(kept), none) == (moves(back), [])


def test_what_the_plan_leaves_out_is_not_resolved(tmp_path: Path) -> None:
    scanned(tmp_path, 1, KEV + ADMIN)
    unseen, _ = scanned(tmp_path, 2, KEV[:1], ("f1",))
    assert unseen
    assert (unseen["state"], unseen["resolved_at"], moves(unseen)) == ("unseen", None, [])
    back, again = scanned(tmp_path, 3, KEV + ADMIN)
    assert back
    assert (back["state"], moves(back), again) == ("open", [], [])
    scanned(tmp_path, 4, KEV[:1], ("f1",))
    gone, _ = scanned(tmp_path, 5, KEV[:1])
    assert gone
    assert (gone["state"], moves(gone)) == ("resolved", [("resolved", 5)])
