"""Queries of a person alone: whose they are, how they become the directory's, and that nobody learns of them."""

import datetime
from pathlib import Path

import pytest

from bartizan.model import UsageError
from bartizan.state import State
from bartizan.state.audit import audit_log
from bartizan.state.kept.private_queries import (
    MOST_QUERIES,
    QueryOwner,
    forget_private,
    private_key,
    private_queries,
    save_private,
    share_private,
)
from bartizan.state.nouns import SavedQuery
from bartizan.state.saved_query import save_query, saved_queries
from tests.state.test_upgrade import migrate

NOW = datetime.datetime(2026, 1, 1)
ANNA, BERT = QueryOwner("default", "anna"), QueryOwner("default", "bert")
ELSEWHERE = QueryOwner("another", "anna")
OPEN = SavedQuery("open", "find aws_lambda_function where is exposed", "Anna", NOW)
OTHER = SavedQuery("open", "find aws_iam_role", "Bert", NOW)


def test_each_has_their_own_beside_that_of_the_directory(state_home: Path) -> None:
    state = State(state_home)
    save_query(state, "default", OTHER)
    for owner, query in ((ANNA, OTHER), (ANNA, OPEN), (BERT, OTHER)):
        save_private(state, owner, query)
    assert (private_queries(state, ANNA), private_queries(state, BERT)) == ([OPEN], [OTHER])
    assert private_queries(state, ELSEWHERE) == []
    assert saved_queries(state, "default") == [OTHER]
    assert forget_private(state, ANNA, "open")
    assert not forget_private(state, ANNA, "open")
    assert (private_queries(state, ANNA), private_queries(state, BERT)) == ([], [OTHER])
    assert [each.action for each in audit_log(state, "default")] == ["query.save"]
    assert len({private_key(each, "open") for each in (ANNA, BERT, ELSEWHERE)} | {"open"}) == 4


def test_what_is_shared_is_the_directory_s_and_in_its_log(state_home: Path) -> None:
    state = State(state_home)
    save_private(state, ANNA, OPEN)
    assert share_private(state, ANNA, "open", "Anna", NOW)
    assert not share_private(state, ANNA, "open", "Anna", NOW)
    assert (private_queries(state, ANNA), saved_queries(state, "default")) == ([], [OPEN])
    (entry,) = audit_log(state, "default")
    assert (entry.action, entry.subject, entry.after and entry.after["text"]) == ("query.share", "open", OPEN.text)


def test_sharing_replaces_nothing(state_home: Path) -> None:
    state = State(state_home)
    save_query(state, "default", OTHER)
    save_private(state, ANNA, OPEN)
    with pytest.raises(UsageError, match="everybody here has a query 'open'"):
        share_private(state, ANNA, "open", "Anna", NOW)
    assert (private_queries(state, ANNA), saved_queries(state, "default")) == ([OPEN], [OTHER])


def test_they_are_not_endless(state_home: Path) -> None:
    state = State(state_home)
    for n in range(MOST_QUERIES):
        save_private(state, ANNA, SavedQuery(f"n{n}", "find aws_iam_role", "Anna", NOW))
    with pytest.raises(UsageError, match="at most 200"):
        save_private(state, ANNA, OPEN)
    save_private(state, ANNA, SavedQuery("n1", OPEN.text, "Anna", NOW))
    save_private(state, BERT, OPEN)


def test_what_was_saved_before_there_were_any_stays_shared(state_home: Path) -> None:
    save_query(State(state_home), "default", OPEN)
    migrate(state_home, "0018", down=True)
    state = State(state_home)
    assert saved_queries(state, "default") == [OPEN]
    assert private_queries(state, ANNA) == []
    save_private(state, ANNA, OTHER)
    assert private_queries(state, ANNA) == [OTHER]
