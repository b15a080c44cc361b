"""Fifty readers of a served state, while one snapshot after another is published: no error, and no answer of two."""

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from httpx2 import Client, Response

from bartizan.api.settings import ServeSettings
from bartizan.portal.app import create_portal
from bartizan.state.address import STATE_URL
from tests.api.serving import served
from tests.service.estate import RULES, arn, published
from tests.state.postgres import Server

pytestmark = pytest.mark.slow

READERS = 50
SNAPSHOTS = 8
PER_FUNCTION = {
    "/resources?limit=200": 1,
    "/findings?limit=200": len(RULES),
    "/findings/facets?field=rule_id": len(RULES),
}
"""What is read, and how many of it there are for each function."""


@pytest.fixture
def address(state_home: Path) -> Iterator[str]:
    """The address of `bartizan serve` over a home with one snapshot."""
    publish(state_home, 1)
    command = [sys.executable, "-m", "bartizan", "serve", "--home", str(state_home), "--no-sign-in", "--port", "0"]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=dict(os.environ))
    assert server.stderr is not None
    found = re.search(r"http://127.0.0.1:\d+", line := server.stderr.readline())
    assert found, line
    yield found[0]
    server.terminate()
    assert server.communicate(timeout=20)[1] == ""


def publish(home: Path, n: int) -> None:
    """Publish a snapshot whose ID says how many functions it has."""
    published(home, [{"id": arn(f"f{i}"), "name": f"f{i}"} for i in range(n)], id_=f"of-{n}")


def check(answer: Response, per_function: int) -> str:
    """Return the snapshot that an answer names, whose rows and totals it must hold."""
    assert answer.status_code == 200, answer.text
    snapshot, body = answer.headers["X-Snapshot"], answer.json()
    expected = int(snapshot.removeprefix("of-")) * per_function
    if isinstance(body, list):
        assert sum(each["count"] for each in body) == expected
    else:
        assert (body["total"], len(body["items"]), body["snapshot"]) == (expected, expected, snapshot)
    return str(snapshot)


def test_readers_while_snapshots_are_published(state_home: Path, address: str) -> None:
    ended = threading.Event()
    barrier = threading.Barrier(READERS + 1)

    def read(_: int) -> set[str]:
        with Client(base_url=f"{address}/api/v1", timeout=60) as client:

            def read_all() -> set[str]:
                return {check(client.get(path), per_function) for path, per_function in PER_FUNCTION.items()}

            seen = read_all()
            barrier.wait()
            while not ended.is_set():
                seen |= read_all()
            return seen | read_all()

    with ThreadPoolExecutor(READERS) as pool:
        reading = [pool.submit(read, n) for n in range(READERS)]
        barrier.wait()
        try:
            for n in range(2, SNAPSHOTS + 1):
                publish(state_home, n)
        finally:
            ended.set()
        seen = set().union(*(each.result() for each in reading))
    assert {"of-1", f"of-{SNAPSHOTS}"} <= seen


def test_a_state_that_is_away_is_no_empty_state(
    tmp_path: Path, postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = postgres.new()
    monkeypatch.setenv(STATE_URL, postgres.by_password(url, postgres.password))
    with served(ServeSettings(tmp_path, "http://127.0.0.1", is_open=True), create_portal) as found:
        publish(tmp_path, 1)
        with Client(base_url=found.address, timeout=30) as client:
            paths = ("/api/v1/findings", "/api/v1/session", "/posture/overview", "/readyz")
            assert [client.get(path).status_code for path in paths] == [200] * 4
            database = url.rpartition("?")[0].rpartition("/")[2]
            postgres.sql(f"alter database {database} allow_connections false")
            postgres.sql(f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{database}'")
            for path in paths:
                answer = client.get(path)
                assert answer.status_code == 503, path
                assert database not in answer.text
                assert "bartizan@" not in answer.text
            postgres.sql(f"alter database {database} allow_connections true")
            assert [client.get(path).status_code for path in paths] == [200] * 4
