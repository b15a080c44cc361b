"""What permit tells of roles, over the observations of a table's own case."""

import json
from pathlib import Path
from typing import Any

import pytest

from bartizan.model import Observation, Outcome
from bartizan.permit.aws import TABLES
from bartizan.pipeline.tables import make_tables
from bartizan.store import Engine, ObservationSpool

pytestmark = pytest.mark.slow

CASE = Path(__file__).parents[2] / "normalize" / "aws" / "iam_role.json"
OBSERVATIONS = json.loads(CASE.read_text(encoding="utf-8"))["observations"]
POWER = {name: type_ for name, type_ in TABLES["aws_iam_power"].items() if name != "id"}
COLUMNS = POWER | {name: type_ for name, type_ in TABLES["aws_iam_trust"].items() if name != "id"}
POLICIES = [o["id"] for o in OBSERVATIONS if o["kind"] == "aws_iam_policy" and o["aspect"] == "self"]


@pytest.fixture(scope="module")
def roles(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    return filled(OBSERVATIONS, tmp_path_factory.mktemp("all"))


def filled(observations: list[dict[str, Any]], folder: Path) -> dict[str, dict[str, Any]]:
    """Return the filled columns of every role by name, and the tables' rows under their names."""
    with ObservationSpool(folder / "observations") as spool:
        for given in observations:
            full: dict[str, Any] = {"observed_at": "2026-01-01T00:00:00", **given}
            spool.write(Observation(**{**full, "outcome": Outcome(full["outcome"])}))
    with Engine() as engine:
        engine.load_observations(spool.path)
        make_tables(engine, ["aws_iam_role", "aws_iam_user"])
        columns = ", ".join([*COLUMNS, "foreign_trusted_organizations"])
        tables = {name: {"rows": engine.rows(f"select * from {name}")} for name in ("grant", "permission")}
        return tables | {row.pop("name"): row for row in engine.rows(f"select name, {columns} from aws_iam_role")}


def test_an_administrator_can_do_all(roles: dict[str, dict[str, Any]]) -> None:
    admin = roles["admin-role"]
    assert "put_role_policy" in admin["escalations"]
    assert {"s3:GetObject", "kms:Decrypt"} <= set(admin["data_read_actions"])
    assert admin["passes_any_role"]
    assert admin["assumes_any_role"]


def test_a_role_without_policies_can_do_nothing(roles: dict[str, dict[str, Any]]) -> None:
    far = roles["far-role"]
    nothing: dict[str, Any] = {name: False if type_ == "boolean" else [] for name, type_ in COLUMNS.items()}
    assert far == nothing | {"trusted_services": ["lambda.amazonaws.com"], "foreign_trusted_organizations": []}


def test_an_unread_policy_leaves_everything_unread(roles: dict[str, dict[str, Any]]) -> None:
    assert {roles["half-known-role"][name] for name in POWER} == {None}


def test_under_an_unread_boundary_only_what_the_policies_lack_is_known(roles: dict[str, dict[str, Any]]) -> None:
    assert {roles["unknown-boundary-role"][name] for name in POWER} == {None}
    harmless = roles["harmless-unknown-boundary-role"]
    assert harmless["data_read_actions"] is None
    assert harmless["escalations"] == []


def test_a_boundary_takes_away(roles: dict[str, dict[str, Any]]) -> None:
    bounded = roles["bounded-role"]
    assert {action.partition(":")[0] for action in bounded["data_read_actions"]} == {"s3", "dynamodb"}
    assert bounded["escalations"] == []


def test_trust(roles: dict[str, dict[str, Any]]) -> None:
    told = {name: row["foreign_trusted_accounts"] for name, row in roles.items() if "escalations" in row}
    assert told["external-role"] == ["999988887777"]
    assert told["open-role"] == ["*"]
    assert told["own-org-role"] == []
    assert told["unreadable-trust-role"] is None


def test_another_organization_is_foreign(tmp_path: Path) -> None:
    (role,) = (o for o in OBSERVATIONS if o["id"].endswith("/own-org-role") and o["aspect"] == "self")
    about = {"kind": "aws_organizations_organization", "id": "o-ourcompany1", "scope": role["scope"], "region": ""}
    own = {**about, "aspect": "self", "outcome": "ok", "body": {"Organization": {"Id": "o-ourcompany1"}}}
    listed = {**about, "id": "", "aspect": "list", "outcome": "ok", "operation": "organizations:DescribeOrganization"}
    others = json.loads(json.dumps(role).replace("o-1", "o-othercompany").replace("own-org-role", "other-org-role"))
    given = [others, json.loads(json.dumps(role).replace("o-1", "o-ourcompany1"))]
    for folder, read, expected in (("read", [own, listed], ["o-othercompany"]), ("unread", [], None)):
        (tmp_path / folder).mkdir()
        found = filled([*given, *read], tmp_path / folder)
        assert found["other-org-role"]["trusted_organizations"] == ["o-othercompany"]
        assert found["other-org-role"]["foreign_trusted_accounts"] == []
        assert found["other-org-role"]["foreign_trusted_organizations"] == expected
        assert found["own-org-role"]["foreign_trusted_organizations"] == (None if expected is None else [])


def test_grants_and_permissions_say_where_they_come_from(roles: dict[str, dict[str, Any]]) -> None:
    grants = {(row["principal_id"].rpartition("/")[2], row["source"], row["via"]) for row in roles["grant"]["rows"]}
    assert ("admin-role", "arn:aws:iam::aws:policy/AdministratorAccess", "identity") in grants
    assert ("bounded-role", "arn:aws:iam::111122223333:policy/boundary", "boundary") in grants
    permissions = roles["permission"]["rows"]
    shared = [row for row in permissions if row["principal_id"].endswith("/shared-role")]
    assert {row["source"] for row in shared} == {"inline:own"}
    assert {row["resource"] for row in shared if row["action"] == "s3:GetObject"} == {"arn:aws:s3:::*/*"}
    assert all(row["action"] and row["ability"] for row in permissions)


@pytest.mark.parametrize("policy", sorted(set(POLICIES)))
def test_a_policy_that_is_not_read_only_ever_makes_unread(
    policy: str, roles: dict[str, dict[str, Any]], tmp_path: Path
) -> None:
    rest = [o for o in OBSERVATIONS if o["id"] != policy]
    for name, row in filled(rest, tmp_path).items():
        if name in ("grant", "permission"):
            continue
        changed = {k: (roles[name][k], v) for k, v in row.items() if v is not None and v != roles[name][k]}
        assert not changed, (name, changed)
