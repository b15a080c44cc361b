"""Asking which services roles used, as people turn it on: by an option, or for good in their settings."""

import json
from pathlib import Path

import pytest

from bartizan_demo.process import Estate
from tests.cli.process import run

ACTIONS = ["iam:GenerateServiceLastAccessedDetails", "iam:GetServiceLastAccessedDetails"]


@pytest.mark.parametrize(
    ("options", "settings", "is_asked"),
    [
        ([], "", False),
        (["--last-accessed", "--other-services"], "", True),
        ([], "permissions: {last_accessed: true, other_services: true}\n", True),
        ([], "permissions: {last_accessed: false}\n", False),
    ],
)
def test_a_scan_asks_where_it_is_told_to(
    estate: Estate, tmp_path: Path, options: list[str], settings: str, is_asked: bool
) -> None:
    (tmp_path / "settings.yaml").write_text(settings or "{}\n", encoding="utf-8")
    where = ["--aws", "--endpoint-url", estate.aws, "--region", "us-east-1", "--quota-share", "off", "--no-packages"]
    done = run("scan", *where, *options, home=tmp_path, **estate.environ)
    assert done.returncode in (0, 3), done.stderr
    calls = json.loads(done.stdout)["calls"]
    assert [action in calls for action in (*ACTIONS, "codebuild:ListProjects")] == [is_asked] * 3


def test_settings_know_the_option_by_its_name_alone(tmp_path: Path) -> None:
    (tmp_path / "settings.yaml").write_text("permissions:\n  last_acessed: true\n", encoding="utf-8")
    done = run("rules", "list", home=tmp_path)
    assert done.returncode == 2
    assert ":2: permissions.last_acessed: unknown key (did you mean 'last_accessed'?)" in done.stderr


def test_the_policy_holds_the_two_actions_on_demand(tmp_path: Path) -> None:
    plain, more = (
        json.loads(run("connect", "aws", "--print-policy", *options, home=tmp_path).stdout)["Statement"][0]["Action"]
        for options in ([], ["--last-accessed"])
    )
    assert more == sorted(more)
    assert set(more) - set(plain) == set(ACTIONS)
    assert set(plain) <= set(more)
