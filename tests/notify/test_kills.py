"""Workers that are killed at random moments lose no notification, and double none without saying so."""

import os
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from sqlalchemy import select

from bartizan.model import now
from bartizan.state import State
from bartizan.state.models import OutboxRow
from bartizan.state.notify.nouns import NotificationRule
from bartizan.state.notify.rules import add_notification_rule
from tests.notify.sinks import webhook_sink

ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("BARTIZAN_KILLS", "8"))
"""`make notification-kills` has 100."""


def killed(home: Path, kills: int) -> str:
    """Kill that many workers, check what arrived, and return the figures."""
    with webhook_sink() as sink:
        rule = NotificationRule("all", "webhook", sink.url, "test", now(), allows_private=True)
        state = State(home)
        add_notification_rule(state, "default", rule)
        command = [sys.executable, "-m", "tests.notify.killed_worker", str(home), str(kills)]
        subprocess.run(command, check=True, cwd=ROOT, timeout=60 + kills * 2)
        with state.transaction() as session:
            written = set(session.scalars(select(OutboxRow.id)))
        copies: dict[str, list[bool]] = defaultdict(list)
        for got in sink.received:
            for item in got.json["items"]:
                copies[item["id"]].append(got.json["is_retry"])
    assert len(written) > kills
    assert written <= copies.keys(), "lost"
    assert copies.keys() <= written, "sent before it was committed"
    assert [id_ for id_, marks in copies.items() if marks.count(False) > 1] == []
    most = max(Counter(map(len, copies.values())), default=0)
    assert most <= 2, f"{most} copies"
    doubled = sum(len(marks) > 1 for marks in copies.values())
    return f"{kills} kills: {len(written)} notices, {len(sink.received)} messages, {doubled} notices doubled"


@pytest.mark.slow
def test_no_kill_loses_a_notification(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    figures = killed(tmp_path, KILLS)
    with capsys.disabled():
        if KILLS > 8:
            sys.stdout.write(f"{figures}\n")
