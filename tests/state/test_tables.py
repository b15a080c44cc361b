"""What people and scans leave in state comes back as it was written."""

import datetime
from dataclasses import replace
from pathlib import Path

from bartizan.state import Manifest, State
from bartizan.state.audit import audit_log
from bartizan.state.nouns import DailyScore, Score
from bartizan.state.onboarding.connectors import add_connector, connector, connectors, remove_connector
from bartizan.state.onboarding.nouns import Connector, Exclusion, Plan
from bartizan.state.onboarding.plans import plans, set_plan
from bartizan.state.score import keep_scores, score_history
from bartizan.state.snapshots import snapshots
from bartizan.state.triage import Triage, TriageEvent, TriageLog, change_triage, triage_events, triage_log, triages
from bartizan.state.work.runs import ScanRun, add_event, add_run, change_run, events, published_snapshots, run_of, runs

AT = datetime.datetime(2026, 6, 1, 12, 30, 1, 7)
ODD = "naïve \u2028 'quoted' \\ 😀"


def test_connectors_and_plans(state_home: Path) -> None:
    state = State(state_home)
    shop = Connector("shop", "aws", "account", "111122223333", {"regions": "eu-west-1", "odd": ODD}, created_at=AT)
    add_connector(state, "default", shop)
    assert connector(state, "default", "shop") == shop
    remove_connector(state, "default", "shop", "ops")
    again = replace(shop, id="c-again")  # the name is free again
    add_connector(state, "default", again)
    assert (connectors(state, "default"), connectors(state, "default", removed=True)) == ([again], [shop])
    plan = Plan("c-again", "111122223333", cspm=False, exclusions=(Exclusion("tag", f"team={ODD}"),))
    for each in (plan, replace(plan, cspm=True)):
        set_plan(state, "default", each, "ops")
    assert plans(state, "default") == [replace(plan, cspm=True)]
    assert [each.action for each in audit_log(state, "default")][:2] == ["plan.set", "plan.set"]


def test_exposures(state_home: Path) -> None:
    state = State(state_home)
    said = [TriageEvent(AT, "ops", *each) for each in (("comment", ODD), ("progress", "in_work"), ("assignee", "data"))]
    for event in said:
        last = change_triage(state, "default", "arn:1", event)
    assert last == Triage("in_work", "data")
    assert triages(state, "default") == {"arn:1": last}
    assert triage_events(state, "default", "arn:1") == said
    assert triage_log(state, "default") == TriageLog({"arn:1": said[-1]}, frozenset())


def test_the_last_event_of_each_exposure_and_whether_it_was_ever_closed(state_home: Path) -> None:
    state = State(state_home)
    moves = {"arn:1": ("done", "in_work"), "arn:2": ("accepted",), "arn:3": ("waiting",)}
    for resource, words in moves.items():
        for word in words:
            change_triage(state, "default", resource, TriageEvent(AT, "ops", "progress", word))
    change_triage(state, "other", "arn:4", TriageEvent(AT, "ops", "progress", "done"))
    change_triage(state, "default", "arn:3", TriageEvent(AT, "ops", "comment", "done"))
    found = triage_log(state, "default")
    assert {resource: event.text for resource, event in found.last.items()} == {
        "arn:1": "in_work", "arn:2": "accepted", "arn:3": "done",
    }  # fmt: skip
    assert found.closed == {"arn:1", "arn:2"}


def test_snapshots_and_scores(state_home: Path) -> None:
    state = State(state_home)
    score = Score("all", "all", 73.4, 4, 2, 31, 0, 0)
    for n, value in enumerate((None, 73.4)):
        manifest = Manifest(f"of-{n}", "default", AT, AT, "complete", {"odd": ODD, "n": 2**40})
        scores = [replace(score, score=value)]
        state.publish(manifest, lambda session, scores=scores, id_=manifest.id: keep_scores(  # type: ignore[misc]
            session, "default", AT.date(), id_, scores
        ))  # fmt: skip
    assert snapshots(state, "default")[0] == state.snapshot("default") == manifest
    assert [each.id for each in published_snapshots(state, "default")] == ["of-1", "of-0"]
    assert score_history(state, "default", "all") == [DailyScore(AT.date(), "of-1", score)]
    assert state.published(["of-0", "none"]) == {"of-0"}


def test_scans_and_their_events(state_home: Path) -> None:
    state = State(state_home)
    run = ScanRun("full", "ops", asked_at=AT)
    add_run(state, "default", run)
    for body in ({}, {"scope": ODD}):
        add_event(state, run.id, "scope", body)
    assert [(each.n, each.body) for each in events(state, run.id)] == [(1, {}), (2, {"scope": ODD})]
    assert change_run(state, run.id, status="complete", started_at=AT)
    assert not change_run(state, run.id, ("complete",), status="cancelling")
    assert run_of(state, "default", run.id) == replace(run, status="complete", started_at=AT)
    assert run_of(state, "another", run.id) is None
    assert runs(state, "default") == ([replace(run, status="complete", started_at=AT)], 1)
