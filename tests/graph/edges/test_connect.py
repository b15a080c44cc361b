"""What the loader makes of rows: numbered nodes, sorted edges, gaps where something was not read, targets."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bartizan.graph.edges import connect_edges
from bartizan.model import BartizanError
from bartizan.permit.tables import append
from bartizan.store import Engine
from tests.graph.edges.test_examples import _TABLES

OWN, OTHER = "111122223333", "999988887777"
_FUNCTION = f"arn:aws:lambda:eu-west-1:{OWN}:function:shop"
_ROLE = f"arn:aws:iam::{OWN}:role/shop"


@pytest.fixture
def engine() -> Iterator[Engine]:
    with Engine(threads=1) as engine:
        for table, columns in _TABLES.items():
            engine.create_empty(table, columns)
        engine.create_empty("listing", dict.fromkeys(("kind", "scope", "region", "outcome"), "varchar"))
        append(engine, "aws_account", [{"id": OWN, "name": OWN, "scope": OWN}])
        append(engine, "aws_lambda_function", [_function()])
        append(engine, "aws_iam_role", [_role()])
        yield engine


def _function(**changes: Any) -> dict[str, Any]:
    lists = (
        "security_group_ids",
        "alias_names",
        "secret_kinds",
        "code_secrets",
        "unscoped_services",
        "foreign_accounts",
        "unknown_accounts",
        "unknown_organizations",
        "layers",
        "trigger_services",
        "event_source_arns",
    )
    flags = ("is_publicly_invocable", "is_signed_url_open", "has_open_load_balancer", "is_behind_cloudfront", "has_url")
    return {
        **{"id": _FUNCTION, "name": "shop", "scope": OWN, "role_arn": _ROLE, "has_role": True, "url_is_public": True},
        **{name: [] for name in lists},
        **dict.fromkeys(flags, False),
        **{
            "url_reach": "public",
            "code_status": "assessed",
            "code_digest": "d",
            "package_type": "zip",
            "image_uri": "",
            "kms_key_arn": "",
        },
        **{"vpc_id": "", "allows_any_distribution": False},
        **changes,
    }


def _role() -> dict[str, Any]:
    return {
        "id": _ROLE,
        "name": "shop",
        "scope": OWN,
        "is_admin": False,
        "trust_policy": "{}",
        "foreign_trusted_accounts": [],
        "foreign_trusted_organizations": [],
    }


def _edges(engine: Engine) -> set[str]:
    rows = engine.rows(
        "select s.id as s, e.kind, t.id as t, e.effect from edge as e "
        "join node as s on s.n = e.source_n join node as t on t.n = e.target_n"
    )
    return {f"{row['s']} {row['kind']} {row['t']} {row['effect']}" for row in rows}


def _gaps(engine: Engine) -> set[str]:
    rows = engine.rows("select id, g.kind, missing from edge_gap as g join node on n = source_n")
    return {f"{row['id']} {row['kind']}: {row['missing']}" for row in rows}


def test_a_public_function_and_its_role(engine: Engine) -> None:
    connect_edges(engine)
    assert _edges(engine) == {
        f"internet invokes {_FUNCTION} yes",
        f"{_FUNCTION} runs_as {_ROLE} yes",
        f"{_FUNCTION} exploits {_FUNCTION} yes",
    }
    assert _gaps(engine) == set()


def test_nodes_are_dense_and_in_order_and_edges_sorted(engine: Engine) -> None:
    connect_edges(engine)
    nodes = engine.rows("select n, kind, id from node")
    assert [row["n"] for row in nodes] == list(range(len(nodes)))
    assert [(row["kind"], row["id"]) for row in nodes] == sorted((row["kind"], row["id"]) for row in nodes)
    sources = [row["source_n"] for row in engine.rows("select source_n from edge")]
    assert sources == sorted(sources)


def test_nothing_of_the_work_is_left(engine: Engine) -> None:
    before = set(engine.tables())
    connect_edges(engine)
    assert set(engine.tables()) - before == {"node", "edge", "edge_gap", "target"}


def test_a_role_that_was_not_listed_leaves_a_gap(engine: Engine) -> None:
    engine.execute("delete from aws_iam_role")
    engine.insert("listing", [("aws_iam_role", OWN, "", "denied")])
    connect_edges(engine)
    gaps = _gaps(engine)
    assert f"{_FUNCTION} runs_as: {_ROLE} was not read" in gaps
    assert f"admin:aws:{OWN} can_assume: the list of aws_iam_role in {OWN}" in gaps


def test_a_role_that_is_gone_leaves_none(engine: Engine) -> None:
    engine.execute("delete from aws_iam_role")
    engine.insert("listing", [("aws_iam_role", OWN, "", "ok")])
    connect_edges(engine)
    assert _gaps(engine) == set()


def test_a_refused_list_of_functions_leaves_a_gap_at_the_internet(engine: Engine) -> None:
    engine.insert("listing", [("aws_lambda_function", OWN, "eu-west-1", "denied")])
    connect_edges(engine)
    assert f"internet invokes: the list of aws_lambda_function in {OWN}" in _gaps(engine)


def test_a_qualifier_that_is_no_row_means_the_function(engine: Engine) -> None:
    _open_route(engine, f"{_FUNCTION}:live")
    connect_edges(engine)
    assert f"internet invokes {_FUNCTION} yes" in _edges(engine)


def test_a_route_to_an_alias_reaches_its_version_and_that_ones_role(engine: Engine) -> None:
    _publish(engine)
    _open_route(engine, f"{_FUNCTION}:live")
    connect_edges(engine)
    found = _edges(engine)
    assert f"internet invokes {_FUNCTION}:live yes" in found
    assert f"{_FUNCTION}:live routes_to {_FUNCTION}:1 yes" in found
    assert f"{_FUNCTION}:1 runs_as {_ROLE}-old yes" in found
    assert f"internet invokes {_FUNCTION} yes" not in found, "nothing calls the unpublished version"


def test_a_route_to_a_qualifier_that_is_gone_reaches_nothing(engine: Engine) -> None:
    _publish(engine)
    _open_route(engine, f"{_FUNCTION}:gone")
    connect_edges(engine)
    assert not {edge for edge in _edges(engine) if edge.startswith("internet invokes")}
    assert not [gap for gap in _gaps(engine) if "gone" in gap]


def test_a_route_to_a_qualifier_that_was_not_read_may_reach_the_function(engine: Engine) -> None:
    _publish(engine)
    engine.execute("update aws_lambda_function set alias_names = null")
    _open_route(engine, f"{_FUNCTION}:gone")
    connect_edges(engine)
    assert f"internet invokes {_FUNCTION} yes" in _edges(engine)


def _open_route(engine: Engine, target: str) -> None:
    """Let a route that anyone may call lead to a function, a version or an alias, and nothing else."""
    api = {"id": "api", "name": "shop", "routes": "[]", "authorizer_function_arns": []}
    append(engine, "aws_apigateway_rest_api", [api])
    route = {"id": "r", "name": "GET /", "api_id": "api", "is_open": True, "target_arn": target}
    append(engine, "aws_apigateway_route", [route])
    engine.execute("update aws_lambda_function set url_is_public = false")


def _publish(engine: Engine) -> None:
    """Publish a version that keeps an older role, and an alias of it."""
    engine.execute("update aws_lambda_function set published_versions = 1, alias_names = ['live']")
    append(engine, "aws_iam_role", [_role() | {"id": f"{_ROLE}-old"}])
    shared = {"scope": OWN, "function_arn": _FUNCTION, "unscoped_services": [], "foreign_accounts": []}
    append(engine, "aws_lambda_version", [{**shared, "id": f"{_FUNCTION}:1", "role_arn": f"{_ROLE}-old"}])
    alias = {**shared, "id": f"{_FUNCTION}:live", "versions": ["1"], "has_url": False, "url_reach": ""}
    append(engine, "aws_lambda_alias", [alias | {"is_publicly_invocable": False}])


def test_a_principal_of_another_account_is_that_account(engine: Engine) -> None:
    access = {"principal_id": f"arn:aws:iam::{OTHER}:role/deploy", "provider": "aws", "ability": "invoke"}
    append(
        engine,
        "access",
        [{**access, "action": "lambda:InvokeFunction", "target_id": _FUNCTION, "effect": "yes", "condition": ""}],
    )
    append(engine, "aws_lambda_function", [_function(id=_FUNCTION + "2", foreign_accounts=[OTHER])])
    connect_edges(engine)
    assert f"foreign:aws:{OTHER} invokes {_FUNCTION} yes" in _edges(engine)


def test_a_home_names_what_is_sensitive(engine: Engine, tmp_path: Path) -> None:
    bucket = {"id": "arn:aws:s3:::lake", "name": "lake", "scope": OWN, "tags": "{}"}
    append(engine, "aws_s3_bucket", [{**bucket, "notified_function_arns": [], "allows_public_write": False}])
    connect_edges(engine)
    assert _target(engine) == ("unknown", "data_unknown", "nothing says how sensitive it is")
    (tmp_path / "sensitivity.yaml").write_text('resources: [{id: "arn:aws:s3:::la*", level: sensitive}]')
    connect_edges(engine, tmp_path)
    assert _target(engine) == ("sensitive", "data_sensitive", "sensitivity.yaml names arn:aws:s3:::la*")


def test_a_home_that_says_nonsense_is_refused_with_the_place(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "sensitivity.yaml").write_text("names:\n  secret: [x]\n")
    with pytest.raises(BartizanError, match=r"sensitivity\.yaml:\d: names"):
        connect_edges(engine, tmp_path)


def _target(engine: Engine) -> tuple[str, ...]:
    (row,) = engine.rows("select sensitivity, impact_key, because from target where kind = 'data'")
    return tuple(row.values())


def test_unread_groups_leave_a_gap_for_all_that_they_may_give(engine: Engine) -> None:
    principal = "00000000-0000-4000-8000-000000000001"
    append(engine, "azure_principal", [{"id": principal, "scope": "s", "can_control_directory": False}])
    connect_edges(engine)
    assert {
        f"{principal} {kind}: GroupMember.Read.All: its groups were not read" for kind in ("can_read", "escalates_to")
    } <= _gaps(engine)


@pytest.mark.parametrize(
    ("through", "weight"),
    [
        (f"arn:aws:codebuild:eu-west-1:{OWN}:project/p", "codebuild"),
        (f"arn:aws:states:eu-west-1:{OWN}:stateMachine:m", "states"),
        (_FUNCTION, "technique"),
        ("", "technique"),
    ],
)
def test_an_escalation_says_which_other_service_it_goes_through(engine: Engine, through: str, weight: str) -> None:
    row = {"principal_id": _ROLE, "provider": "aws", "technique": "t", "target_id": "", "through_id": through}
    append(engine, "escalation", [row | {"effect": "yes", "condition": "", "because": ""}])
    connect_edges(engine)
    assert engine.rows("select weight_key from edge where kind = 'escalates_to'") == [{"weight_key": weight}]
