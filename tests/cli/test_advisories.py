"""`bartizan advisories` as people and scripts meet it: rows on stdout, progress on stderr, exit codes."""

import json
from pathlib import Path

from typer.testing import CliRunner

from bartizan.advise.sources.source import bundled_source
from bartizan.cli.advisories import app


def test_sync_and_status_show_each_source(tmp_path: Path) -> None:
    run = CliRunner()
    result = run.invoke(app, ["sync", "--home", str(tmp_path), "--source", str(bundled_source()), "--format", "json"])
    assert result.exit_code == 0, result.output
    rows = {row["kind"]: row for row in json.loads(result.stdout)}
    assert set(rows) == {"advisories", "kev", "epss"}
    assert rows["kev"]["records"] == 2
    assert "kev: changed" in result.stderr
    status = run.invoke(app, ["status", "--home", str(tmp_path), "--format", "json"])
    assert {row["kind"]: row["state"] for row in json.loads(status.stdout)}["advisories"] == "stale"
    assert "advisories are old" in status.stderr


def test_exit_codes_tell_some_from_nothing(tmp_path: Path) -> None:
    run = CliRunner()
    bad = tmp_path / "npm.zip"
    bad.write_bytes(b"no archive")
    command = ["sync", "--home", str(tmp_path / "home"), "--format", "json", "--source", str(bad)]
    assert run.invoke(app, command).exit_code == 4
    assert run.invoke(app, [*command, "--source", str(bundled_source())]).exit_code == 3
