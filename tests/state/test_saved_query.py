"""Saved queries: one of a name, each change in the audit log, and homes from before there were any."""

import datetime
from pathlib import Path

import pytest

from bartizan.model import UsageError
from bartizan.state import State
from bartizan.state.audit import audit_log
from bartizan.state.nouns import SavedQuery
from bartizan.state.saved_query import remove_query, save_query, saved_queries
from tests.state.test_upgrade import migrate

NOW = datetime.datetime(2026, 1, 1)
FIRST = SavedQuery("open", "find aws_lambda_function where is exposed", "team-shop", NOW)
SECOND = SavedQuery("open", "find aws_lambda_function where is public", "team-data", NOW + datetime.timedelta(days=1))
OTHER = SavedQuery("admins", "find aws_iam_role where is_admin", "team-shop", NOW)


def test_a_name_has_one_query_and_changes_are_in_the_audit_log(state_home: Path) -> None:
    state = State(state_home)
    for query in (FIRST, OTHER, SECOND):
        save_query(state, "default", query)
    save_query(state, "another", FIRST)
    assert saved_queries(state, "default") == [OTHER, SECOND]
    assert remove_query(state, "default", "open", "team-shop", NOW) == SECOND
    assert saved_queries(state, "default") == [OTHER]
    assert saved_queries(state, "another") == [FIRST]
    actions = sorted(entry.action for entry in audit_log(state, "default"))
    assert actions == ["query.remove", "query.save", "query.save", "query.save"]


def test_what_is_not_there_is_not_removed(state_home: Path) -> None:
    with pytest.raises(UsageError, match="no saved query 'open'"):
        remove_query(State(state_home), "default", "open", "team-shop", NOW)


def test_a_home_from_before_saved_queries(state_home: Path) -> None:
    save_query(State(state_home), "default", FIRST)
    migrate(state_home, "0003", down=True)
    state = State(state_home)
    assert saved_queries(state, "default") == []
    save_query(state, "default", FIRST)
    assert saved_queries(state, "default") == [FIRST]
