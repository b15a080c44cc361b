"""What a scan tells of itself on stderr while it runs: a display for people, lines for logs."""

import datetime
import io
import json
import logging
import os
import pty
import subprocess
import sys
import time
from math import inf
from pathlib import Path

import pytest
from rich.console import Console

from bartizan.cli.live.display import EVERY, display, line, under_way
from bartizan.cli.live.estimate import at_pace, in_queue, of_kind, of_scan
from bartizan.cli.live.events import reported
from bartizan.cli.log_lines import LOG_FORMAT, JsonLines
from bartizan.collect.shared.quota import Quotas
from bartizan.model import Spend, Usage
from tests.cli.process import run
from tests.cli.test_commands import scan_arguments
from tests.conftest import Emulators

SCOPE = "111122223333"
FUNCTION = "aws_lambda_function"


def usage(answered: int, planned: int, **quotas: Spend) -> Usage:
    """A scope's functions as they are read since second 100."""
    made = Usage(quotas={(SCOPE, "eu-west-1", name): spend for name, spend in quotas.items()})
    made.plan(SCOPE, FUNCTION, planned)
    made.began[SCOPE, FUNCTION] = 100.0
    for _ in range(answered):
        made.answer(SCOPE, FUNCTION)
    return made


def test_the_pace_seen_tells_how_long_the_rest_takes() -> None:
    assert at_pace(20, 100, 10.0) == pytest.approx(40.0)
    assert at_pace(100, 100, 10.0) == 0.0
    assert at_pace(0, 100, 10.0) is None


def test_the_slowest_queue_tells_how_long_its_quota_takes() -> None:
    assert in_queue([Spend(12.0, waiting=120), Spend(80.0, waiting=160)]) == pytest.approx(10.0)
    assert in_queue([Spend(inf, waiting=5), Spend(12.0)]) is None


def test_before_the_first_answer_the_queue_tells() -> None:
    asked = usage(0, 500, policies=Spend(12.0, waiting=360))
    assert of_kind(asked, SCOPE, FUNCTION, 110.0) == pytest.approx(30.0)
    assert of_kind(usage(0, 500), SCOPE, FUNCTION, 110.0) is None
    assert of_kind(asked, "999900001111", FUNCTION, 110.0) == 0.0


def test_who_started_it_hears_of_the_quotas_that_hold_it_up() -> None:
    asked = usage(1, 500, functions=Spend(80.0, 40), policies=Spend(12.0, 9, 360), unpaced=Spend(inf, 5))
    asked.calls["lambda:GetPolicy"] = 54
    reads, writes = os.pipe()
    with reported(asked, writes):
        pass
    os.close(writes)
    with os.fdopen(reads, encoding="utf-8") as lines:
        (said,) = (found for found in map(json.loads, lines) if found["kind"] == "calls")
    assert said["calls"] == 54
    assert said["quotas"] == [
        {"name": f"{SCOPE} eu-west-1 policies", "rate": 12.0, "calls": 9, "waiting": 360},
        {"name": f"{SCOPE} eu-west-1 functions", "rate": 80.0, "calls": 40, "waiting": 0},
    ]


def test_the_scan_takes_as_long_as_its_slowest_part() -> None:
    assert of_scan(usage(100, 500, policies=Spend(12.0, waiting=720)), 110.0) == pytest.approx(60.0)
    assert of_scan(usage(100, 500, policies=Spend(12.0, waiting=12)), 110.0) == pytest.approx(40.0)
    assert of_scan(Usage(), 110.0) is None


async def test_a_bucket_keeps_account_of_its_calls() -> None:
    spent: dict[tuple[str, ...], Spend] = {}
    gate = Quotas(0.5, spent=spent).bucket((SCOPE, "eu-west-1", "lambda"), 2000, 200)
    for _ in range(150):
        await gate.acquire()
    assert spent == {(SCOPE, "eu-west-1", "lambda"): Spend(1000.0, calls=150)}


def test_the_display_has_a_bar_for_each_account_and_the_longest_queue() -> None:
    console = Console(width=120, record=True, file=io.StringIO())
    console.print(display(usage(100, 500, lambda_policies=Spend(12.0, 110, 240)), 90.0, 110.0))
    account, queue, total = console.export_text().splitlines()
    assert account.startswith(f"{SCOPE} ")
    assert account.split()[-4:] == ["100/500", "40", "s", "left"]
    assert queue == f"waits for the quota {SCOPE} eu-west-1 lambda_policies: 5.5 of 12 a second"
    assert total.endswith("40 s left")


def test_before_anything_is_planned_the_display_is_one_line() -> None:
    console = Console(width=120, record=True, file=io.StringIO())
    console.print(display(Usage(), 90.0, 90.5))
    assert console.export_text() == "0 calls, 0/s, 0.0 MB\n"


def test_the_lines_of_a_long_scan_have_each_kind_and_quota() -> None:
    under = usage(100, 500, lambda_policies=Spend(12.0, 110, 240))
    under.plan(SCOPE, "aws_iam_role", 3)
    under.plan(SCOPE, "aws_kms_key", 1)
    under.answer(SCOPE, "aws_kms_key")
    under.calls["lambda:GetPolicy"] = 110
    kinds, unstarted, quotas, whole = under_way(under, 90.0, 110.0)
    assert kinds == f"{SCOPE} {FUNCTION}: 100 of 500 questions answered, 40 s left"
    assert unstarted == f"{SCOPE} aws_iam_role: 0 of 3 questions answered, 20 s left"
    assert quotas == f"{SCOPE} eu-west-1 lambda_policies: 110 calls, 5.5 of 12 a second, 20 s left"
    assert whole == "110 calls, 6/s, 0.0 MB, 40 s left"
    assert under_way(usage(500, 500, lambda_policies=Spend(12.0, 110)), 90.0, 110.0) == []


def test_a_scope_that_could_not_be_read_says_so() -> None:
    assert line(usage(7, 7, policies=Spend(12.0, calls=9)), SCOPE) == f"{SCOPE}: 7 of 7 questions answered, 9 calls"
    assert line(Usage(), SCOPE) == f"{SCOPE}: could not be read"


def test_without_a_terminal_each_scope_has_one_line(emulators: Emulators, tmp_path: Path) -> None:
    estate = emulators.estate
    started = time.monotonic()
    done = run(*scan_arguments(estate), home=tmp_path)
    seconds = time.monotonic() - started
    assert done.returncode in (0, 3), done.stderr
    *lines, warning = done.stderr.splitlines()
    assert warning.startswith("no advisories are here")
    scopes = {*(arn.split(":")[4] for arn in estate.role_arns), *estate.subscriptions}
    ends = [text for text in lines if text.partition(": ")[0] in scopes]
    # On a busy machine the scan takes so long that it says where it is.
    assert ends == lines or seconds > EVERY, done.stderr
    told = dict(text.split(": ", 1) for text in ends)
    assert set(told) == scopes
    assert len(told) == len(ends)
    for text in told.values():
        answered, _, planned, _, _, calls, _ = text.split()
        assert answered == planned
        assert int(calls) > 0


@pytest.mark.slow
def test_in_a_terminal_the_display_lives(emulators: Emulators, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    scan = subprocess.Popen(
        [sys.executable, "-c", "from bartizan.cli import main; main()", *scan_arguments(emulators.estate)],
        env={**os.environ, "BARTIZAN_HOME": str(tmp_path), "TERM": "xterm", "COLUMNS": "160"},
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    )
    os.close(theirs)
    seen = b""
    try:
        while chunk := os.read(ours, 65536):
            seen += chunk
    except OSError:  # Linux says so that the other end is closed
        pass
    os.close(ours)
    assert scan.wait() in (0, 3)
    for account in (*emulators.estate.accounts, *emulators.estate.subscriptions, "calls, "):
        assert account.encode() in seen
    assert b"questions answered" not in seen


def test_lines_are_objects_where_the_environment_asks_for_them(tmp_path: Path) -> None:
    watching = run("watch", "--once", home=tmp_path, **{LOG_FORMAT: "json"})
    failing = run("attack-paths", home=tmp_path, **{LOG_FORMAT: "json"})
    lines = [json.loads(line) for done in (watching, failing) for line in done.stderr.splitlines()]
    assert [(each["level"], each["logger"]) for each in lines] == [("info", "bartizan"), ("error", "bartizan")]
    assert "no connector to watch" in lines[0]["message"]
    assert all(datetime.datetime.fromisoformat(each["at"]).tzinfo for each in lines)
    record = logging.makeLogRecord({"name": "bartizan.scans", "levelname": "INFO", "msg": "scan %s\n", "args": ("r1",)})
    assert json.loads(JsonLines().format(record))["message"] == "scan r1"
