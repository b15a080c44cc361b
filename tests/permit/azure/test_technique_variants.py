"""What must hold of every Azure technique, whichever examples its file has: all variants of its kind are tried."""

from collections.abc import Iterable
from typing import Any

import pytest

from bartizan.permit.azure.escalate.technique import Technique, techniques
from tests.permit.azure.test_techniques import gained

EVERY = techniques()
BY_ROLE = [each for each in EVERY if each.needs]
"""Those that take actions of ARM; the rest take app roles, directory roles or ownership."""
TAKES = [each for each in EVERY if each.gains == "identity"]
TABLE = {
    "take_master_key", "publish_code", "change_app_settings", "take_publish_profile", "rewrite_code_blobs",
    "rewrite_code_store", "push_image", "change_container", "attach_identity", "trust_outside_logins", "assign_roles",
    "make_roles_eligible", "elevate_access", "define_roles", "open_vault", "run_on_machine", "run_on_cluster",
    "change_runbook", "change_workflow", "run_deployment_script", "grant_app_roles", "own_application",
    "add_application_credentials", "assign_directory_roles", "control_privileged_groups", "reset_administrators",
}  # fmt: skip
"""The ways that Microsoft documents and researchers published, by what they do."""


def each_of(chosen: Iterable[Technique]) -> pytest.MarkDecorator:
    """Run a test with each of some techniques."""
    return pytest.mark.parametrize("technique", list(chosen), ids=lambda each: each.id)


def changed(technique: Technique, **changes: Any) -> str:
    """Return the best effect of the technique's best example once that is changed."""
    rank = {True: 0, "yes": 0, "conditional": 1}
    example = min(technique.examples, key=lambda each: rank.get(each["expect"], 2))
    return next((gain.effect.name for gain in gained(technique, {**example, **changes})), "no")


def test_every_published_way_is_here() -> None:
    assert {each.id for each in EVERY} >= TABLE


@each_of(EVERY)
def test_its_best_example_is_a_way(technique: Technique) -> None:
    assert changed(technique) in ("yes", "conditional")


@each_of(BY_ROLE)
def test_without_its_actions_it_is_no_way(technique: Technique) -> None:
    assert changed(technique, may=["Microsoft.Resources/subscriptions/read"], may_data=[]) == "no"


@each_of(BY_ROLE)
def test_a_denial_ends_it(technique: Technique) -> None:
    assert changed(technique, denied=["*"], denied_data=["*"]) == "no"


@each_of(BY_ROLE)
def test_a_role_elsewhere_is_no_way(technique: Technique) -> None:
    assert changed(technique, elsewhere=True) == "no"


@each_of(BY_ROLE)
def test_an_eligible_role_is_a_condition(technique: Technique) -> None:
    assert changed(technique, eligible=True) == "conditional"


@each_of(BY_ROLE)
def test_a_role_that_was_not_read_is_never_a_sure_way(technique: Technique) -> None:
    assert changed(technique, role="unread") in ("no", "unknown")


@each_of(TAKES)
def test_an_identity_of_equal_strength_is_no_gain(technique: Technique) -> None:
    assert changed(technique, target="equal") == "no"


@each_of(TAKES)
def test_an_identity_whose_roles_were_not_read_is_unknown(technique: Technique) -> None:
    assert changed(technique, target="unread") == "unknown"


@each_of(each for each in TAKES if each.through)
def test_what_it_goes_through_counts(technique: Technique) -> None:
    assert changed(technique, prerequisite=False) == "no"
    assert changed(technique, prerequisite="unread") == "unknown"
