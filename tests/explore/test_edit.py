"""Lines that are added, taken out and moved: the query stays the one that its text says."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bartizan.explore.editing.edit import added, found_at, has_inside, lines, moved, neighbours, place_of, removed
from bartizan.explore.lines import _prefixes
from bartizan.explore.parse import parse
from bartizan.explore.text import text
from bartizan.explore.tree import All, Insight, Query
from bartizan.explore.words import QueryError
from tests.explore.test_text import PRINTED, queries

FIRST = parse(PRINTED[0]).query


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(queries, st.data())
def test_what_is_changed_line_by_line_is_what_its_text_says(query: Query, data: st.DataObject) -> None:
    # Brackets of *and* are one line, and several once they are left alone in their block.
    assume(not any(isinstance(part, All) for _, part in lines(query)))
    places = [place for place, part in lines(query) if part is not None]
    assert len(places) + 1 == len(list(_prefixes(query)))
    for place in places:
        for to in neighbours(query, place).values():
            assert len(list(lines(moved(query, place, to)))) == len(places) + 1
        less = removed(query, place)
        assert parse(text(less)).query == less
    blocks = [place for place, part in lines(query) if part is None or has_inside(part)]
    more = added(query, data.draw(st.sampled_from(blocks)), Insight(insight="exposed"))
    assert parse(text(more)).query == more
    assert len(list(lines(more))) == len(places) + 2


def test_brackets_that_are_left_alone_are_lines() -> None:
    query = parse("find aws_lambda_function where is exposed and (name = a and runtime = b)").query
    assert len(list(lines(query))) == 3
    assert text(removed(query, (0,))) == "find aws_lambda_function where name = a and runtime = b"
    assert len(list(lines(removed(query, (0,))))) == 3


@settings(max_examples=100, deadline=None)
@given(queries)
def test_a_step_up_and_one_down_again_change_nothing(query: Query) -> None:
    for place, part in lines(query):
        if part is not None and "up" in (steps := neighbours(query, place)):
            up = moved(query, place, steps["up"])
            assert moved(up, steps["up"], neighbours(up, steps["up"])["down"]) == query


@pytest.mark.parametrize(
    ("place", "before", "expected"),
    [
        ("3", "0", "vulnerability (kev) and exposure = internet"),
        ("0", "4", "vulnerability (kev) and exposure = internet"),
        ("1", "2.0", "(aws_iam_role where authentication = none and can_read"),
        ("2.0", "0", "find aws_lambda_function where can_read (aws_s3_bucket"),
        (
            "2.0.0",
            "2.0",
            "(aws_iam_role where tags.data-class in [personal, confidential] and can_read (aws_s3_bucket)",
        ),
        ("2.0", "3", "runs_as (aws_iam_role) and can_read (aws_s3_bucket"),
    ],
)
def test_a_line_is_moved_with_what_is_inside_it(place: str, before: str, expected: str) -> None:
    assert expected in text(moved(FIRST, place_of(place), place_of(before)))


@pytest.mark.parametrize(
    ("place", "before"), [("2", "2.0"), ("2", "2.0.0"), ("9", "0"), ("0", "9"), ("0", ""), ("0", "1.0")]
)
def test_a_line_is_moved_neither_into_itself_nor_nowhere(place: str, before: str) -> None:
    with pytest.raises(QueryError):
        moved(FIRST, place_of(place), place_of(before))


def test_lines_go_where_relations_lead_to_a_type() -> None:
    assert [found_at(FIRST, place_of(each)) for each in ("", "2", "2.0")] == [
        "aws_lambda_function", "aws_iam_role", "aws_s3_bucket",
    ]  # fmt: skip
    for place in ("0", "3", "x", "1.-1"):
        with pytest.raises(QueryError):
            found_at(FIRST, place_of(place))
