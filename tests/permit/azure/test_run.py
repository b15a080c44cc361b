"""From tables to columns: one app, its roles, its groups, and what is denied to it or could not be read."""

from pathlib import Path
from typing import Any

import pytest

from bartizan.model import LIST, SELF, Observation, Outcome
from bartizan.pipeline.tables import make_tables
from bartizan.store import Engine, ObservationSpool

pytestmark = pytest.mark.slow

SCOPE = "11111111-1111-4111-8111-111111111111"
GROUP = f"/subscriptions/{SCOPE}/resourcegroups/shop"
APP = f"{GROUP}/providers/microsoft.web/sites/app"
VAULT = f"{GROUP}/providers/microsoft.keyvault/vaults/v"
ME, TEAM = "aaaaaaaa-0000-4000-8000-000000000001", "bbbbbbbb-0000-4000-8000-000000000001"
EVERYBODY = "00000000-0000-0000-0000-000000000000"
ROLES = {
    "contributor": [{"actions": ["*"], "notActions": ["Microsoft.Authorization/*/write"]}],
    "web": [{"actions": ["Microsoft.Web/sites/*"], "notActions": ["Microsoft.Web/sites/*config/list/action"]}],
    "assigner": [{"actions": ["Microsoft.Authorization/roleAssignments/write"], "condition": "@Request[x] y"}],
    "secrets": [{"dataActions": ["Microsoft.KeyVault/vaults/secrets/getSecret/action"]}],
}
LISTS = ("azure_role_assignment", "azure_deny_assignment", "azure_key_vault")
Given = tuple[str, str, str, dict[str, Any]]


def held(role: str, scope: str, who: str = ME) -> Given:
    type_ = "Group" if who == TEAM else "ServicePrincipal"
    properties = {"roleDefinitionId": f"/x/{role}", "principalId": who, "principalType": type_, "scope": scope}
    return ("azure_role_assignment", f"{scope}/{role}/{who}", SELF, {"properties": properties})


def denial(*actions: str) -> Given:
    properties = {"scope": GROUP, "principals": [{"id": EVERYBODY}], "permissions": [{"actions": [*actions]}]}
    return ("azure_deny_assignment", "d", SELF, {"properties": properties})


def in_groups(*groups: str) -> list[Given]:
    value = [{"id": group} for group in groups]
    return [("azure_principal", ME, SELF, {"principalId": ME}), ("azure_principal", ME, "groups", {"value": value})]


def told(tmp_path: Path, given: list[Given], refused: str = "") -> tuple[dict[str, Any], list[dict[str, Any]]]:
    identity = {"identity": {"type": "SystemAssigned", "principalId": ME}}
    base: list[Given] = [("azure_web_app", APP, SELF, identity), ("azure_subscription", SCOPE, SELF, {})]
    base += [
        ("azure_role_definition", f"/x/{name}", SELF, {"properties": {"roleName": name, "permissions": blocks}})
        for name, blocks in ROLES.items()
    ]
    with ObservationSpool(tmp_path / "spool") as spool:
        for kind, id_, aspect, body in [*base, *given]:
            spool.write(Observation(kind, id_, aspect, Outcome.OK, SCOPE, body=body))
        for kind in LISTS:
            spool.write(Observation(kind, "", LIST, Outcome.DENIED if kind == refused else Outcome.OK, SCOPE))
    with Engine() as engine:
        engine.load_observations(spool.path)
        make_tables(engine)
        (app,) = engine.rows("select effective_escalations, data_access, broadest_scope from azure_web_app")
        return app, engine.rows("select * from permission order by action")


def test_roles_of_its_own_and_of_its_groups_count(tmp_path: Path) -> None:
    app, rows = told(tmp_path, [held("web", GROUP), held("secrets", VAULT, TEAM), *in_groups(TEAM)])
    assert app == {
        "effective_escalations": [f"change_apps at {GROUP}"],
        "data_access": [f"secrets at {VAULT}"],
        "broadest_scope": "resource_group",
    }
    assert {(row["action"].split("/")[0], row["is_unbounded"]) for row in rows} == {
        ("Microsoft.Web", True),
        ("Microsoft.KeyVault", False),
    }
    assert "Microsoft.Web/sites/publish/action" in {row["action"] for row in rows}


def test_what_is_denied_does_not_count(tmp_path: Path) -> None:
    app, _ = told(tmp_path, [held("web", GROUP), denial("Microsoft.Web/*"), *in_groups()])
    assert app["effective_escalations"] == []


def test_what_a_condition_binds_is_a_conditional_permission_only(tmp_path: Path) -> None:
    app, rows = told(tmp_path, [held("assigner", GROUP), *in_groups()])
    assert app["effective_escalations"] == []
    assert [(row["ability"], row["is_conditional"]) for row in rows] == [("escalation", True)]


def test_an_app_gains_nothing_over_itself(tmp_path: Path) -> None:
    app, _ = told(tmp_path, [held("web", APP), *in_groups()])
    assert app["effective_escalations"] == []


def test_access_policies_of_vaults_count_where_roles_do_not_govern(tmp_path: Path) -> None:
    policy = {"objectId": ME, "permissions": {"secrets": ["get"]}}
    vault: Given = ("azure_key_vault", VAULT, SELF, {"name": "v", "properties": {"accessPolicies": [policy]}})
    app, _ = told(tmp_path, [vault, *in_groups()])
    assert app["data_access"] == [f"secrets at {VAULT}"]
    assert app["broadest_scope"] == ""


@pytest.mark.parametrize(
    ("refused", "unknown"),
    [
        ("azure_role_assignment", {"effective_escalations", "data_access", "broadest_scope"}),
        ("azure_deny_assignment", {"effective_escalations", "data_access", "broadest_scope"}),
        ("azure_key_vault", {"data_access"}),
    ],
)
def test_what_was_refused_makes_it_unknown(tmp_path: Path, refused: str, unknown: set[str]) -> None:
    app, _ = told(tmp_path, [held("web", GROUP), *in_groups()], refused)
    assert {name for name, value in app.items() if value is None} == unknown


def test_groups_that_were_not_read_matter_where_one_holds_a_role(tmp_path: Path) -> None:
    app, _ = told(tmp_path, [held("contributor", GROUP, TEAM)])
    assert set(app.values()) == {None}
    (tmp_path / "again").mkdir()
    app, _ = told(tmp_path / "again", [held("web", GROUP)])
    assert app["broadest_scope"] == "resource_group"


def test_a_role_that_was_not_read_is_unknown(tmp_path: Path) -> None:
    app, _ = told(tmp_path, [held("nobody-saw", GROUP), *in_groups()])
    assert app["effective_escalations"] is None
    assert app["data_access"] is None
