"""Read from the typed tables all that bears on each principal of AWS."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import orjson

from bartizan.permit.aws.caller import Caller, Organization
from bartizan.permit.aws.evaluate import Policies, Sourced, is_about
from bartizan.permit.aws.language.policy import PolicyError, Statement, parsed
from bartizan.store import Engine

_ADMINISTRATOR = "policy/AdministratorAccess"
_EVERYTHING = '{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}'
"""AWS never changes this one, so it need not have been read."""
_PATHS = {"aws:principalorgpaths", "aws:resourceorgpaths"}
_OF_ORGANIZATION = {"aws:principalorgid", "aws:resourceorgid", *_PATHS}


@dataclass(frozen=True)
class PolicyHolder:
    """A row of a role, user or group with its policies; ``policies`` is None where one of them could not be read.

    ``is_bounded_unread``: it has a boundary that could not be read, so that it may do less than its policies say.
    ``statements`` are all that were read, and ``missing`` names what was not.
    """

    row: Mapping[str, Any]
    policies: Policies | None
    is_bounded_unread: bool = False
    organization: Organization | None = None
    statements: Policies = field(default_factory=lambda: Policies(()))
    missing: tuple[str, ...] = ()

    @cached_property
    def caller(self) -> Caller:
        """Who it is when it calls."""
        return Caller(
            self.row["id"],
            tags=orjson.loads(self.row["tags"]) if self.row["tags"] else None,
            takes_session_tags=self._takes_session_tags,
            organization=self.organization,
            is_service_linked=":role/aws-service-role/" in self.row["id"],
            has_boundary=bool(self.row["permission_boundary_arn"]),
        )

    @cached_property
    def trust(self) -> tuple[Statement, ...] | None:
        """The statements of a role's trust policy; None where it was not read or cannot be."""
        try:
            return parsed(self.row["trust_policy"] or "")
        except PolicyError:
            return None

    @property
    def own_policies(self) -> list[str]:
        """The customer-managed policies attached to it."""
        arns: list[str] = self.row["attached_policy_arns"]
        return [arn for arn in arns or () if arn.split(":")[4:5] != ["aws"]]

    @property
    def _takes_session_tags(self) -> bool:
        """Whether its trust policy lets sessions bring tags."""
        return self.trust is None or any(each.allows and is_about(each, "sts:tagsession") for each in self.trust)


def held(engine: Engine) -> Iterator[PolicyHolder]:
    """Yield every role, user and group with what its policies, groups and boundary say."""
    documents = _documents(engine)
    rows = engine.rows("select * from aws_iam_identity where kind is not null order by id")
    of_group = {(row["scope"], row["name"]): row for row in rows if row["kind"] == "group"}
    by_account = organizations(engine)
    for row in rows:
        organization = by_account.get(row["scope"])
        found = _held(row, of_group, documents)
        is_known = found.policies is None or not _hangs_on(found.policies, organization)
        yield replace(found, policies=found.policies if is_known else None, organization=organization)


def organizations(engine: Engine) -> dict[str, Organization]:
    """Return the organization of each account of which it was read."""
    return {
        row["id"]: Organization(row["organization_id"], row["path"])
        for row in engine.rows("select * from aws_account_organization")
    }


def _hangs_on(policies: Policies, organization: Organization | None) -> bool:
    """Return whether conditions ask for what was not read of an organization: nobody knows what they allow then."""
    keys = {test.key for layer in policies.layers for sourced in layer for test in sourced.statement.tests}
    if organization is None:
        return bool(keys & _OF_ORGANIZATION)
    return bool(organization.id and not organization.path and keys & _PATHS)


def policies(engine: Engine) -> Iterator[tuple[str, Policies]]:
    """Yield every managed policy in use whose document could be read."""
    documents = _documents(engine)
    for arn in documents:
        sourced, missing = _managed([arn], documents)
        if not missing:
            yield arn, Policies(tuple(sourced))


def _documents(engine: Engine) -> dict[str, str | None]:
    return {row["id"]: row["document"] for row in engine.rows("select id, document from aws_iam_document order by id")}


def _held(row: Mapping[str, Any], groups: Mapping[tuple[str, str], Any], documents: Mapping[str, Any]) -> PolicyHolder:
    arn = row["permission_boundary_arn"]
    sourced, missing = _identity(row, documents)
    for name in row["group_names"]:
        group = groups.get((row["scope"], name))
        more, lacks = _identity(group, documents) if group else ([], [f"group {name}"])
        sourced, missing = [*sourced, *more], [*missing, *lacks]
    limits, unread = _managed([arn], documents) if arn else ([], [])
    statements = Policies(tuple(sourced), (tuple(limits),) if arn and not unread else ())
    policies = None if missing else statements
    return PolicyHolder(row, policies, bool(unread and not missing), statements=statements, missing=tuple(missing))


def _identity(row: Mapping[str, Any], documents: Mapping[str, Any]) -> tuple[list[Sourced], list[str]]:
    """Return the statements of a principal's or group's own policies, and the names of those that were not read."""
    attached, inline = row["attached_policy_arns"], row["inline_policies"]
    sourced, missing = _managed(attached or (), documents)
    missing += ["attached policies"] if attached is None else []
    missing += ["inline policies"] if inline is None else []
    for name, document in orjson.loads(inline or "{}").items():
        try:
            sourced += [Sourced(statement, f"inline:{name}") for statement in parsed(document)]
        except PolicyError:
            missing.append(f"inline:{name}")
    return sourced, missing


def _managed(arns: Iterable[str], documents: Mapping[str, Any]) -> tuple[list[Sourced], list[str]]:
    sourced: list[Sourced] = []
    missing = []
    for arn in arns:
        is_administrator = arn.split(":", 4)[-1] == f"aws:{_ADMINISTRATOR}"
        document = _EVERYTHING if is_administrator else documents.get(arn)
        try:
            sourced += [Sourced(statement, arn) for statement in parsed(document or "")]
        except PolicyError:
            missing.append(arn)
    return sourced, missing
