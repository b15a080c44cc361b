"""Read from the typed tables all that bears on each principal of AWS."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
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
    """

    row: Mapping[str, Any]
    policies: Policies | None
    is_bounded_unread: bool = False
    organization: Organization | None = None

    @cached_property
    def caller(self) -> Caller:
        """Who it is when it calls."""
        return Caller(
            self.row["id"],
            tags=orjson.loads(self.row["tags"]) if self.row["tags"] else None,
            takes_session_tags=self._takes_session_tags,
            organization=self.organization,
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
    organizations = _organizations(engine)
    for row in rows:
        organization = organizations.get(row["scope"])
        found = _held(row, of_group, documents)
        is_known = found.policies is None or not _hangs_on(found.policies, organization)
        yield replace(found, policies=found.policies if is_known else None, organization=organization)


def _organizations(engine: Engine) -> dict[str, Organization]:
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
        try:
            yield arn, Policies(tuple(_managed([arn], documents)))
        except PolicyError:
            continue


def _documents(engine: Engine) -> dict[str, str | None]:
    return {row["id"]: row["document"] for row in engine.rows("select id, document from aws_iam_document order by id")}


def _held(row: Mapping[str, Any], groups: Mapping[tuple[str, str], Any], documents: Mapping[str, Any]) -> PolicyHolder:
    arn = row["permission_boundary_arn"]
    try:
        sourced = list(_identity(row, documents))
        for name in row["group_names"]:
            sourced += _identity(groups[row["scope"], name], documents)
    except (KeyError, PolicyError):
        return PolicyHolder(row, None)
    try:
        limits = (tuple(_managed([arn], documents)),) if arn else ()
    except PolicyError:
        return PolicyHolder(row, Policies(tuple(sourced)), is_bounded_unread=True)
    return PolicyHolder(row, Policies(tuple(sourced), limits))


def _identity(row: Mapping[str, Any], documents: Mapping[str, Any]) -> Iterator[Sourced]:
    if row["attached_policy_arns"] is None or row["inline_policies"] is None:
        raise PolicyError("not read")
    yield from _managed(row["attached_policy_arns"], documents)
    for name, document in orjson.loads(row["inline_policies"]).items():
        yield from (Sourced(statement, f"inline:{name}") for statement in parsed(document))


def _managed(arns: Iterable[str], documents: Mapping[str, Any]) -> Iterator[Sourced]:
    for arn in arns:
        is_administrator = arn.split(":", 4)[-1] == f"aws:{_ADMINISTRATOR}"
        document = _EVERYTHING if is_administrator else documents.get(arn)
        if document is None:
            raise PolicyError(f"{arn} was not read")
        yield from (Sourced(statement, arn) for statement in parsed(document))
