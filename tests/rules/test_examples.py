"""Every rule's examples are its truth table."""

from functools import cache

import pytest

from bartizan.assess import Rule, load_rules, tried
from bartizan.base.bundled import bundled
from bartizan.normalize import schemas


@cache
def rules() -> dict[str, Rule]:
    return load_rules([bundled("rules")], schemas())


@pytest.mark.parametrize("rule_id", list(rules()))
def test_examples_hold(rule_id: str) -> None:
    wrong = [trial for trial in tried(rules()[rule_id], schemas()) if not trial.holds]
    assert not wrong


@pytest.mark.parametrize("rule_id", list(rules()))
def test_every_null_that_matters_is_unknown(rule_id: str) -> None:
    """Law 1 on a single row: with every column unread, no rule passes, fails or excuses a resource."""
    rule = rules()[rule_id]
    example = next(example for example in rule.examples if example["expect"] == "unknown")
    # A rule that a parameter turns off by default is judged as its own example turns it on.
    turned_on = {key: value for key, value in example.items() if key.startswith("$")}
    blank = rule.model_copy(update={"examples": [{**turned_on, "expect": "unknown"}]})
    assert [trial.given for trial in tried(blank, schemas())] == ["unknown"] * len(rule.table)


def test_every_file_of_the_folder_is_a_rule() -> None:
    files = [file for file in bundled("rules").rglob("*.yaml") if file.parent.name != "controls"]
    assert len(rules()) == len(files) > 0


def test_rules_cover_both_clouds_and_every_category() -> None:
    categories = {rule.category for rule in rules().values()}
    assert len(categories) == 9, categories
    assert {rule_id.split(".")[0] for rule_id in rules()} == {"aws", "azure", "package"}


def test_every_serverless_recommendation_of_the_reference_product_has_a_rule() -> None:
    titles = {rule.reference_title for rule in rules().values()}
    expected = {
        "Authentication should be enabled on Azure Functions",
        "Authentication should be enabled on Lambda Function URLs",
        "Code Signing should be enabled on Lambda",
        "Lambda function should be configured with automatic runtime version updates",
        "Lambda function should implement Reserved Concurrency to prevent resource exhaustion",
        "Overly permissive permissions shouldn't be configured on Function App, Web App, or Logic App",
        "Restricted network access should be configured on Internet exposed Function app",
        "Security mechanism should be used on lambda function API Gateway",
    }
    assert expected <= titles, expected - titles


def test_remediations_say_what_to_do() -> None:
    for rule in rules().values():
        assert len(rule.remediation.text) > 20, rule.id
        assert rule.references, rule.id
        assert rule.controls, rule.id
