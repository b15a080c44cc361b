"""The rules that edges name: each exists, and each way in that configuration opens names one."""

import re
from pathlib import Path

import pytest

from bartizan.assess.load import load_rules
from bartizan.base.bundled import bundled
from bartizan.graph.edges import edge_sources
from bartizan.normalize.run import schemas

_NAMED = re.compile(r"'((?:aws|azure|package)\.[a-z_0-9]+(?:\.[a-z_0-9]+)?)'")
_WITHOUT_A_RULE = {
    "aws/can_assume_pool": "no rule is about identity pools",
    "aws/feeds_foreign_account": "no rule is about the known accounts of a queue",
    "aws/feeds_queue_of_topic": "forwarding is intended",
    "aws/feeds_mail": "no rule is about receipt rules of mail",
    "aws/invokes_device": "no rule is about devices",
    "aws/invokes_graphql_by_key": "no rule is about GraphQL APIs",
    "aws/invokes_mail": "no rule is about receipt rules of mail",
    "aws/invokes_service": "the service's own settings decide, and were not read",
    "aws/invokes_sign_up": "no rule is about user pools",
    "aws/opens": "an authorizer is intended",
    "aws/routes_to": "an alias is intended",
    "aws/runs_as": "a role is intended",
    "aws/runs_as_instance": "a role is intended",
    "aws/triggers_bucket": "a trigger is intended",
    "aws/triggers_mapping": "a trigger is intended",
    "aws/triggers_rule": "a trigger is intended",
    "aws/triggers_topic": "a trigger is intended",
    "azure/administers_tenant_by_role": "rules are about workloads, not about people",
    "azure/can_assume_delegated": "no rule is about delegations",
    "aws/holds_role": "a role is intended",
    "azure/can_assume_federated": "no rule is about federated credentials",
    "azure/escalates_to_unread": "it only says what was not read",
    "azure/triggers": "a trigger is intended",
    "azure/runs_as": "an identity is intended",
    "both/can_assume": "a permission: the path says which statement",
    "both/can_assume_federated": "no rule is about identity providers",
    "both/changes_config_of": "a permission: the path says which statement",
    "both/exploits_own_code": "nothing is known to be wrong",
    "both/feeds": "a permission: the path says which statement",
    "both/invokes": "a permission: the path says which statement",
    "both/runs_commands_on": "a permission: the path says which statement",
    "both/takes_credentials_of": "a permission: the path says which statement",
}


@pytest.fixture(scope="module")
def known() -> set[str]:
    return set(load_rules([bundled("rules")], schemas()))


@pytest.mark.parametrize("name", edge_sources())
def test_named_rules_exist(name: str, known: set[str]) -> None:
    assert _named(name) <= known


@pytest.mark.parametrize(
    "name", [name for name, each in edge_sources().items() if each.mode in ("invokes", "controls")]
)
def test_a_step_that_a_fix_cuts_names_its_rule(name: str) -> None:
    assert bool(_named(name)) != (name in _WITHOUT_A_RULE)


def _named(name: str) -> set[str]:
    return set(_NAMED.findall(edge_sources()[name].sql))


def test_no_example_is_left_over() -> None:
    folder = Path(__file__).parent / "examples"
    assert {str(file.relative_to(folder).with_suffix("")) for file in folder.glob("*/*.yaml")} == set(edge_sources())
