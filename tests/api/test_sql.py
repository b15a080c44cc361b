"""SQL over HTTP: what it answers, who may ask, and that it ends."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from httpx2 import Client, Response, TimeoutException

from bartizan.api.problem import MEDIA_TYPE
from bartizan.api.settings import ServeSettings
from bartizan.state.access.nouns import Role
from tests.api.serving import Served, served
from tests.service.estate import arn, published

CANARY = "canary-of-another-directory"
SLOW = "select count(*) from range(100000000000) as a(n) where n % 7 = 3"


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("home")
    published(home, [{"id": arn(name), "name": name} for name in ("orders", "billing", "=1+1")])
    published(home, [{"id": arn(CANARY), "name": CANARY}], "team-shop", "two")
    with served(ServeSettings(home, "http://127.0.0.1")) as found:
        yield found


@pytest.fixture(scope="module")
def client(api: Served) -> Client:
    return api.person(Role.ANALYST)


def asked(client: Client, sql: str, **more: Any) -> Response:
    headers = more.pop("headers", {})
    return client.post("/sql", json={"sql": sql, **more}, headers=headers)


def test_rows_are_lists_under_their_columns(client: Client) -> None:
    answer = asked(client, "select name, 1 as name from aws_lambda_function order by 1", limit=2)
    assert answer.json() == {
        "columns": ["name", "name"],
        "types": ["VARCHAR", "INTEGER"],
        "rows": [["=1+1", 1], ["billing", 1]],
        "truncated": True,
        "snapshot": "one",
    }
    assert answer.headers["X-Snapshot"] == "one"
    lines = asked(client, "select name from aws_lambda_function order by 1", headers={"Accept": "text/csv"})
    assert lines.text.splitlines() == ["name", "'=1+1", "billing", "orders"]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("170141183460469231731687303715884105727", "170141183460469231731687303715884105727"),
        ("sum(2)", 2),
        ("'nan'::double", "nan"),
        ("'-inf'::float", "-inf"),
        ("interval 3 days", "3 days, 0:00:00"),
        (r"'\x00\xff'::blob", "00ff"),
        ("map {1: 'a'}", {"1": "a"}),
        ("{'a': [1, null]}", {"a": [1, None]}),
        ("1.50::decimal(4, 2)", "1.50"),
        ("timestamp '2026-01-02 03:04:05'", "2026-01-02 03:04:05"),
        ("true", True),
        ("null", None),
    ],
)
def test_every_value_has_a_form_in_json(client: Client, value: str, said: object) -> None:
    answer = asked(client, f"select {value}")
    assert answer.status_code == 200, answer.text
    assert answer.json()["rows"] == [[said]]


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("select", "without selection list"),
        ("drop table finding", "SELECT"),
        ("select * from findings", "did you mean 'finding'"),
        ("select * from read_text('/etc/passwd')", "is not available here"),
        ("select * from pg_settings", "there is no table 'pg_settings'"),
        ("select nothing from finding", 'Referenced column "nothing"'),
        ("select list(n) from range(100000000) as a(n)", "more memory"),
        ("select repeat('x', 100000) as a from range(10000)", "longer than 20,000,000 characters"),
    ],
)
def test_what_cannot_be_run_is_a_problem_that_says_why(client: Client, sql: str, says: str) -> None:
    answer = asked(client, sql, limit=10_000)
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, MEDIA_TYPE)
    assert says in answer.json()["detail"]
    assert "/tmp" not in answer.text


def test_viewers_may_not_ask_and_no_directory_is_read_but_ones_own(api: Served, client: Client) -> None:
    assert asked(api.person(Role.VIEWER), "select 1").status_code == 403
    theirs = asked(api.person(Role.ANALYST, "team-shop"), "select name from aws_lambda_function")
    assert theirs.json()["rows"] == [[CANARY]]
    for sql in ("select * from aws_lambda_function", "select * from finding", "select * from observation"):
        assert CANARY not in asked(client, sql).text
    assert client.post("/sql", params={"at": "two"}, json={"sql": "select 1"}).status_code == 404
    assert asked(api.person(Role.ANALYST, "team-empty"), "select 1").json()["title"] == "No scan yet."


def test_a_query_ends_with_its_client(api: Served) -> None:
    client = api.person(Role.ANALYST)
    client.timeout = 0.5
    for _ in range(3):  # more than run at once
        with pytest.raises(TimeoutException):
            asked(client, SLOW)
    client.timeout = 30
    started = time.monotonic()
    assert asked(client, "select 1").json()["rows"] == [[1]]
    assert time.monotonic() - started < 5
