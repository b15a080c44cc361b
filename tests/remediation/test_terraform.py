"""Terraform snippets are HCL. Which arguments a provider knows is not checked: its schema cannot be had offline."""

import re

import hcl2
import pytest

from bartizan.report.remediation.quoting import plain
from bartizan.report.remediation.template import rendered
from tests.remediation.samples import rules

SNIPPETS = {rule.id: rule.remediation.terraform for rule in rules() if rule.remediation.terraform}
ROW = {"name": "orders", "id": "arn:aws:lambda:eu-west-1:111122223333:function:orders", "region": "eu-west-1"}


@pytest.mark.parametrize("rule_id", SNIPPETS)
def test_it_parses_and_names_resources(rule_id: str) -> None:
    text = rendered(SNIPPETS[rule_id], {**ROW, "scope": "111122223333", "resource_group": "shop"}, lambda *_: [], plain)
    if re.fullmatch(r"(#.*\n?)+", text):  # the fix is to remove a resource
        return
    blocks = hcl2.loads(text + "\n")
    named = [kind.strip('"') for block in blocks.get("resource", []) + blocks.get("data", []) for kind in block]
    assert named
    assert all(re.fullmatch(r"(aws|azurerm|azuread)_[a-z0-9_]+", kind) for kind in named)


def test_front_door_is_let_in_by_its_id_alone() -> None:
    open_tag = [r for r, t in SNIPPETS.items() if "AzureFrontDoor.Backend" in t and "x_azure_fdid" not in t]
    assert open_tag == []
