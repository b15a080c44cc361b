"""What a page usually shows a person: kept beside their views, and none of these."""

from pathlib import Path

import pytest

from bartizan.model import UsageError
from bartizan.state import State
from bartizan.state.kept.usual import keep_usual, usual
from bartizan.state.kept.views import MOST_VIEWS, SavedView, ViewOwner, keep_view, saved_views

ANNA = ViewOwner("default", "anna", "inventory")
BERT = ViewOwner("default", "bert", "inventory")


def test_it_is_one_person_s_of_one_page(state_home: Path) -> None:
    state = State(state_home)
    keep_usual(state, ANNA, "columns=Name")
    assert usual(state, ANNA) == "columns=Name"
    others = [BERT, ViewOwner("default", "anna", "overview"), ViewOwner("elsewhere", "anna", "inventory")]
    assert [usual(state, each) for each in others] == ["", "", ""]
    keep_usual(state, ANNA, "columns=Risk")
    assert usual(state, ANNA) == "columns=Risk"
    keep_usual(state, ANNA, "")
    assert usual(state, ANNA) == ""


def test_it_is_no_view_and_takes_no_place_of_one(state_home: Path) -> None:
    state = State(state_home)
    keep_usual(state, ANNA, "columns=Name")
    for n in range(MOST_VIEWS):
        keep_view(state, ANNA, SavedView(f"view {n}", "q=x"))
    assert len(saved_views(state, ANNA)) == MOST_VIEWS
    with pytest.raises(UsageError):
        keep_view(state, ANNA, SavedView("one more", "q=x"))
    with pytest.raises(UsageError):
        keep_view(state, BERT, SavedView(" ", "q=x"))


def test_what_is_too_long_is_not_kept(state_home: Path) -> None:
    state = State(state_home)
    with pytest.raises(UsageError, match="at most 8000 characters"):
        keep_usual(state, ANNA, "x" * 8001)
    assert usual(state, ANNA) == ""
