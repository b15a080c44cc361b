"""The made-up company's AWS: how large it is, that its stories hold, and that it is the same on every start."""

import json
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

import bartizan_demo
from bartizan.collect.shared.masking import mask, secret_kind
from bartizan_demo.company.aws import code_paths, paths
from bartizan_demo.company.aws.apis import APIS
from bartizan_demo.company.aws.nouns import IRELAND, VIRGINIA, Function
from bartizan_demo.company.aws.powers import POWERFUL_FUNCTIONS
from bartizan_demo.company.aws.secure import EXEMPLARY_FUNCTIONS
from bartizan_demo.company.aws.vulnerable import TELLING_FUNCTIONS
from bartizan_demo.process import Estate
from tests.demo.aws_client import client

FUNCTIONS = (*EXEMPLARY_FUNCTIONS, *TELLING_FUNCTIONS, *POWERFUL_FUNCTIONS, *paths.FUNCTIONS, *code_paths.FUNCTIONS)


def functions_of(estate: Estate, account: str, region: str) -> list[dict[str, object]]:
    pages = client(estate.aws, "lambda", region, account).get_paginator("list_functions").paginate()
    return [function for page in pages for function in page["Functions"]]


def test_it_is_large_enough(estate: Estate) -> None:
    counts = {(a, r): len(functions_of(estate, a, r)) for a in estate.accounts for r in (IRELAND, VIRGINIA)}
    assert min(counts.values()) > 0
    assert sum(counts.values()) == len(FUNCTIONS) >= 40


def test_enough_of_it_is_well_configured() -> None:
    assert sum(f.is_exemplary for f in FUNCTIONS) >= 0.4 * len(FUNCTIONS)
    assert all(f.is_exemplary for f in EXEMPLARY_FUNCTIONS)
    assert not any(f.is_exemplary for f in (*TELLING_FUNCTIONS, *POWERFUL_FUNCTIONS))
    assert [f.name for f in FUNCTIONS if f.is_exemplary and not is_well_configured(f)] == []


WELL = ("signing", "has_boundary", "has_kms", "has_dead_letter", "is_traced", "in_vpc", "zones", "updates", "url")
"""What is as it should be unless a function says otherwise."""


def is_well_configured(function: Function) -> bool:
    """Say whether nothing of it is worse than the default, and whoever invokes it is named."""
    usual = Function(function.name, function.owner)
    return (
        all(getattr(function, name) == getattr(usual, name) for name in (*WELL, "managed", "concurrency", "leaky_file"))
        and all(permit.source or permit.source_account for permit in function.permits)
        and all(isinstance(value, str) for value in function.env.values())
        and not any("*" in grant.actions for grant in function.grants)
    )


def test_owners_are_teams() -> None:
    assert all(thing.owner.startswith("team-") for thing in (*FUNCTIONS, *APIS))


def test_names_are_told_once() -> None:
    names = [(f.account, f.region, f.name) for f in FUNCTIONS]
    assert len(set(names)) == len(names)


def test_an_open_url_stands_before_production_secrets(estate: Estate) -> None:
    functions = client(estate.aws, "lambda")
    assert functions.get_function_url_config(FunctionName="checkout-webhook")["AuthType"] == "NONE"
    role = functions.get_function(FunctionName="checkout-webhook")["Configuration"]["Role"].rsplit("/", 1)[-1]
    document = client(estate.aws, "iam").get_role_policy(RoleName=role, PolicyName="own")["PolicyDocument"]
    assert any(
        "secretsmanager:GetSecretValue" in s["Action"] and "prod/" in s["Resource"][0] for s in document["Statement"]
    )


def test_one_permission_is_missing_in_one_account(estate: Estate) -> None:
    first, second = (client(estate.aws, "lambda", IRELAND, account) for account in estate.accounts)
    first.get_runtime_management_config(FunctionName="orders-create")
    with pytest.raises(ClientError, match="AccessDenied"):
        second.get_runtime_management_config(FunctionName="data-lake-compact")


def test_planted_secrets_are_told_and_decoys_are_not(estate: Estate) -> None:
    functions = client(estate.aws, "lambda")

    def kinds(name: str) -> dict[str, object]:
        settings = functions.get_function(FunctionName=name)["Configuration"]["Environment"]["Variables"]
        return {setting: body["secret"] for setting, body in mask(settings).items()}

    assert kinds("support-ticket-bot") == {
        "CHAT_TOKEN": "slack_token",
        "REPO_TOKEN": "github_token",
        "TICKET_SECRET_NAME": None,
        "MAX_TICKETS": None,
    }
    assert kinds("legacy-price-feed")["UPLOAD_KEY_ID"] == "aws_access_key"
    assert kinds("finance-card-settle") == {"PAYMENT_API_KEY": "stripe_key", "DATABASE_URL": "url_password"}
    assert set(kinds("orders-create").values()) == {None}


def test_no_file_of_it_holds_what_looks_like_a_credential() -> None:
    for path in Path(bartizan_demo.__path__[0]).glob("*.py"):
        for line in path.read_text().splitlines():
            assert secret_kind("", line) is None, f"{path.name}: {line}"


@pytest.mark.slow
def test_two_starts_give_the_same_answers() -> None:
    # Both are fresh: a role of the shared estate remembers when a scan of another test last used it, as IAM does.
    with Estate.start("demo") as one, Estate.start("demo") as again:
        for ask in (_functions, _roles, _apis):
            assert ask(again) == ask(one)


def _functions(estate: Estate) -> str:
    return json.dumps([functions_of(estate, a, r) for a in estate.accounts for r in (IRELAND, VIRGINIA)])


def _roles(estate: Estate) -> str:
    answer = client(estate.aws, "iam").get_account_authorization_details(MaxItems=1000)
    del answer["ResponseMetadata"]
    return json.dumps(answer, default=str)


def _apis(estate: Estate) -> str:
    rest, http = client(estate.aws, "apigateway"), client(estate.aws, "apigatewayv2")
    parts = [rest.get_rest_apis()["items"], http.get_apis()["Items"]]
    parts += [rest.get_resources(restApiId=api["id"], embed=["methods"])["items"] for api in parts[0]]
    parts += [http.get_routes(ApiId=api["ApiId"])["Items"] for api in parts[1]]
    return json.dumps(parts, default=str)


def test_functions_of_apis_are_the_estates_own() -> None:
    assert all(isinstance(route.function, Function) for api in APIS for route in api.routes)
