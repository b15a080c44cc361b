"""Lines that are negated, counted and put into brackets: the query says what its lines say, and each can be undone."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bartizan.explore.ask import ask
from bartizan.explore.editing.edit import inside, line_at, lines, place_of
from bartizan.explore.editing.shape import grouped, negated, quantified, ungrouped
from bartizan.explore.parse import Written, parse
from bartizan.explore.text import text
from bartizan.explore.tree import All, Count, Expression, Inner, Not, Query, Related
from bartizan.explore.words import QueryError
from bartizan.store import Engine
from tests.explore.fixture import small_estate
from tests.explore.test_text import conditions, queries

SHOP = "find aws_lambda_function where exposure = internet and authentication = none and runs_as (aws_iam_role)"


@pytest.fixture(scope="module")
def engine() -> Engine:
    return small_estate()


def found(engine: Engine, query: Query) -> tuple[set[str], set[str]]:
    """Return the rows that match for certain, and those that are unknown."""
    rows = ask(engine, Written(query, "")).rows
    return {row["id"] for row in rows if row["match"] == "yes"}, {row["id"] for row in rows if row["match"] != "yes"}


@settings(max_examples=150, deadline=None)
@given(queries)
def test_not_twice_is_the_same_query_and_each_reads_back(query: Query) -> None:
    assume(not any(isinstance(part, All) for _, part in lines(query)))
    for place, part in lines(query):
        if part is None:
            continue
        once = negated(query, place)
        assert parse(text(once)).query == once
        if not isinstance(part, Not) or not isinstance(part.not_, Not | All):
            assert negated(once, place) == query


@settings(max_examples=150, deadline=None)
@given(st.lists(conditions, min_size=2, max_size=6), st.booleans(), st.booleans(), st.data())
def test_brackets_that_are_taken_apart_leave_the_lines(
    parts: list[Expression], is_any: bool, is_deep: bool, data: st.DataObject
) -> None:
    whole = All(all=tuple(parts))
    inner = Related(related="runs_as", to=Inner(find="aws_iam_role", where=whole))
    query, block = Query(find="aws_lambda_function", where=inner if is_deep else whole), (0,) * is_deep
    chosen = data.draw(st.sets(st.sampled_from(range(len(parts))), min_size=2))
    more = grouped(query, [(*block, n) for n in chosen], is_any=is_any)
    assert parse(text(more)).query == more
    if is_any or len(chosen) < len(parts):
        again = ungrouped(more, (*block, min(chosen)))
        assert sorted(map(repr, inside(again, block))) == sorted(map(repr, parts))
    else:
        assert more == query


def test_a_group_of_which_one_holds_finds_the_union(engine: Engine) -> None:
    query = parse(SHOP).query
    by_any = found(engine, grouped(query, [(0,), (1,)], is_any=True))
    alone = [
        found(engine, parse(f"find aws_lambda_function where {each} and runs_as (aws_iam_role)").query)[0]
        for each in ("exposure = internet", "authentication = none")
    ]
    assert by_any[0] == alone[0] | alone[1]
    assert found(engine, grouped(query, [(0,), (1,)], is_any=False)) == found(engine, query)


def test_a_line_and_its_opposite_share_no_row_and_the_same_unknown(engine: Engine) -> None:
    query = parse("find aws_lambda_function where exposure = internet").query
    (yes, unknown), (no, unknown_too) = found(engine, query), found(engine, negated(query, (0,)))
    assert yes
    assert no
    assert not yes & no
    assert unknown == unknown_too == {"report"}


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (None, "runs_as (aws_iam_role"),
        (Count(at_most=0), "no runs_as ("),
        (Count(every=True), "all runs_as ("),
        (Count(at_least=3), "at least 3 runs_as ("),
        (Count(exactly=0), "exactly 0 runs_as ("),
    ],
)
def test_a_relation_is_counted(engine: Engine, count: Count | None, words: str) -> None:
    query = parse("find aws_lambda_function where runs_as (aws_iam_role where name = reader)").query
    counted = quantified(query, (0,), count)
    assert words in text(counted)
    assert parse(text(counted)).query == counted
    assert isinstance(line_at(counted, (0,)), Related)
    assert quantified(counted, (0,), None) == query
    found(engine, counted)


@pytest.mark.parametrize("places", [[], ["0"], ["0", "0"], ["", "0"], ["0", "2.0"], ["0", "9"]])
def test_brackets_are_refused_around_what_does_not_stand_together(places: list[str]) -> None:
    query = parse(SHOP.replace("(aws_iam_role)", "(aws_iam_role where is_admin)")).query
    with pytest.raises(QueryError):
        grouped(query, [place_of(each) for each in places], is_any=True)


def test_what_is_no_relation_is_not_counted_and_a_line_alone_is_not_taken_apart() -> None:
    query = parse(SHOP).query
    with pytest.raises(QueryError):
        quantified(query, (0,), Count(at_least=2))
    with pytest.raises(QueryError):
        ungrouped(query, (0,))
