"""Automations: real commands and a real receiver, for what is new, once."""

import os
import time
from pathlib import Path
from typing import Any

import orjson
import pytest
import yaml

from bartizan.base.home import Home
from bartizan.base.settings import load_settings
from bartizan.model import UsageError, now
from bartizan.notify.automation.command import run_command
from bartizan.service.exporting.automating import enable
from bartizan.service.exporting.rules import remove_export
from bartizan.service.notifying.delivering import Deliverer
from bartizan.state.notify.nouns import AUTOMATION
from bartizan.state.notify.outbox import begin, pending
from tests.notify.sinks import webhook_sink
from tests.service.scans import Scans

HOSTILE = "a'; touch owned; $(touch owned)"


@pytest.fixture
def scan(tmp_path: Path) -> Scans:
    return Scans(tmp_path)


def allow(scan: Scans, **values: Any) -> Path:
    """Write the settings, and return where a command of ``runs`` notes what it was given."""
    file = scan.home / "settings.yaml"
    file.write_text(yaml.safe_dump({"automation": {"close": {"rules": ["*.open"], **values}}}))
    file.chmod(0o600)
    return scan.home / "given"


def runs(scan: Scans, script: str) -> list[str]:
    file = scan.home / "close"
    file.write_text(f"#!/bin/sh\ncd {scan.home}\n{script}\n")
    file.chmod(0o700)
    return [str(file), "$(touch owned)"]


def test_a_command_is_run_once_for_what_is_new(scan: Scans, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOOK_SECRET", "x")
    monkeypatch.setenv("AWS_PROFILE", "shop")
    given = allow(scan, command=runs(scan, "cat >> given; echo >> given; env; exit 3"), environment=["AWS_PROFILE"])
    scan("a")
    enable(scan.home, "close")
    scan("a", HOSTILE)
    scan("a", HOSTILE, "b")
    scan.deliver()
    found = [orjson.loads(line) for line in given.read_bytes().splitlines()]
    assert [(each["finding"]["resource_name"], each["attempt"], each["is_retry"]) for each in found] == [
        (HOSTILE, 1, False),
        ("b", 1, False),
    ]
    assert {each["finding"]["rule_id"] for each in found} == {"aws.lambda.open"}
    status, detail = scan.last()
    assert status == "sent"
    assert detail.startswith("aws.lambda.open b: exit 3: ")
    assert "AWS_PROFILE=shop" in detail
    assert "HOOK_SECRET" not in detail
    assert not list(scan.home.glob("**/owned"))


def test_what_was_unknown_and_fails_is_new_and_what_was_killed_is_marked(scan: Scans) -> None:
    given = allow(scan, command=runs(scan, "cat >> given; echo >> given"))
    scan("a", also=["update finding set status = 'unknown'"])
    enable(scan.home, "close")
    scan("a")
    killed = Deliverer(scan.home)
    killed.round()
    killed_again = Deliverer(scan.home)
    scan("a", "b")
    killed_again._gather(scan.state, {})
    begin(scan.state, pending(scan.state, "default")[0].id, now())
    scan.deliver()
    found = [orjson.loads(line) for line in given.read_bytes().splitlines()]
    assert [(each["finding"]["resource_name"], each["is_retry"]) for each in found] == [("a", False), ("b", True)]


def test_nothing_is_run_where_nobody_can_say_what_is_new(scan: Scans) -> None:
    given = allow(scan, command=runs(scan, "cat >> given; echo >> given"))
    first = scan("a")
    enable(scan.home, "close")
    Home(scan.home).snapshot("default", first).rename(scan.home / "lost")
    scan("a", "b")
    scan("a", "b", "c")
    scan.deliver()
    (found,) = [orjson.loads(line) for line in given.read_bytes().splitlines()]
    assert found["finding"]["resource_name"] == "c"


def test_a_url_is_tried_until_it_takes_it(scan: Scans) -> None:
    with webhook_sink() as sink:
        allow(scan, url=f"{sink.url}/run", allows_private=True)
        scan("a")
        enable(scan.home, "close")
        scan("a", "b")
        sink.status = 503
        scan.deliver()
        assert scan.last() == ("pending", "the receiver answered 503")
        sink.status = 200
        scan.deliverer.clock = lambda: now() + 2 * scan.deliverer.pause
        scan.deliver()
        assert [(got.path, got.json["attempt"]) for got in sink.received] == [("/run", 1), ("/run", 2)]
        assert scan.last() == ("sent", "aws.lambda.open b: sent")


def test_nothing_is_run_that_the_settings_do_not_allow(scan: Scans) -> None:
    scan("a")
    with pytest.raises(UsageError, match="no automation 'close'"):
        enable(scan.home, "close")
    given = allow(scan, command=runs(scan, "cat >> given"))
    (scan.home / "settings.yaml").chmod(0o622)
    with pytest.raises(UsageError, match="others may write"):
        enable(scan.home, "close")
    allow(scan, command=runs(scan, "cat >> given"))
    enable(scan.home, "close")
    (scan.home / "settings.yaml").unlink()
    scan("a", "b")
    scan.deliver()
    assert scan.last() == ("pending", "settings.yaml does not allow 'close' any more")
    allow(scan, command=runs(scan, "cat >> given"))
    remove_export(scan.home, "close", "ops", (AUTOMATION,))
    scan.deliverer.clock = lambda: now() + 2 * scan.deliverer.pause
    scan.deliver()
    assert not given.exists()


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"command": ["close"]},
        {"command": ["/bin/true"], "url": "https://receiver.example"},
        {"command": ["/bin/true"], "rules": []},
        {"command": ["/bin/true"], "seconds": 100_000},
        {"command": ["/bin/true"], "environment": ["A=B"]},
        {"url": "https://receiver.example", "secret": "written-out"},
        {"command": ["/bin/true"], "shell": True},
    ],
)
def test_settings_that_allow_nothing(scan: Scans, values: dict[str, Any]) -> None:
    allow(scan, **values)
    with pytest.raises(UsageError, match=r"settings\.yaml:"):
        load_settings(scan.home)


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("printf 'a\\033[31mb\\n'; exit 0", "exit 0: a [31mb"),
        ("exec >&- 2>&-; sleep 30", "killed after 0.5 s"),
        ("sleep 30 & wait", "killed after 0.5 s"),
        ("yes", "killed after 0.5 s: "),
        ("(trap '' TERM; sleep 30) >/dev/null 2>&1 & echo started", "exit 0: started"),
        ("kill -9 $$", "exit -9"),
    ],
)
def test_commands_that_do_not_behave(script: str, said: str) -> None:
    begun = time.monotonic()
    found = run_command(["/bin/sh", "-c", script], b"x" * 1_000_000, 0.5, {"PATH": os.environ["PATH"]})
    assert found.startswith(said)
    assert time.monotonic() - begun < 5
    assert run_command(["/not/there"], b"", 1, {}) == "could not be started: No such file or directory"
