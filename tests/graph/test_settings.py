"""People's own scenarios and weights are read under limits, and refused with the place and what is wrong."""

from pathlib import Path

import pytest

from bartizan.base.bundled import bundled
from bartizan.graph.paths.create import create_paths, path_settings
from bartizan.model import UsageError
from tests.graph.small import admin, graph, way

MINE = """title: "{entry} opens {target}"
order: 0
match: {target: [administrator]}
mitre: [T1190]
"""


def written(home: Path, text: str, name: str = "mine.yaml") -> Path:
    (home / "paths").mkdir(exist_ok=True)
    (home / "paths" / name).write_text(text, encoding="utf-8")
    return home


def test_a_scenario_of_the_home_names_paths(tmp_path: Path) -> None:
    edges = way("internet-invokes->f1-exploits:kev->f1-runs_as->r1-administers->admin:aws:1")
    with graph(edges, [admin()]) as engine:
        create_paths(engine, path_settings(written(tmp_path, MINE)))
        assert [row["title"] for row in engine.rows("select title from attack_path")] == [
            "f1 opens account admin:aws:1"
        ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (MINE.replace("match", "macth"), "mine.yaml:3: macth: unknown key (did you mean 'match'"),
        (MINE.replace("target:", "tarqet:"), "mine.yaml:3: match.tarqet: unknown key (did you mean 'target'"),
        (MINE.replace("T1190", "1190"), "mine.yaml:4: mitre"),
        (MINE.replace("{entry}", "{entry.__class__}"), "may stand in braces"),
        (MINE.replace("{entry}", "{entry!r:>9999999999}"), "may stand in braces"),
        (MINE.replace("{entry}", "{"), "title"),
        ("id: x\n" + MINE, "leave it out"),
        ("1: x\n" + MINE, "mine.yaml"),
        ("- a", "not a mapping"),
        ("a: " + "[" * 99, "nested more than"),
        ("title: &a [*a]", "contains itself"),
        ("title: x" * 200_000, "larger than"),
        ("", "mine.yaml:1"),
    ],
)
def test_a_bad_one_is_refused(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refused:
        path_settings(written(tmp_path, text))
    assert message in str(refused.value)


def test_a_name_that_ships_is_taken(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="exists already"):
        path_settings(written(tmp_path, MINE, "exposed_workload.yaml"))
    with pytest.raises(UsageError, match="lower case"):
        path_settings(written(tmp_path, MINE, "Not Mine.yaml"))


@pytest.mark.parametrize(
    ("old", "new"),
    [("kev: 0.9", "kev: 1.9"), ("critical: 60", "critical: 6"), ("high: 25", "hihg: 25"), ("test: 0.7", "tset: 0.7")],
)
def test_weights_that_mean_nothing_are_refused(old: str, new: str, tmp_path: Path) -> None:
    text = (bundled("paths") / "risk.yaml").read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(UsageError, match=r"risk\.yaml:\d+"):
        path_settings(written(tmp_path, text.replace(old, new), "risk.yaml"))
