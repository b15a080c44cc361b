"""Lines that are added, taken out and moved: the query stays the one that its text says."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bartizan.explore.editing.edit import (
    added,
    bare,
    found_at,
    holds,
    line_at,
    lines,
    moved,
    neighbours,
    place_of,
    removed,
    replaced,
)
from bartizan.explore.editing.shape import own_words
from bartizan.explore.editing.typed import comparison, typed
from bartizan.explore.lines import _prefixes
from bartizan.explore.parse import parse
from bartizan.explore.text import expression, text
from bartizan.explore.tree import Ago, Compare, Expression, Insight, Query, Related, Scalar, Unread, parts
from bartizan.explore.words import QueryError
from tests.explore.test_text import PRINTED, agos, queries, scalars

FIRST = parse(PRINTED[0]).query


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(queries, st.data())
def test_what_is_changed_line_by_line_is_what_its_text_says(query: Query, data: st.DataObject) -> None:
    found = list(lines(query))
    places = [place for place, part in found if part is not None]
    assert {place for place, *_ in _prefixes(query)} <= {place for place, _ in found}
    for place in places:
        for to in neighbours(query, place).values():
            again = moved(query, place, to)
            assert parse(text(again)).query == again
        less = removed(query, place)
        assert parse(text(less)).query == less
        assert not any(at[: len(place)] == place for at, _ in lines(query) if at not in places[places.index(place) :])
        assert parse(text(replaced(query, place, line_at(query, place)))).query == query
    blocks = [place for place, part in found if part is None or holds(query, place)]
    more = added(query, data.draw(st.sampled_from(blocks)), Insight(insight="exposed"))
    assert parse(text(more)).query == more
    assert len(list(lines(more))) >= len(found)


@settings(max_examples=100, deadline=None)
@given(queries)
def test_lines_say_all_that_the_query_says(query: Query) -> None:
    for _, part in lines(query):
        if isinstance(part, Compare | Unread | Insight):
            assert own_words(part) == expression(part)
    said = sum(isinstance(bare(part), Compare | Unread | Insight) for _, part in lines(query) if part is not None)
    assert said == _leaves(query.where)


def _leaves(part: Expression | None) -> int:
    if part is None:
        return 0
    return _leaves_of(part) if parts(part) else int(not isinstance(part, Related))


def _leaves_of(part: Expression) -> int:
    return sum(map(_leaves, parts(part)))


@settings(max_examples=200, deadline=None)
@given(scalars | agos)
def test_a_value_is_read_as_it_is_typed(value: Scalar | Ago) -> None:
    again = comparison("name", "=", [typed(value)]).value
    assert (type(again), again) == (type(value), value)


@settings(max_examples=200, deadline=None)
@given(st.lists(scalars, min_size=1, max_size=4).map(tuple))
def test_several_values_are_read_from_one_field_or_from_several(values: tuple[Scalar, ...]) -> None:
    for fields in ([typed(values)], [typed(each) for each in values]):
        again = comparison("name", "in", fields).value
        assert isinstance(again, tuple)
        assert [(type(each), each) for each in again] == [(type(each), each) for each in values]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (
            "at least 2 vulnerability (severity = critical and kev)",
            ["at least 2 vulnerability", "severity = critical", "kev"],
        ),
        ("(is exposed or not name in [a, b])", ["any of", "is exposed", "not name in [a, b]"]),
        ("not (is exposed and kev)", ["not all of", "is exposed", "kev"]),
        ("no runs_as (aws_iam_role where is_admin)", ["no runs_as (aws_iam_role)", "is_admin"]),
    ],
)
def test_what_is_counted_negated_or_in_brackets_has_its_lines_inside(query: str, expected: list[str]) -> None:
    read = parse(f"find aws_lambda_function where name = x and {query}").query
    inner = [(place, part) for place, part in lines(read) if part is not None and place[0] == 1]
    assert [own_words(part) for _, part in inner] == expected
    assert [len(place) for place, _ in inner] == [1, *[2] * (len(expected) - 1)]
    more = added(read, (1,), Insight(insight="exposed"))
    assert text(more).endswith(" is exposed)") or text(more).endswith(" is exposed))")


def test_brackets_with_one_line_left_are_that_line_and_none_at_all_go() -> None:
    query = parse("find aws_lambda_function where kev and not (name = a or name = b)").query
    one = removed(query, (1, 0))
    assert text(one) == "find aws_lambda_function where kev and not name = b"
    every = parse("find aws_lambda_function where all runs_as (aws_iam_role where is_admin)").query
    assert text(removed(every, (0, 0))) == "find aws_lambda_function where runs_as (aws_iam_role)"


def test_a_line_says_something_else_in_its_place() -> None:
    query = parse("find aws_lambda_function where at least 2 vulnerability (severity = high) and kev").query
    again = replaced(query, (0, 0), comparison("epss", ">=", ["0.5"]))
    assert text(again) == "find aws_lambda_function where at least 2 vulnerability (epss >= 0.5) and kev"
    with pytest.raises(QueryError):
        replaced(query, (3,), Insight(insight="exposed"))


def test_brackets_that_are_left_alone_are_lines() -> None:
    query = parse("find aws_lambda_function where is exposed and (name = a and runtime = b)").query
    assert len(list(lines(query))) == 5
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
    assert [found_at(FIRST, place_of(each)) for each in ("", "2", "2.0", "3")] == [
        "aws_lambda_function", "aws_iam_role", "aws_s3_bucket", "aws_lambda_function.vulnerability",
    ]  # fmt: skip
    for place in ("0", "3.0", "x", "1.-1"):
        with pytest.raises(QueryError):
            found_at(FIRST, place_of(place))
