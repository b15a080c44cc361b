"""What plans and removed connectors leave out of a snapshot, and what coverage says of it."""

import json

import pytest

from bartizan.pipeline.watched import Watched, excluded, leave_out
from bartizan.state.onboarding.nouns import Connector, Exclusion, Plan
from bartizan.store import Engine
from bartizan.store.engine import OBSERVATION_COLUMNS

ACCOUNT, OTHER, SUBSCRIPTION = "111122223333", "444455556666", "00000000-0000-0000-0000-00000000000a"
ARN = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function"
APP = f"/subscriptions/{SUBSCRIPTION}/resourcegroups/rg/providers/microsoft.web/sites/shop"
ROWS = [
    ("aws_lambda_function", "", "list", ACCOUNT, "eu-west-1", None),
    ("aws_lambda_function", f"{ARN}:orders", "self", ACCOUNT, "eu-west-1", {"FunctionName": "orders"}),
    ("aws_lambda_function", f"{ARN}:orders", "detail", ACCOUNT, "eu-west-1", {"Tags": {"team": "shop", 'a"b': "1"}}),
    ("aws_lambda_alias", f"{ARN}:orders:live", "self", ACCOUNT, "eu-west-1", {}),
    ("aws_lambda_function", f"{ARN}:orders-read", "self", ACCOUNT, "us-east-1", {"FunctionName": "orders-read"}),
    ("aws_iam_role", "arn:role", "self", ACCOUNT, "", {}),
    ("aws_lambda_function", "arn:other", "self", OTHER, "eu-west-1", {"FunctionName": "other"}),
    ("azure_web_app", APP, "self", SUBSCRIPTION, "", {"name": "shop", "tags": {"Team": "shop"}}),
    ("azure_function", f"{APP}/functions/f", "self", SUBSCRIPTION, "", {}),
    ("azure_role_assignment", "/a", "self", SUBSCRIPTION, "", {}),
]
AWS = Connector("prod", "aws", "account", ACCOUNT, id="c-1")
AZURE = Connector("shop", "azure", "tenant", "00000000-0000-0000-0000-0000000000ff", id="c-2")
BEFORE, STARTED, AFTER = (f"2026-01-0{day}T00:00:00" for day in (1, 2, 3))


def engine_of(at: str = BEFORE) -> Engine:
    engine = Engine(threads=1)
    engine.create_empty("observation", OBSERVATION_COLUMNS)
    engine.insert(
        "observation",
        [
            (kind, id_, aspect, "ok", scope, region, json.dumps(body), "", "", "", "", at)
            for kind, id_, aspect, scope, region, body in ROWS
        ],
    )
    return engine


def left(watched: Watched, at: str = BEFORE) -> tuple[set[str], set[tuple[str, str, str]]]:
    """Return the IDs that are still observed, and of each hidden workload its type, name and reason."""
    with engine_of(at) as engine:
        leave_out(engine, watched, STARTED)
        ids = {row["id"] for row in engine.rows("select id from observation where id <> ''")}
        hidden = {(row["type"], row["name"], row["reason"]) for row in engine.rows("select * from hidden")}
    return ids, hidden


EVERYTHING = {row[1] for row in ROWS if row[1]}


def test_without_connectors_everything_stays() -> None:
    assert left(Watched()) == (EVERYTHING, set())


def test_a_plan_without_serverless_protection_hides_workloads_and_nothing_else() -> None:
    for plan in (Plan("c-1", serverless_protection=False), Plan("c-1", cspm=False)):
        ids, hidden = left(Watched([AWS, AZURE], [], [plan]))
        gone = {f"{ARN}:orders", f"{ARN}:orders:live", f"{ARN}:orders-read"}
        assert ids == EVERYTHING - gone
        # Permission analysis is a component of the plan that is off.
        also = () if plan.cspm else (("aws_account", ACCOUNT, "component_off"),)
        names = ("orders", "orders-read")
        assert hidden == {*also, *(("aws_lambda_function", name, "component_off") for name in names)}
    with engine_of() as engine:
        leave_out(engine, Watched([AWS], [], [Plan("c-1", cspm=False)]), STARTED)
        # A listing that stayed would say that there are none.
        assert not engine.rows(f"select 1 from observation where kind like 'aws_lambda%' and scope = '{ACCOUNT}'")


def test_a_scope_has_its_own_plan_before_its_connectors() -> None:
    plans = [Plan("c-2", cspm=False), Plan("c-2", SUBSCRIPTION)]
    assert left(Watched([AZURE], [], plans)) == (EVERYTHING, set())
    ids, hidden = left(Watched([AZURE], [], plans[:1]))
    assert hidden == {
        ("azure_web_app", "shop", "component_off"),
        ("azure_subscription", SUBSCRIPTION, "component_off"),
    }
    assert "/a" in ids
    assert f"{APP}/functions/f" not in ids


@pytest.mark.parametrize(
    ("exclusion", "names"),
    [
        (Exclusion("name", "orders"), {"orders"}),
        (Exclusion("name", "orders*"), {"orders", "orders-read"}),
        (Exclusion("region", "us-east-1"), {"orders-read"}),
        (Exclusion("tag", "team=shop"), {"orders"}),
        (Exclusion("tag", 'a"b=1'), {"orders"}),
        (Exclusion("tag", "Team=shop"), set()),
        (Exclusion("name", "' or true --"), set()),
    ],
)
def test_exclusions_take_out_workloads_and_what_belongs_to_them(exclusion: Exclusion, names: set[str]) -> None:
    ids, hidden = left(Watched([AWS], [], [Plan("c-1", exclusions=(exclusion,))]))
    assert {name for _, name, reason in hidden if reason == "excluded"} == names
    gone = {f"{ARN}:{name}" for name in names} | ({f"{ARN}:orders:live"} if "orders" in names else set())
    assert ids == EVERYTHING - gone
    with engine_of() as engine:
        assert set(excluded(engine, ACCOUNT, [exclusion])) == {f"{ARN}:{name}" for name in names}


def test_code_of_azure_that_is_not_opted_in_to_says_so() -> None:
    app = "kind = 'azure_web_app' and aspect = 'code'"
    for plan, body in ((Plan("c-2", azure_packages=False), '{"status": "off"}'), (Plan("c-2"), None)):
        with engine_of() as engine:
            leave_out(engine, Watched([AZURE], [], [plan]), STARTED)
            assert [row["body"] for row in engine.rows(f"select body from observation where {app}")] == [body] * bool(
                body
            )
        assert Watched([AZURE], [], [plan]).skips_code(SUBSCRIPTION) is (body is not None)


def test_azures_tags_have_no_case() -> None:
    _, hidden = left(Watched([AZURE], [], [Plan("c-2", exclusions=(Exclusion("tag", "TEAM=shop"),))]))
    assert hidden == {("azure_web_app", "shop", "excluded")}


def test_what_a_removed_connector_brought_goes_unless_it_was_read_again() -> None:
    ids, hidden = left(Watched([], [AWS], []))
    assert ids == {"arn:other", APP, f"{APP}/functions/f", "/a"}
    assert hidden == set()
    assert left(Watched([], [AWS], []), AFTER) == (EVERYTHING, set())
    assert left(Watched([AWS], [AWS], [])) == (EVERYTHING, set())
