"""What the command after `bartizan demo` shows: the demo, until something is scanned for real."""

import json
from pathlib import Path

import pytest

from bartizan.state import State
from bartizan.state.address import STATE_URL
from bartizan.state.exemption import exemptions
from tests.cli.screens.home import FUNCTION, published_home
from tests.cli.test_faults import bartizan
from tests.state.postgres import Server

NOTE = "this is the demo's made-up company"
EXEMPT = ["exempt", "add", "--resource", FUNCTION, "--category", "mitigated", "--justification", "a gateway checks it"]


@pytest.mark.slow
def test_the_demo_is_shown_and_decided_on_while_nothing_else_was_scanned(tmp_path: Path) -> None:
    published_home(tmp_path / "demo")
    done = bartizan("inventory", "--format", "json", home=tmp_path)
    assert len(json.loads(done.stdout)) == 2
    assert done.stderr.startswith(NOTE)
    assert bartizan("inventory", "--quiet", home=tmp_path).stderr == ""
    assert bartizan(*EXEMPT, home=tmp_path).returncode == 0
    assert len(json.loads(bartizan("exempt", "list", home=tmp_path).stdout)) == 1
    assert not (tmp_path / "state.db").exists()


@pytest.mark.slow
def test_real_results_hide_the_demo(tmp_path: Path) -> None:
    published_home(tmp_path / "demo")
    assert bartizan(*EXEMPT, home=tmp_path).returncode == 0
    published_home(tmp_path)
    done = bartizan("exempt", "list", home=tmp_path)
    assert json.loads(done.stdout) == []
    assert NOTE not in done.stderr
    assert NOTE not in bartizan("inventory", home=tmp_path).stderr
    assert len(json.loads(bartizan("exempt", "list", "--home", str(tmp_path / "demo"), home=tmp_path).stdout)) == 1


def test_the_demo_is_never_kept_on_a_server(tmp_path: Path, postgres: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    published_home(tmp_path / "demo")
    monkeypatch.setenv(STATE_URL, postgres.new())
    for home in (tmp_path, tmp_path / "demo"):
        assert bartizan(*EXEMPT, home=home).returncode == 0
        assert len(json.loads(bartizan("inventory", "--format", "json", home=home).stdout)) == 2
    assert exemptions(State(tmp_path), "default") == []
    monkeypatch.delenv(STATE_URL)
    assert len(exemptions(State(tmp_path / "demo"), "default")) == 2
