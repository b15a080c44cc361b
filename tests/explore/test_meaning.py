"""What queries mean: three values, counted set-wise. ``?`` marks what are unknown."""

from collections.abc import Iterator

import pytest

from bartizan.explore import reach
from bartizan.explore.ask import ask, graph, written
from bartizan.explore.lines import counts, near_misses
from bartizan.explore.words import QueryError
from bartizan.store import Engine
from tests.explore.fixture import EDGES as EDGES_ALL
from tests.explore.fixture import add_graph, found, small_estate


@pytest.fixture(scope="module")
def estate() -> Iterator[Engine]:
    with small_estate() as engine:
        yield engine


CONDITIONS = {
    "exposure = internet": "image report? shop",
    "exposure != internet": "batch query report?",
    "not exposure = internet": "batch query report?",
    "exposure in [internet, private]": "batch image query report? shop",
    "exposure not in [internet]": "batch query report?",
    "exposure is unknown": "report",
    "not exposure is unknown": "batch image query shop",
    "exposure = internet and authentication = iam": "report?",
    "exposure = internet or authentication = iam": "batch image query report shop",
    "runtime_days_left < 90": "report? shop",
    "runtime_days_left >= 90": "batch image query report?",
    "tags.owner = team-shop": "report? shop",
    'tags.owner = ""': "image query report?",
    'tags."a/b" = x': "report? shop",
    'name ~ "*o*"': "report shop",
    "name ~ re": "",
    "names has one": "batch report? shop",
    'names (value ~ "t*")': "report? shop",
    "at least 2 names ()": "report? shop",
    "no names ()": "image query report?",
    "exactly 1 names ()": "batch report?",
    'last_modified < "2026-10-01"': "batch image query report shop",
    "risk_level = critical": "shop",
    "risk_level >= medium": "shop",
}
EDGES = {
    "runs_as (aws_iam_role)": "batch image query report shop",
    "runs_as (aws_iam_role where is_admin)": "batch report?",
    "no runs_as (aws_iam_role where is_admin)": "image query report? shop",
    "all runs_as (aws_iam_role where is_admin)": "batch report?",
    "runs_as (aws_iam_role where can_read (aws_s3_bucket where tags.data-class = personal))": (
        "batch? image report? shop"
    ),
    "no runs_as (aws_iam_role where can_read (aws_s3_bucket))": "query report?",
    "runs_as (aws_iam_role where at least 2 can_read ())": "image? report? shop?",
    "runs_as (aws_iam_role where at most 1 can_read ())": "batch image? query report? shop?",
    "runs_as (aws_iam_role where exactly 1 can_read ())": "batch image? report? shop?",
    "runs_as (aws_iam_role where can_read through can_assume (aws_s3_bucket where name = lake))": (
        "image query report? shop"
    ),
    "runs_as (aws_iam_role where no can_read through can_assume (aws_s3_bucket where name = lake))": "batch report?",
    "invoked_by (internet)": "shop",
    "reaches (aws_s3_bucket where name = lake)": "image query report? shop",
    "reaches within 2 (aws_s3_bucket where name = lake)": "image report? shop",
}
PARTS = {
    "vulnerability (kev)": "batch image? shop",
    "no vulnerability (kev)": "image? query report",
    "vulnerability (severity = high)": "image? query?",
    "at least 2 vulnerability ()": "batch image? shop",
    "at least 2 vulnerability (severity >= high or epss > 0.001)": "batch image? shop",
    "exactly 1 vulnerability (severity = low)": "batch image? shop",
    "no package () and code_status = assessed": "query",
    "finding (status = fail)": "batch? shop",
    "no finding (severity = high and status = fail)": "batch? image query report shop",
    "finding (status = unknown)": "batch",
}


@pytest.mark.parametrize(("where", "expected"), [*CONDITIONS.items(), *PARTS.items()])
def test_conditions_and_parts(estate: Engine, where: str, expected: str) -> None:
    assert found(estate, f"find aws_lambda_function where {where}") == expected


@pytest.mark.parametrize(("where", "expected"), EDGES.items())
def test_relations(estate: Engine, where: str, expected: str) -> None:
    assert found(estate, f"find aws_lambda_function where {where}") == expected


def test_relations_against_their_direction_are_unknown_where_any_source_is(estate: Engine) -> None:
    assert found(estate, "find aws_s3_bucket where read_by (aws_iam_role where name = idle)") == "logs"
    # Who 'unread' reads is not known: it may be any bucket.
    assert found(estate, "find aws_s3_bucket where read_by (aws_iam_role where name = unread)") == "lake? logs?"
    by_exposed = "run_by (aws_lambda_function where exposure = internet)"
    assert found(estate, f"find aws_iam_role where {by_exposed}") == "reader unread?"
    assert found(estate, f"find aws_iam_role where exactly 0 {by_exposed}") == "idle other-account unread?"


def test_a_listing_of_edges_that_was_refused_never_makes_a_no() -> None:
    query = "find aws_lambda_function where no runs_as (aws_iam_role where can_read (aws_s3_bucket where name = lake))"
    with small_estate() as engine:
        assert found(engine, query) == "batch query report?"
        add_graph(
            engine, [edge for edge in EDGES_ALL if edge[0] != "idle"], [("idle", "can_read"), ("unread", "can_read")]
        )
        assert found(engine, query) == "batch? query report?"


def test_more_than_one_is_counted_over_several_steps(estate: Engine) -> None:
    assert (
        found(estate, "find aws_iam_role where at least 2 can_read through can_assume ()")
        == "other-account? reader? unread?"
    )
    assert (
        found(estate, "find aws_lambda_function where at least 2 reaches within 3 (aws_s3_bucket)")
        == "image? query? report? shop?"
    )
    assert found(estate, "find aws_s3_bucket where exactly 1 reached_by within 2 (aws_iam_role)") == "logs?"


def test_too_many_rows_are_not_counted_over_several_steps() -> None:
    with small_estate() as engine:
        many = f"from range({reach.MOST_STARTS + 1}) as t(i)"
        engine.execute(f"insert into aws_iam_role by name select 'r' || i as id, 'r' || i as name {many}")
        engine.execute(
            "insert into node by name select (1000 + i)::integer as n, 'r' || i as id, 'aws_iam_role' as kind, "
            f"'r' || i as name, 'aws' as provider, '' as scope {many}"
        )
        engine.execute(
            "insert into edge by name select (1000 + i)::integer as source_n, 'can_read' as kind, 'yes' as effect, "
            f"(select n from node where id = 'lake') as target_n, 'reaches' as mode {many}"
        )
        with pytest.raises(QueryError, match="too many rows to count"):
            found(engine, "find aws_iam_role where at least 2 can_read through can_assume ()")


def test_with_without_and_only_what_cannot_be_told(estate: Engine) -> None:
    query = "find aws_lambda_function where exposure = internet"
    assert found(estate, query) == "image report? shop"
    assert found(estate, f"{query} without unknown") == "image shop"
    assert found(estate, f"{query} only unknown") == "report?"


def test_rows_are_sorted_cut_and_shown_with_what_was_matched(estate: Engine) -> None:
    answer = ask(
        estate,
        written(
            "find aws_lambda_function where runs_as (aws_iam_role where can_read (aws_s3_bucket where name = lake)) "
            "show name, runs_as.name, runs_as.can_read.name sort risk_level desc, runtime_days_left limit 1"
        ),
    )
    assert answer.rows == [
        {"match": "yes", "id": "shop", "name": "shop", "runs_as.name": ["reader"], "runs_as.can_read.name": ["lake"]}
    ]
    assert (answer.yes, answer.unknown, answer.is_cut) == (2, 1, True)


def test_each_line_says_how_many_are_left(estate: Engine) -> None:
    query = written(
        "find aws_lambda_function where exposure = internet and "
        "runs_as (aws_iam_role where can_read (aws_s3_bucket where name = lake and is_public))"
    )
    assert [(line.depth, line.text, line.yes, line.unknown) for line in counts(estate, query)] == [
        (0, "find aws_lambda_function", 5, 0),
        (1, "exposure = internet", 2, 1),
        (1, "runs_as (aws_iam_role", 2, 1),
        (2, "can_read (aws_s3_bucket", 2, 1),
        (3, "name = lake", 2, 1),
        (3, "is_public", 0, 1),
    ]


def test_near_misses_fail_by_a_line_or_two(estate: Engine) -> None:
    query = written(
        "find aws_lambda_function where exposure = internet and authentication = none and runtime_days_left < 50"
    )
    assert near_misses(estate, query) == [
        {"id": "image", "fails": ["runtime_days_left < 50"]},
        {"id": "report", "fails": ["authentication = none"]},
    ]


def test_the_graph_of_an_answer_hangs_together(estate: Engine) -> None:
    query = written(
        "find aws_lambda_function where name = shop and "
        "runs_as (aws_iam_role where can_read (aws_s3_bucket where name = lake))"
    )
    told = graph(estate, query)
    assert [node["id"] for node in told["nodes"]] == ["lake", "reader", "shop"]
    assert [(edge["source"], edge["kind"], edge["target"]) for edge in told["edges"]] == [
        ("reader", "can_read", "lake"),
        ("shop", "runs_as", "reader"),
    ]
