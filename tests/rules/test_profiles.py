"""Profiles: data that choose rules and severities, each choice with its reason."""

from pathlib import Path

import pytest

from bartizan.assess import chosen, overridden
from bartizan.assess.profile import load_profile
from bartizan.base.bundled import bundled
from bartizan.base.settings import Settings, load_settings
from bartizan.model import Severity, UsageError
from tests.rules.test_examples import rules

PROFILES = sorted(file.stem for file in bundled("profiles").glob("*.yaml"))


def with_profile(name: str) -> Settings:
    return Settings().with_profile(name)


def test_the_profiles_that_ship() -> None:
    assert PROFILES == ["default", "reference", "strict"]


@pytest.mark.parametrize("name", PROFILES)
def test_a_profile_names_rules_that_exist(name: str) -> None:
    assert not set(load_profile(name, bundled("profiles")).rules) - set(rules())


def test_strict_runs_every_rule() -> None:
    assert set(overridden(rules(), with_profile("strict"))) == set(rules())


def test_reference_is_the_eight_with_their_severities() -> None:
    """Published on Microsoft's page of serverless recommendations: six are high, two medium."""
    run = overridden(rules(), with_profile("reference"))
    medium = {"aws.lambda.runtime_updates_not_automatic", "aws.lambda.no_reserved_concurrency"}
    assert len(run) == 8
    assert {id_ for id_, rule in run.items() if rule.severity == "medium"} == medium
    assert {rule.severity for id_, rule in run.items() if id_ not in medium} == {Severity.HIGH}
    assert all(rule.reference_title and not rule.severity_when for rule in run.values())


def test_by_default_no_optional_rule_runs_and_each_says_why() -> None:
    choices = chosen(rules(), Settings())
    assert all(choice.off for choice in choices.values() if choice.rule.tier == "optional")
    noise = ("tracing_off", "insights_off", "plain_log_format", "required_tag_missing", "no_reserved_concurrency")
    assert all(choices[f"aws.lambda.{name}"].off for name in noise)
    assert not choices["aws.lambda.public_function_url"].off


def test_settings_count_more_than_the_profile(tmp_path: Path) -> None:
    file = tmp_path / "settings.yaml"
    file.write_text(
        "rules:\n  profile: reference\n  enabled: [aws.lambda.tracing_off]\n  disabled: [aws.lambda.unsigned_code]\n"
        "  severity: {aws.lambda.insights_off: medium, aws.lambda.open_api_route: critical}\n",
        encoding="utf-8",
    )
    run = overridden(rules(), load_settings(tmp_path))
    assert len(run) == 9
    assert "aws.lambda.unsigned_code" not in run
    assert run["aws.lambda.tracing_off"].severity == "low"
    assert run["aws.lambda.insights_off"].severity == "medium"
    assert run["aws.lambda.open_api_route"].severity == "critical"


def test_an_unknown_profile_is_refused() -> None:
    with pytest.raises(UsageError, match=r"no profile 'strickt' \(did you mean 'strict'"):
        overridden(rules(), with_profile("strickt"))
