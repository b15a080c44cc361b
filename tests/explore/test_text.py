"""The text form and the tree say the same, and errors point at the word."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bartizan.explore.ask import ask, from_json
from bartizan.explore.parse import parse
from bartizan.explore.text import text
from bartizan.explore.tree import (
    Ago,
    All,
    Any_,
    Compare,
    Count,
    Expression,
    Inner,
    Insight,
    Not,
    Query,
    Related,
    Sort,
    Unread,
)
from bartizan.explore.words import RESERVED, QueryError
from tests.explore.fixture import small_estate

PRINTED = (
    "find aws_lambda_function where exposure = internet and authentication = none and runs_as (aws_iam_role where "
    "can_read (aws_s3_bucket where tags.data-class in [personal, confidential])) and vulnerability (kev)",
    "find aws_lambda_function where runs_as (aws_iam_role where can_read through can_assume (aws_s3_bucket where "
    "tags.data-class in [personal, confidential])) and is exposed",
    "find azure_function_app where exposure = internet and not is_auth_enabled and at least 1 "
    "anonymous_function_names ()",
    "find aws_lambda_function where at least 3 vulnerability (severity in [critical, high] and epss >= 0.1) "
    "sort risk_level desc limit 50",
    "find aws_lambda_function where no package () and code_status = assessed",
    "find aws_s3_bucket where tags.data-class = personal and read_by (aws_iam_role where run_by "
    "(aws_lambda_function where is exposed))",
    "find aws_iam_role where is_admin and exactly 0 run_by (aws_lambda_function)",
    "find aws_lambda_function where runtime_days_left < 90 and last_modified < 2026-01-01 and tags.owner = team-tools "
    "show name, runtime, runtime_days_left",
    "find aws_lambda_function where code_status is unknown or vulnerability (kev) only unknown",
    "find aws_lambda_function where finding (rule_id = aws.lambda.public_function_url and status = fail) and "
    "no finding (severity = critical and status = fail and rule_id != aws.lambda.public_function_url) without unknown",
)
names = st.from_regex(r"[a-z_][a-z0-9_]{0,8}", fullmatch=True).filter(lambda name: name not in RESERVED)
types = st.builds(lambda name: f"aws_{name}", names) | st.just("internet")
paths = names | st.builds(lambda name, key: f"{name}.{key}", names, st.text(min_size=1, max_size=8))
scalars = (
    st.booleans()
    | st.integers(-(10**15), 10**15)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=12)
    | st.sampled_from(["true", "unknown", "90d", "ago", "1e5", "-1", "007", 'a"b\\', "line\nbreak"])
)
counts = st.none() | st.builds(
    lambda key, n: Count(**{key: n}), st.sampled_from(["at_least", "at_most", "exactly"]), st.integers(0, 99)
)
counts |= st.just(Count(every=True))


def both(parts: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    several = st.lists(parts, min_size=2, max_size=3).map(tuple)
    inner = st.builds(Inner, find=st.none() | types, where=st.none() | parts)
    return (
        several.map(lambda found: All(all=found))
        | several.map(lambda found: Any_(any=found))
        | parts.map(lambda part: Not(not_=part))
        | st.builds(
            Related,
            related=names,
            to=inner,
            count=counts,
            through=st.none() | names,
            within=st.none() | st.integers(1, 4),
        )
    )


ops = st.sampled_from(["=", "!=", "<", "<=", ">", ">=", "~", "has"])
agos = st.from_regex(r"[0-9]{1,4}[dh]", fullmatch=True).map(lambda ago: Ago(ago=ago))
conditions = (
    st.builds(Compare, column=paths, op=ops, value=scalars | agos)
    | st.builds(
        Compare,
        column=paths,
        op=st.sampled_from(["in", "not in"]),
        value=st.lists(scalars, min_size=1, max_size=3).map(tuple),
    )
    | st.builds(Unread, unread=paths)
    | st.builds(Insight, insight=names)
)
queries = st.builds(
    Query,
    find=types,
    where=st.none() | st.recursive(conditions, both, max_leaves=8),
    show=st.lists(paths, max_size=3).map(tuple),
    sort=st.lists(st.builds(Sort, column=paths, desc=st.booleans()), max_size=2).map(tuple),
    limit=st.none() | st.integers(1, 10_000),
    unknown=st.sampled_from(["with", "without", "only"]),
)


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(queries)
def test_what_is_printed_says_the_same_as_the_tree_and_its_json(query: Query) -> None:
    printed = text(query)
    assert parse(printed).query == query
    assert from_json(query.json_tree()).query == query


NUMBERS: tuple[int | float, ...] = (
    0,
    -1,
    10**14,
    10**15,
    -(10**15),
    0.0,
    -0.5,
    1e15,
    1e16,
    -1e16,
    1.5e-7,
    1e-5,
    5e-324,
)
NUMBERS += (0.00012345678901234567, 1.7976931348623157e308, 9007199254740993.0)
TEXTS: tuple[str, ...] = (
    "1000000000000000",
    "1000000000000001",
    "-1000000000000001",
    "99999999999999999999",
    "1e999",
    "-1e999",
    "1e15",
)
TEXTS += (
    "1e+16",
    "1.",
    ".5",
    "-0",
    "-0.0",
    "007",
    "1_000",
    "0x1F",
    "inf",
    "nan",
    "Infinity",
    "90d",
    "12h",
    "90d ago",
    "",
)
TEXTS += ("true", "False", "111122223333", "\u0661\u0662")


@pytest.mark.parametrize("value", [*NUMBERS, *TEXTS], ids=repr)
def test_numbers_and_texts_that_look_like_them_stay_what_they_are(value: float | str) -> None:
    query = Query(
        find="aws_x", where=Any_(any=(Compare(column="a", value=value), Compare(column="a", op="in", value=(value,))))
    )
    found = parse(text(query)).query
    assert found == query
    assert repr(found) == repr(query)
    assert from_json(query.json_tree()).query == query


@pytest.mark.parametrize("query", PRINTED)
def test_queries_print_as_they_are_written(query: str) -> None:
    assert text(parse(query).query) == query


WRONG = {
    "find": ("a type", 4),
    "find aws_lambda_function were exposure = internet": ("did you mean 'where'", 25),
    "find aws_lambda_functio where name = a": ("did you mean 'aws_lambda_function'", 5),
    "find aws_lambda_function where exposur = internet": ("did you mean 'exposure'", 31),
    "find aws_lambda_function where name = a and run_as (aws_iam_role)": ("did you mean 'runs_as'", 44),
    "find aws_lambda_function where is expsed": ("did you mean 'exposed'", 31),
    "find aws_lambda_function where runtime_days_left < soon": ("a number", 31),
    "find aws_lambda_function where runtime_days_left < 1e999": ("a number", 31),
    "find aws_lambda_function where runtime_days_left < 1000000000000001": ("a number", 31),
    "find aws_lambda_function where name = true": ("a text", 31),
    "find aws_lambda_function where names = one": ("'has'", 31),
    "find aws_lambda_function where runs_as (aws_iam_rol where is_admin)": ("did you mean 'aws_iam_role'", 40),
    "find aws_lambda_function where runs_as (aws_iam_role where is_admn)": ("did you mean 'is_admin'", 59),
    "find aws_lambda_function where (name = a": ("expected ')'", 40),
    'find aws_lambda_function where name = "a': ("not closed", 38),
    "find aws_lambda_function where name = a; drop": ("unexpected ';'", 39),
    "find aws_lambda_function where can_read through can_asume ()": ("did you mean 'can_assume'", 31),
    "find aws_lambda_function where reaches within 9 ()": ("less than or equal to 4", 39),
    "find aws_lambda_function limit 0": ("greater than or equal to 1", 25),
    "find aws_lambda_function limit 20000": ("less than or equal to 10000", 25),
    "find aws_lambda_function where at 3 names ()": ("'least' or 'most'", 34),
    "find aws_lambda_function sort nam": ("did you mean 'name'", 30),
    "find aws_lambda_function where name ~ true": ("pattern", 31),
    "find aws_lambda_function where names.x = 1": ("only tags have parts", 31),
}


@pytest.mark.parametrize("query", WRONG)
def test_errors_point_at_the_word(query: str) -> None:
    expected, at = WRONG[query]
    with small_estate() as engine, pytest.raises(QueryError) as refused:
        ask(engine, parse(query))
    message, _, mark = str(refused.value).split("\n")
    assert expected in message
    assert mark.index("^") - 2 == at


def test_a_table_that_is_no_type_is_not_suggested() -> None:
    with small_estate() as engine, pytest.raises(QueryError) as refused:
        engine.create_empty("aws_iam_grant", {"id": "varchar"})
        ask(engine, parse("find aws_iam_grant"))
    assert "did you mean 'aws_iam_grant'" not in str(refused.value)


def test_too_much_is_refused() -> None:
    deep = "find aws_lambda_function where " + "runs_as (" * 7 + "name = a" + ")" * 7
    wide = "find aws_lambda_function where " + " or ".join(["name = a"] * 41)
    with small_estate() as engine:
        for query, expected in ((deep, "deep"), (wide, "42 parts")):
            with pytest.raises(QueryError, match=expected):
                ask(engine, parse(query))
    with pytest.raises(QueryError, match="levels of brackets"):
        parse("find aws_x where " + "(" * 5000 + "a" + ")" * 5000)
    with pytest.raises(QueryError, match="longer than"):
        parse("find aws_x where name = " + "a" * 30_000)


@pytest.mark.parametrize(
    ("tree", "place"),
    [
        ({"find": "aws_x", "where": {"colum": "a"}}, "where: an expression is one of"),
        ({"find": "aws_x", "where": {"all": []}}, "where.all.all"),
        ({"find": "aws_x", "wher": {}}, "wher"),
        ({"find": "aws_x", "where": {"related": "x", "count": {}}}, "one of at_least"),
        ([], "dictionary"),
    ],
)
def test_trees_are_refused_with_the_place(tree: object, place: str) -> None:
    with pytest.raises(QueryError, match=place):
        from_json(tree)
