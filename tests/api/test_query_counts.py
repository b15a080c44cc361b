"""How many rows each known query finds: as the explorer says, and null with a reason where nobody can tell."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bartizan.api.settings import ServeSettings
from bartizan.service.answers.query_counts import query_counts
from bartizan.service.answers.questions import known_queries
from bartizan.service.reading import Snapshots
from bartizan.state.access.nouns import Role
from tests.api.serving import Served, served
from tests.service.estate import arn, published

FUNCTIONS: list[dict[str, Any]] = [
    {"id": arn("checkout"), "name": "checkout", "exposure": "internet", "authentication": "none"},
    {"id": arn("orders"), "name": "orders", "exposure": "internet", "authentication": None},
    {"id": arn("report"), "name": "report", "exposure": "none", "authentication": "none"},
]
BUCKETS = "create table aws_s3_bucket as select '' as id, '' as name, '' as scope, true as is_public limit 0"
DENIED = "insert into observation by name select 'aws_s3_bucket' as kind, 'list' as aspect, 'denied' as outcome"


@pytest.fixture
def api(tmp_path: Path) -> Iterator[Served]:
    home = published(tmp_path / "home", FUNCTIONS, also=[BUCKETS, f"{DENIED}, '111122223333' as scope"])
    with served(ServeSettings(home, "http://127.0.0.1")) as found:
        yield found


def counts_of(api: Served) -> dict[str, dict[str, Any]]:
    answer = api.person(Role.VIEWER).get("/explore/queries/counts")
    assert answer.status_code == 200, answer.text
    return {each["name"]: each for each in answer.json()}


def test_each_query_that_ships_has_a_number_or_a_reason(api: Served) -> None:
    found = counts_of(api)
    known = api.person(Role.VIEWER).get("/explore/queries").json()
    assert found.keys() == {each["name"] for each in known}
    name = "exposed_without_login"
    assert found[name] == {"key": name, "name": name, "total": 1, "unknown": 1, "why": ""}
    assert found["administrators"]["total"] is None
    assert "unknown type 'aws_iam_role'" in found["administrators"]["why"]
    lacking = [each for each in found.values() if each["total"] is None]
    assert [each for each in lacking if not each["why"] or each["unknown"] is not None] == []


def test_what_could_not_be_listed_is_unknown_and_never_none(api: Served) -> None:
    analyst = api.person(Role.ANALYST)
    text = "find aws_s3_bucket where is_public"
    assert analyst.post("/explore", json={"text": text}).json()["total"] == 0
    assert analyst.post("/explore/queries", json={"name": "buckets", "text": text}).status_code == 201
    assert counts_of(api)["buckets"] == {
        "key": "buckets",
        "name": "buckets",
        "total": None,
        "unknown": None,
        "why": "not listed in 1 scope",
    }


def test_a_saved_query_is_counted_as_soon_as_it_is_there(api: Served) -> None:
    analyst = api.person(Role.ANALYST)
    assert "open" not in counts_of(api)
    for exposure, total in (("internet", 2), ("none", 1)):
        text = f"find aws_lambda_function where exposure = {exposure}"
        assert analyst.post("/explore/queries", json={"name": "open", "text": text}).status_code == 201
        assert counts_of(api)["open"]["total"] == total


def test_who_is_stopped_leaves_no_wrong_number_behind(api: Served) -> None:
    home = api.settings.home
    snapshots = Snapshots(home)
    known = known_queries(home, "default")
    with snapshots.open() as opened:
        opened.engine.stop()
        stopped = {each.name: each for each in query_counts(opened, known)}
        assert stopped["exposed_without_login"].total is None
    with snapshots.open() as opened:
        assert {each.name: each for each in query_counts(opened, known)}["exposed_without_login"].total == 1


def test_without_time_nothing_is_known_and_nothing_remembered(api: Served) -> None:
    home = api.settings.home
    known = known_queries(home, "default")
    with Snapshots(home).open() as opened:
        none = query_counts(opened, known, seconds=0)
        assert {(each.total, each.why) for each in none} == {(None, "there was no time to count it")}
        assert any(each.total is not None for each in query_counts(opened, known))
