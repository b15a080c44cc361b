"""Read from the typed tables the resources that permissions are expanded to, and write the rows of ``access``."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import orjson

from bartizan.permit.aws.caller import Organization
from bartizan.permit.aws.evaluate import Sourced, Statements
from bartizan.permit.aws.expand import controls, implied
from bartizan.permit.aws.expand.universe import Target, Universe
from bartizan.permit.aws.language.policy import PolicyError, parsed
from bartizan.permit.aws.language.to_services import allows_services_alone
from bartizan.permit.aws.principals import PolicyHolder
from bartizan.store import Engine

READS = ("aws_access_target", "aws_resource_document", *controls.READS, *implied.READS)
_KINDS = {
    "lambda": "function",
    "s3": "bucket",
    "dynamodb": "table",
    "secretsmanager": "secret",
    "ssm": "parameter",
    "kms": "key",
    "sqs": "queue",
    "sns": "topic",
    "events": "bus",
    "ecr": "repository",
}
_WITHOUT_POLICY = ("db_instance", "db_cluster", "parameter", "secure_parameter", "user", "group")


def read_universes(engine: Engine, holders: Iterable[PolicyHolder]) -> dict[str, Universe]:
    """Return the resources that matter, by kind."""
    found: defaultdict[str, list[Target]] = defaultdict(list)
    documents = {row["id"]: row["document"] for row in engine.rows("select id, document from aws_resource_document")}
    granted = implied.grants(engine)
    organizations = {}
    for holder in holders:
        row = holder.row
        organizations[row["scope"]] = holder.organization
        found[row["kind"]].append(_identity(holder))
    for row in engine.rows("select * from aws_access_target order by id"):
        kind = _kind(row)
        more = granted.get(row["id"], ())
        if kind == "bucket":
            more = implied.block(row["id"], row["scope"], is_restricted=row["is_restricted"])
        found[kind].append(_target(row, kind, _policy(documents.get(row["id"]), more), organizations.get(row["scope"])))
    return {kind: Universe(kind, targets) for kind, targets in found.items()}


def _identity(holder: PolicyHolder) -> Target:
    row = holder.row
    trust: tuple[Sourced, ...] | None = ()
    if row["kind"] == "role":
        trust = None if holder.trust is None else tuple(Sourced(each, "trust") for each in holder.trust)
    tags = orjson.loads(row["tags"]) if row["tags"] else None
    # AWS lets nobody edit the roles that it keeps for itself.
    is_editable = not row["id"].partition(":role/")[2].startswith(("aws-service-role/", "aws-reserved/"))
    return Target(row["id"], row["scope"], "", tags, trust, "", holder.organization, is_editable)


def _target(row: Mapping[str, Any], kind: str, policy: Statements | None, organization: Organization | None) -> Target:
    tags = orjson.loads(row["tags"]) if row["tags"] else None
    policy = () if kind in _WITHOUT_POLICY else policy
    return Target(row["id"], row["scope"], row["region"] or "", tags, policy, row["key_arn"], organization)


def _policy(document: str | None, more: Statements) -> Statements | None:
    """Return the statements of a resource's own policy, and more; None where it was not read or is none.

    Those of a policy that allows services alone are left out: they say nothing to principals.
    """
    if not document:
        return None if document is None else more
    if allows_services_alone(document):
        return more
    try:
        return (*(Sourced(each, "resource policy") for each in parsed(document)), *more)
    except PolicyError:
        return None


def _kind(row: Mapping[str, Any]) -> str:
    parts = row["id"].split(":")
    if parts[2] == "rds":
        return "db_instance" if parts[5] == "db" else "db_cluster"
    if parts[2] == "ssm":
        return "secure_parameter" if row["type"] == "SecureString" else "parameter"
    return _KINDS[parts[2]]


class TargetSets:
    """Sets of resources that rows share: each is written once, however many principals it goes for."""

    def __init__(self) -> None:
        self._ids: dict[tuple[str, int], int] = {}
        self._sets: list[tuple[Universe, int]] = []

    def id_of(self, universe: Universe, resources: int) -> int:
        """Return the number of a set."""
        key = universe.kind, resources
        if key not in self._ids:
            self._ids[key] = len(self._sets)
            self._sets.append((universe, resources))
        return self._ids[key]

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield the members of each set."""
        for number, (universe, resources) in enumerate(self._sets):
            yield {"number": number, "target_ids": list(universe.at(resources))}
