"""Who can become an administrator, by which steps, and what was not read, over small tables."""

from typing import Any

import pytest

from bartizan.graph.identities import make_identities
from bartizan.normalize import schemas
from bartizan.permit import TABLES
from bartizan.permit.tables import append
from bartizan.report.views.identities import identities
from bartizan.store import Engine

ACCOUNT = "111122223333"
READ = (
    "aws_iam_role",
    "aws_iam_user",
    "aws_iam_group",
    "aws_lambda_function_link",
    "azure_app_principal",
    "azure_app_reference",
    "azure_resource_with_identity",
    "azure_principal",
    "azure_group",
)


def arn(name: str, kind: str = "role") -> str:
    return f"arn:aws:iam::{ACCOUNT}:{kind}/{name}"


def role(name: str, *, is_admin: bool | None = False, **facts: Any) -> dict[str, Any]:
    trust: dict[str, Any] = {"trusted_services": [], "foreign_trusted_accounts": []}
    return {"id": arn(name), "name": name, "scope": ACCOUNT, "is_admin": is_admin, **trust, **facts}


def gains(source: str, target: str, effect: str = "yes", **facts: Any) -> dict[str, Any]:
    found = {"principal_id": source, "provider": "aws", "technique": "iam-012", "target_id": target, "through_id": ""}
    return {**found, "effect": effect, "condition": "", "because": "", "steps": [], **facts}


def accesses(source: str, target: str, ability: str, effect: str = "yes") -> dict[str, Any]:
    return {"principal_id": source, "provider": "aws", "ability": ability, "target_id": target, "effect": effect}


def made(**tables: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The identities of tables by name."""
    with Engine() as engine:
        for name in READ:
            engine.create_empty(name, schemas()[name])
        for name, columns in TABLES.items():
            engine.create_empty(name, columns)
        for name, rows in tables.items():
            append(engine, name, rows)
        make_identities(engine)
        return {each.name: each.model_dump() for each in identities(engine).items}


def steps(row: dict[str, Any]) -> list[str]:
    return [step["target"] for step in row["via"]]


ROLES = [role("boss", is_admin=True), role("a"), role("b"), role("c"), role("far")]


@pytest.mark.parametrize(
    ("edges", "word", "via"),
    [
        ([], "no", []),
        ([gains(arn("a"), "")], "yes", [""]),
        ([gains(arn("a"), arn("boss"))], "yes", [arn("boss")]),
        ([gains(arn("a"), arn("b")), gains(arn("b"), arn("boss"))], "yes", [arn("b"), arn("boss")]),
        ([gains(arn("a"), arn("b")), gains(arn("b"), arn("c")), gains(arn("a"), "")], "yes", [""]),
        ([gains(arn("a"), arn("b")), gains(arn("b"), "", "conditional")], "conditional", [arn("b"), ""]),
        # What is sure is told even where something shorter is not.
        (
            [gains(arn("a"), "", "conditional"), gains(arn("a"), arn("b")), gains(arn("b"), "")],
            "yes",
            [arn("b"), ""],
        ),
        ([gains(arn("a"), arn("b"), "unknown"), gains(arn("b"), "")], "unknown", [arn("b"), ""]),
        ([gains(arn("a"), arn("b")), gains(arn("b"), arn("a"))], "no", []),
        ([gains(arn("a"), "arn:aws:iam::999988887777:role/of-nobody")], "no", []),
    ],
)
def test_who_can_become_an_administrator(edges: list[dict[str, Any]], word: str, via: list[str]) -> None:
    found = made(aws_iam_role=ROLES, escalation=edges)
    assert (found["a"]["can_become_admin"], steps(found["a"])) == (word, via)
    assert (found["boss"]["can_become_admin"], found["boss"]["via"]) == ("yes", [])
    assert found["far"]["can_become_admin"] == "no"


def test_a_role_that_may_be_assumed_is_a_step() -> None:
    found = made(aws_iam_role=ROLES, access=[accesses(arn("a"), arn("boss"), "assume_role", "conditional")])
    assert found["a"]["can_become_admin"] == "conditional"
    assert found["a"]["via"][0]["edge"] == "can_assume"
    assert found["boss"]["assumed_by"] == [arn("a")]


def test_what_was_not_read_is_unknown() -> None:
    unread = role("unread", is_admin=None, trusted_services=None, foreign_trusted_accounts=None)
    found = made(aws_iam_role=[*ROLES, unread])["unread"]
    assert found["can_become_admin"] == "unknown"
    assert {found[key] for key in ("is_admin", "assumed_by", "data_access", "data_read", "data_write")} == {None}


@pytest.mark.parametrize("effect", ["yes", "unknown"])
def test_who_can_become_one_that_was_not_read_is_unknown_too(effect: str) -> None:
    unread = role("unread", is_admin=None)
    ways = [gains(arn("a"), arn("b")), gains(arn("b"), arn("unread"), effect), gains(arn("c"), "", "conditional")]
    found = made(aws_iam_role=[*ROLES, unread], escalation=[*ways, gains(arn("c"), arn("unread"))])
    assert (found["a"]["can_become_admin"], steps(found["a"])) == ("unknown", [arn("b"), arn("unread")])
    assert (found["c"]["can_become_admin"], found["far"]["can_become_admin"]) == ("conditional", "no")


def test_data_counts_each_store_once_and_lists_the_first() -> None:
    reads = [accesses(arn("a"), f"arn:aws:s3:::b{n:03}", "data_read") for n in range(150)]
    writes = [accesses(arn("a"), "arn:aws:s3:::b000", "data_write"), accesses(arn("a"), "secret", "secret_read")]
    other = [accesses(arn("a"), "key", "decrypt"), accesses(arn("a"), "far", "data_read", "unknown")]
    found = made(aws_iam_role=ROLES, access=[*reads, *writes, *other])["a"]
    assert found["data_access"] == 151
    assert len(found["data_read"]) == 100
    assert found["data_write"] == ["arn:aws:s3:::b000"]


def test_who_can_be_it() -> None:
    functions = [{"id": "arn:aws:lambda:f", "scope": ACCOUNT, "role_arn": arn("a")}]
    trusting = role("a", trusted_services=["lambda.amazonaws.com"], foreign_trusted_accounts=["*", "444455556666"])
    trusting["foreign_trusted_organizations"] = ["o-othercompany"]
    found = made(aws_iam_role=[trusting, role("b")], aws_lambda_function_link=functions)
    expected = [
        "any_aws_account",
        "arn:aws:lambda:f",
        "foreign:aws:444455556666",
        "foreign:aws:o-othercompany",
        "lambda.amazonaws.com",
    ]
    assert found["a"]["assumed_by"] == expected
    assert found["b"]["assumed_by"] == []


def test_members_are_who_a_group_is() -> None:
    user = {"id": arn("u", "user"), "name": "u", "scope": ACCOUNT, "group_names": ["g"], "is_admin": False}
    group = {"id": arn("g", "group"), "name": "g", "scope": ACCOUNT, "is_admin": False}
    found = made(aws_iam_user=[user], aws_iam_group=[group])
    assert (found["g"]["type"], found["g"]["assumed_by"]) == ("group", [arn("u", "user")])
    assert found["u"]["type"] == "user"


def test_principals_of_azure() -> None:
    app = "/subscriptions/s/resourcegroups/r/providers/microsoft.web/sites/app"
    powers: list[dict[str, Any]] = [
        {"id": "o-app", "object_id": "o-app", "type": "ServicePrincipal", "name": "app", "is_admin": False},
        {"id": "o-sp", "object_id": "o-sp", "type": "ServicePrincipal", "name": "sp", "is_admin": True},
        {"id": "o-user", "object_id": "o-user", "type": "User", "name": "", "is_admin": None},
    ]
    eligible = gains(
        "o-app", "", "conditional", provider="azure", condition="after activation", technique="assign_roles"
    )
    found = made(
        azure_identity_power=powers,
        azure_app_principal=[{"id": app, "principal_ids": ["o-app"]}],
        escalation=[eligible],
    )
    assert (found["app"]["type"], found["app"]["scope"], found["app"]["assumed_by"]) == ("managed_identity", "s", [app])
    assert found["app"]["can_become_admin"] == "conditional"
    assert found["app"]["via"][0]["why"] == "assign_roles, if after activation"
    assert (found["sp"]["type"], found["sp"]["is_admin"]) == ("service_principal", True)
    assert (found["o-user"]["type"], found["o-user"]["can_become_admin"]) == ("user", "unknown")


@pytest.mark.parametrize(
    ("accounts", "action", "word"),
    [
        (None, "blobServices/containers/blobs/write", "unknown"),
        (None, "listKeys/action", "unknown"),
        (None, "blobServices/containers/blobs/read", "no"),
        (["st"], "blobServices/containers/blobs/write", "no"),
    ],
)
def test_who_may_write_code_that_was_not_found_is_unknown(accounts: list[str] | None, action: str, word: str) -> None:
    power = {"id": "o-app", "object_id": "o-app", "type": "ServicePrincipal", "name": "app", "is_admin": False}
    held = {"principal_id": "o-app", "provider": "azure", "action": f"Microsoft.Storage/storageAccounts/{action}"}
    found = made(
        azure_identity_power=[power],
        azure_app_reference=[{"id": "app", "storage_account_names": accounts}],
        permission=[{**held, "effect": "yes"}],
    )
    assert found["app"]["can_become_admin"] == word


def test_services_that_a_role_never_used_are_told_where_they_were_read() -> None:
    read = role("a", service_use_status="read", unused_services=["sqs"])
    found = made(aws_iam_role=[read, role("b", service_use_status="off", unused_services=[])])
    assert found["a"]["held_unused"] == ["sqs"]
    assert found["b"]["held_unused"] is None


def test_a_list_may_leave_out_those_that_surely_cannot() -> None:
    with Engine() as engine:
        row = {"provider": "aws", "scope": ACCOUNT, "is_admin": False, "via": []}
        columns = {"principal_id": "varchar", "provider": "varchar", "type": "varchar", "scope": "varchar"}
        columns |= {"name": "varchar", "is_admin": "boolean", "can_become_admin": "varchar", "via": "json"}
        columns |= dict.fromkeys(("assumed_by", "data_read", "data_write", "held_unused"), "varchar[]")
        engine.create_empty("identity", columns | {"data_access": "bigint"})
        words = ("yes", "conditional", "unknown", "no")
        append(
            engine,
            "identity",
            [{**row, "principal_id": word, "name": word, "type": "role", "can_become_admin": word} for word in words],
        )
        assert [each.name for each in identities(engine, can_become_admin=True).items] == list(words[:3])
        assert identities(engine, "user").total == 0


def test_who_owns_an_application_can_be_what_it_can() -> None:
    powers: list[dict[str, Any]] = [
        {"id": "o-user", "object_id": "o-user", "type": "User", "name": "desk", "is_admin": False},
        {"id": "o-sp", "object_id": "o-sp", "type": "ServicePrincipal", "name": "deploy", "is_admin": True},
        {"id": "o-other", "object_id": "o-other", "type": "User", "name": "other", "is_admin": False},
    ]
    owns = gains("o-user", "o-sp", provider="azure", technique="own_application", because="owner")
    found = made(azure_identity_power=powers, escalation=[owns])
    assert (found["desk"]["type"], found["desk"]["can_become_admin"]) == ("user", "yes")
    assert steps(found["desk"]) == ["o-sp"]
    assert found["other"]["can_become_admin"] == "no"
