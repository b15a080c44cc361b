"""Rules of a directory's own: one of an ID, each change in the audit log with what it was before."""

import datetime
from pathlib import Path

from bartizan.state import State
from bartizan.state.audit import audit_log
from bartizan.state.kept.own_rules import OwnRule, keep_own_rule, own_rules, remove_own_rule

NOW = datetime.datetime(2026, 1, 1)
FIRST = OwnRule("own.open", "title: first", "find aws_lambda_function where is exposed", "team-shop", NOW)
SECOND = OwnRule("own.open", "title: second", "find aws_lambda_function where is public", "team-data", NOW)
OTHER = OwnRule("own.admins", "title: other", "find aws_iam_role where is_admin", "team-shop", NOW)


def test_an_id_has_one_rule_and_changes_are_in_the_audit_log(state_home: Path) -> None:
    state = State(state_home)
    for rule in (FIRST, OTHER, SECOND):
        keep_own_rule(state, "default", rule)
    keep_own_rule(state, "another", FIRST)
    assert own_rules(state, "default") == {"own.admins": OTHER, "own.open": SECOND}
    assert remove_own_rule(state, "default", "own.open", "team-shop")
    assert not remove_own_rule(state, "default", "own.open", "team-shop")
    assert list(own_rules(state, "default")) == ["own.admins"]
    assert list(own_rules(state, "another")) == ["own.open"]
    entries = audit_log(state, "default")
    assert sorted(entry.action for entry in entries) == ["rule.make", "rule.make", "rule.make", "rule.remove"]
    removed = next(entry for entry in entries if entry.action == "rule.remove")
    assert removed.before == {"text": "title: second", "query": SECOND.query}
