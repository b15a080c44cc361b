"""Decisions laid over lists that are in memory: every face shows what making everything anew would."""

import datetime
import os
import random
import time
from pathlib import Path
from typing import Any

import pytest

from bartizan.model import ExemptionCategory, now
from bartizan.report.listing.ask import ListFilter
from bartizan.service import listing
from bartizan.service.overview import overview
from bartizan.service.published import open_published
from bartizan.service.reading import Snapshots
from bartizan.state import State
from bartizan.state.exemption import add_exemptions, exemptions, remove_exemptions
from bartizan.state.governance import add_governance_rule, governance_rules, remove_governance_rule
from bartizan.state.nouns import Exemption, GovernanceRule
from tests.service.decided import MORE_RULES, SCOPES, asked, publish_decided, read_all

pytestmark = pytest.mark.slow

ROUNDS = 4


def an_exemption(draw: random.Random, **more: Any) -> Exemption:
    rules = ["", "*", "aws.lambda.*", "azure.*.one", *(rule.id for rule in MORE_RULES)]
    conditions = {
        "rule": draw.choice(rules),
        "resource": draw.choice(["", "", f"r-{draw.randint(0, 59)}", f"r-{draw.randrange(0, 59, 7)}", "r-none"]),
        "scope": draw.choice(["", "", *SCOPES]),
        "tag": draw.choice(["", "", "", "team=red", "Team=blue", "team=green"]),
        "until": draw.choice([None, now() + datetime.timedelta(days=9), now() - datetime.timedelta(days=9)]),
    }
    return Exemption(draw.choice(list(ExemptionCategory)), "why", "who", now(), **(conditions | more))


def a_rule(draw: random.Random) -> GovernanceRule:
    return GovernanceRule(
        draw.choice([1, 30, 4000]),
        "who",
        now(),
        owner=draw.choice(["ops", "dev", ""]),
        owner_tag=draw.choice(["", "team", "Team"]),
        priority=draw.randint(1, 3),
        severity=draw.choice(["", "critical", "medium"]) or "info",
        risk_level=draw.choice(["", "", "high"]),
        category=draw.choice(["", "", "secrets"]),
        scope=draw.choice(["", "", *SCOPES]),
        rule=draw.choice(["", "", "aws.*", "azure.web.one"]),
        has_grace=draw.random() < 0.5,
    )


def decide(state: State, draw: random.Random) -> None:
    """Make one decision at random, or take one back."""
    kept = [each.id for each in exemptions(state, "default") if each.removed_at is None]
    rules = governance_rules(state, "default")
    match draw.randint(0, 5):
        case 0 if kept:
            remove_exemptions(state, "default", [draw.choice(kept)], "who", now())
        case 1 if rules:
            remove_governance_rule(state, "default", draw.choice(rules).id, "who", now())
        case 2 | 3:
            add_governance_rule(state, "default", a_rule(draw))
        case 4:
            one = {"rule": draw.choice(MORE_RULES).id, "scope": "", "tag": ""}
            several = [an_exemption(draw, resource=f"r-{n}", **one) for n in draw.sample(range(60), 20)]
            add_exemptions(state, "default", several)
        case _:
            add_exemptions(state, "default", [an_exemption(draw)])


def compare(snapshots: Snapshots, home: Path, filters: list[ListFilter], draw: random.Random | None = None) -> None:
    with snapshots.open() as one, open_published(home) as anew:
        found, expected = read_all(one, filters, draw), read_all(anew, filters)
    assert found.keys() == expected.keys()
    for name, value in expected.items():
        assert found[name] == value, name


@pytest.mark.parametrize("seed", range(int(os.environ.get("BARTIZAN_DECISIONS", "2"))))
def test_after_each_decision_all_is_as_if_made_anew(seed: int, tmp_path: Path) -> None:
    draw = random.Random(seed)
    publish_decided(tmp_path, draw, has_twins=seed < 2)
    snapshots, state = Snapshots(tmp_path), State(tmp_path)
    if seed % 2:  # else the first list is made after the first decision
        compare(snapshots, tmp_path, asked(draw), draw)
    for _ in range(ROUNDS):
        decide(state, draw)
        compare(snapshots, tmp_path, asked(draw), draw)


def test_an_exemption_ends_by_itself(state_home: Path) -> None:
    publish_decided(state_home, random.Random(1))
    snapshots, state = Snapshots(state_home), State(state_home)
    with snapshots.open() as published:
        (row,) = listing.rows(published, "findings", ListFilter(values={"status": ["fail"]}), limit=1).items
        undecided = overview(published)
    until = now() + datetime.timedelta(seconds=2)
    one = {"rule": row["rule_id"], "resource": row["resource_id"], "scope": "", "tag": "", "until": until}
    add_exemptions(state, "default", [an_exemption(random.Random(1), **one)])
    with snapshots.open() as published:
        revision = published.revision
        held = listing.rows(published, "findings", ListFilter(values={"id": [row["id"]]})).items
    assert [each["status"] for each in held] == ["exempt"]
    while now() <= until:
        time.sleep(0.05)
    with snapshots.open() as published:
        assert published.revision != revision
        assert listing.rows(published, "findings", ListFilter(values={"id": [row["id"]]})).items == [row]
        assert overview(published) == undecided


def test_findings_are_asked_for_by_ids_as_they_are_written(tmp_path: Path) -> None:
    publish_decided(tmp_path, random.Random(1))
    snapshots = Snapshots(tmp_path)
    for _ in range(2):  # as scanned, then with a decision
        with snapshots.open() as published:
            ids = [row["id"] for row in listing.rows(published, "findings", ListFilter(), limit=5).items]
            strange = [ids[0].upper() + " ", ids[1][1:], f"0{ids[1]}", "0x1f", "it's", "g" * 16]
            found = listing.rows(published, "findings", ListFilter(values={"id": [*ids, *strange]})).items
            assert [row["id"] for row in found] == ids
            assert listing.total(published, "findings", ListFilter(values={"id": strange})) == 0
        add_exemptions(State(tmp_path), "default", [an_exemption(random.Random(1), rule="aws.*", until=None)])


def test_who_reads_goes_on_as_it_was_decided_then(tmp_path: Path) -> None:
    publish_decided(tmp_path, random.Random(1))
    snapshots, state = Snapshots(tmp_path), State(tmp_path)
    every = ListFilter(values={"status": ["exempt"]})
    with snapshots.open() as before:
        assert listing.total(before, "findings", every) == 0
        exemption = an_exemption(random.Random(1), rule="aws.*", resource="", scope="", tag="", until=None)
        add_exemptions(state, "default", [exemption])
        with snapshots.open() as after:
            assert listing.total(after, "findings", every) > 0
            assert listing.total(before, "findings", every) == 0
        assert before.engine.rows("select 1 from exempted") == []


def test_a_layer_ends_with_its_last_reader(tmp_path: Path) -> None:
    publish_decided(tmp_path, random.Random(1))
    snapshots, state = Snapshots(tmp_path), State(tmp_path)
    layers = "select count(*) as n from duckdb_databases() where database_name like 'layer%'"
    for n in range(5):
        add_exemptions(state, "default", [an_exemption(random.Random(n), until=None)])
        with snapshots.open() as published:
            listing.rows(published, "findings", ListFilter())
            found = published.engine.rows(layers)
        del published
    assert [row["n"] for row in found] == [1]


@pytest.mark.parametrize("has_twins", [True, False])
def test_owners_by_one_tag_are_those_of_each_resource(tmp_path: Path, has_twins: bool) -> None:
    publish_decided(tmp_path, random.Random(5), has_twins=has_twins)
    snapshots = Snapshots(tmp_path)
    with snapshots.open() as published:
        listing.total(published, "findings", ListFilter())
    rule = GovernanceRule(30, "who", now(), owner="ops", owner_tag="Team", severity="medium")
    add_governance_rule(State(tmp_path), "default", rule)
    filters = [ListFilter(), ListFilter(values={"owner": ["red"]}), ListFilter("owner = blue or due < 2026-02-10")]
    compare(snapshots, tmp_path, filters)


def test_grace_ends_by_itself(state_home: Path) -> None:
    snapshots, state = Snapshots(state_home), State(state_home)
    lasts = datetime.timedelta(0)
    for id_ in ("how-long-it-takes", "one"):  # the grace must last until it was seen, on whatever machine
        begun = now()
        end = begun + lasts
        publish_decided(state_home, random.Random(2), id_, seen=end - datetime.timedelta(days=30))
        with snapshots.open() as published:
            listing.total(published, "findings", ListFilter())
            undecided = overview(published)
        lasts = 4 * (now() - begun) + datetime.timedelta(seconds=3)
    add_governance_rule(state, "default", GovernanceRule(30, "who", now(), owner="ops", has_grace=True))
    with snapshots.open() as published:
        revision, in_grace = published.revision, overview(published)
    assert undecided.score is not None and in_grace.score is not None
    assert in_grace.score > undecided.score
    while now() <= end:
        time.sleep(0.05)
    with snapshots.open() as published:
        assert published.revision != revision
        assert overview(published).score == undecided.score
    compare(snapshots, state_home, [ListFilter(), ListFilter(values={"owner": ["ops"]})])


def test_what_is_undone_leaves_no_trace(state_home: Path) -> None:
    publish_decided(state_home, random.Random(3))
    snapshots, state = Snapshots(state_home), State(state_home)
    filters = [ListFilter(), ListFilter(values={"status": ["exempt"]})]
    with snapshots.open() as published:
        before = read_all(published, filters)
    exemption = an_exemption(random.Random(3), rule="aws.*", resource="", scope="", tag="", until=None)
    rule = GovernanceRule(4000, "who", now(), owner="ops", owner_tag="team", has_grace=True)
    add_exemptions(state, "default", [exemption])
    add_governance_rule(state, "default", rule)
    with snapshots.open() as published:
        assert read_all(published, filters) != before
    compare(snapshots, state_home, filters)
    remove_exemptions(state, "default", [exemption.id], "who", now())
    compare(snapshots, state_home, filters)
    remove_governance_rule(state, "default", rule.id, "who", now())
    with snapshots.open() as published:
        assert read_all(published, filters) == before
