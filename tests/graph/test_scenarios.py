"""Each scenario names a path that is its own, and none that lacks one part of it."""

import pytest

from bartizan.base.bundled import bundled
from bartizan.graph.paths.create import FOLDER, path_settings
from bartizan.graph.paths.scenario import NOT_SCENARIOS
from tests.graph.small import Edge, admin, data, edge, paths, way

IN = "internet-invokes->f1-exploits:assumed_flaw->f1-runs_as->r1"
ALONE = "internet-invokes->f1-exploits:assumed_flaw->f1"
KEV = "internet-invokes->f1-exploits:kev->f1-runs_as->r1"
APP_IN = "internet-invokes->app1-exploits:assumed_flaw->app1-runs_as->id1"
APP_KEV = "internet-invokes->app1-exploits:kev->app1-runs_as->id1"
SECRET = ("s1", "secret", "secret", "sensitive", "s1")
VAULT = ("v1", "secret", "all_secrets", "sensitive", "v1")
STORE = data("b1")
AZURE = ("admin:azure:1", "administrator", "subscription", "sensitive", "admin:azure")
READ = way("r1-can_read->b1")
APP_READ = way("id1-can_read->st1")
ADMIN = way("r1-administers->admin:aws:1")

POSITIVE: dict[str, tuple[list[Edge], tuple[object, ...]]] = {
    "exposed_function_to_admin": (way(IN) + ADMIN, admin()),
    "exposed_function_to_data": (way(IN) + READ, STORE),
    "exposed_function_to_secrets": (way(IN) + way("r1-can_read->s1"), SECRET),
    "vulnerable_function_to_admin": (way(KEV) + ADMIN, admin()),
    "vulnerable_function_to_data": (way(KEV) + READ, STORE),
    "vulnerable_function_to_secrets": (way(KEV) + way("r1-can_read->s1"), SECRET),
    "exposed_app_to_admin": (way(APP_IN) + way("id1-administers->admin:azure:1"), AZURE),
    "exposed_app_to_data": (way(APP_IN) + APP_READ, data("st1")),
    "exposed_app_to_secrets": (way(APP_IN) + way("id1-can_read->v1"), VAULT),
    "vulnerable_app_to_admin": (way(APP_KEV) + way("id1-administers->admin:azure:1"), AZURE),
    "vulnerable_app_to_data": (way(APP_KEV) + APP_READ, data("st1")),
    "function_escalates_to_admin": (way(IN) + way("r1-escalates_to->admin:aws:1"), admin()),
    "app_escalates_to_admin": (way(APP_IN) + way("id1-escalates_to->admin:azure:1"), AZURE),
    "lateral_movement_to_data": (way(IN) + way("r1-can_assume->r2-can_read->b1"), STORE),
    "unsigned_code_to_admin": (
        way(IN) + way("r1-changes_code_of->f2-runs_as->r2-administers->admin:aws:1"),
        admin(),
    ),
    "unsigned_code_to_data": (way(IN) + way("r1-changes_code_of->f2-runs_as->r2-can_read->b1"), STORE),
    "event_injection_to_admin": (
        way("internet-feeds->q1-triggers->f1-exploits:assumed_flaw->f1-runs_as->r1") + ADMIN,
        admin(),
    ),
    "event_injection_to_data": (
        way("internet-feeds->q1-triggers->f1-exploits:assumed_flaw->f1-runs_as->r1") + READ,
        STORE,
    ),
    "stranger_event_to_target": (
        [edge("internet", "invokes", "f1", weight_key="event"), *way(IN)[1:], *READ],
        STORE,
    ),
    "oidc_trust_too_wide": (way("foreign:github:x-can_assume->r1") + ADMIN, admin()),
    "confused_deputy_to_function": (
        way("any_aws_account-invokes->f1-exploits:assumed_flaw->f1-runs_as->r1") + READ,
        STORE,
    ),
    "known_account_to_function": (
        way("foreign:aws:2-invokes->f1-exploits:assumed_flaw->f1-runs_as->r1") + READ,
        STORE,
    ),
    "storage_of_code_to_identity": (
        way(APP_IN) + way("id1-changes_code_of:next_start->app2-runs_as->id2-can_read->st1"),
        data("st1"),
    ),
    "rotation_function_to_secret": (way(ALONE) + way("f1-rotates->s1"), SECRET),
    "key_grant_to_data": (way(IN) + way("r1-can_decrypt->b1"), STORE),
    "secret_of_workload_to_data": (way(ALONE) + way("f1-holds_secret_for->u1-can_read->b1"), STORE),
    "untrusted_code_to_admin": (way(IN.replace("assumed_flaw", "malicious")) + ADMIN, admin()),
    "untrusted_code_to_data": (way(IN.replace("assumed_flaw", "malicious")) + READ, STORE),
    "scm_site_to_identity": (
        [
            edge("internet", "changes_code_of", "app1", weight_key="known_account", effect="conditional"),
            *way("app1-runs_as->id1"),
            *APP_READ,
        ],
        data("st1"),
    ),
    "slot_bypass": (
        [edge("app1", "slot_of", "app0", mode="relates"), *way(APP_IN), *APP_READ],
        data("st1"),
    ),
    "network_to_private_data": (
        way(ALONE) + way("f1-reaches_network->db1"),
        ("db1", "network", "network", "unknown", "db1"),
    ),
    "assumed_role_in_other_account": (way(IN) + way("r1-can_assume->r2-can_read->b1"), STORE),
    "cross_cloud_to_admin_or_data": (way(IN) + way("r1-can_assume->id1-can_read->st1"), data("st1")),
    "api_route_to_data": (
        [edge("internet", "invokes", "f1", rule_ids=["aws.lambda.open_api_route"]), *way(IN)[1:], *READ],
        STORE,
    ),
    "shared_identity": (
        way(IN) + way("r1-changes_code_of->f2-runs_as->r2"),
        ("f2", "workload", "workload", "unknown", "f2"),
    ),
    "exposed_workload": (way(IN), STORE),
    "vulnerable_app_to_secrets": (way(APP_KEV) + way("id1-can_read->v1"), VAULT),
}
THROUGH = {
    "batch_job": "batch",
    "build": "codebuild",
    "code_interpreter": "bedrock-agentcore",
    "container": "ecs",
    "container_service": "apprunner",
    "glue_job": "glue",
    "notebook": "sagemaker",
    "stack": "cloudformation",
    "workflow": "states",
}
POSITIVE |= {
    f"{name}_to_target": (
        [*way(IN), edge("r1", "escalates_to", "r2", weight_key=service), *way("r2-can_read->b1")],
        STORE,
    )
    for name, service in THROUGH.items()
}
SCOPES = {"assumed_role_in_other_account": {"r2": "2"}}
BORDER = {"assumed_role_in_other_account": {"r2": "1"}}
"""A near miss by the account, where no edge is missing."""


def scenarios_of(name: str, edges: list[Edge], scopes: dict[str, str] | None = None) -> list[str]:
    return [row["scenario"] for row in paths(edges, POSITIVE[name][1], scopes=scopes)]


@pytest.mark.parametrize("name", POSITIVE)
def test_a_path_has_the_name_of_its_scenario(name: str) -> None:
    assert scenarios_of(name, POSITIVE[name][0], SCOPES.get(name)) == [name]


@pytest.mark.parametrize("name", POSITIVE)
def test_without_any_one_edge_it_is_no_path_of_the_scenario(name: str) -> None:
    edges = POSITIVE[name][0]
    for missing in edges:
        left = [each for each in edges if each is not missing]
        if name == "exposed_workload" and missing[1] == "runs_as":
            continue  # it has nothing behind it without an identity, too
        if name == "shared_identity" and missing[1:3] == ("runs_as", "r2"):
            continue
        assert name not in scenarios_of(name, left, SCOPES.get(name)), missing
    if name in BORDER:
        assert name not in scenarios_of(name, edges, BORDER[name])


def test_a_technique_that_goes_through_nothing_is_no_path_of_another_service() -> None:
    edges = way(IN) + way("r1-escalates_to:technique->r2-can_read->b1")
    assert [row["scenario"] for row in paths(edges, STORE)] == ["lateral_movement_to_data"]


def test_every_scenario_that_ships_is_tried_but_the_last() -> None:
    there = {scenario.id for scenario in path_settings().scenarios}
    assert there - set(POSITIVE) == {"exposed_to_target", "app_to_directory"}
    assert len(there) == len(list(bundled(FOLDER).glob("*.yaml"))) - len(NOT_SCENARIOS)


def test_titles_say_what_is_assumed() -> None:
    (assumed,) = paths(POSITIVE["exposed_function_to_admin"][0], admin())
    (known,) = paths(POSITIVE["vulnerable_function_to_admin"][0], admin())
    assert assumed["title"].endswith("(assumes a flaw in its code)")
    assert assumed["certainty"] == "assumes_flaw"
    assert "assumes" not in known["title"]
    assert known["certainty"] == "needs_vulnerability"
