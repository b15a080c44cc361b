"""The service and resource control policies that bind each account, level by level of its organization.

Sources: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
and https://docs.aws.amazon.com/controltower/latest/controlreference/rcp-controls.html
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from bartizan.permit.aws.evaluate import Sourced, Statements, lets_all_through
from bartizan.permit.aws.language.policy import PolicyError, parsed
from bartizan.permit.aws.weighing import speaking
from bartizan.store import Engine

READS = (
    "aws_account_organization",
    "aws_organizations_account",
    "aws_organizations_policy",
    "aws_organizations_resource_policy",
    "aws_organizations_reading",
)
SERVICE, RESOURCE = "service", "resource"
_BOUND_RESOURCES = ("s3", "sts", "kms", "sqs", "secretsmanager")
"""The services whose resources such policies bind."""


@dataclass
class Controls:
    """By account: the statements of service control policies on each level, from the root down, and those on resources.

    None stands for what was not read; an account that is bound by nothing has no levels.
    """

    service: Mapping[str, tuple[Statements, ...] | None] = field(default_factory=dict)
    resource: Mapping[str, Statements | None] = field(default_factory=dict)
    _about: dict[tuple[str, str, str], Any] = field(default_factory=dict)
    _open: dict[tuple[str, frozenset[str]], bool] = field(default_factory=dict)

    @cached_property
    def are_there(self) -> bool:
        """Whether any policy binds any account."""
        return any(self.service.values()) or any(self.resource.values())

    def levels(self, account: str, action: str) -> tuple[Statements, ...] | None:
        """Return what each level says of an action, given in lower case, by principals of an account."""
        key = SERVICE, account, action
        if key not in self._about:
            levels = self.service.get(account)
            self._about[key] = None if levels is None else tuple(speaking(level, action) for level in levels)
        found: tuple[Statements, ...] | None = self._about[key]
        return found

    def take_nothing(self, account: str, actions: frozenset[str]) -> bool:
        """Return whether no level, all of which were read, takes any of some actions from principals of an account."""
        if (account, actions) not in self._open:
            levels = (level for action in actions for level in self.levels(account, action) or ())
            self._open[account, actions] = all(lets_all_through(level) for level in levels)
        return self._open[account, actions] and not any(self.resource.values())

    def of_resources(self, account: str, action: str) -> Statements | None:
        """Return what binds an action, given in lower case, on resources of an account."""
        key = RESOURCE, account, action
        if action.partition(":")[0] not in _BOUND_RESOURCES:
            return ()
        if key not in self._about:
            statements = self.resource.get(account)
            self._about[key] = None if statements is None else speaking(statements, action)
        found: Statements | None = self._about[key]
        return found


def read_controls(engine: Engine) -> Controls:
    """Return what binds each account; an account of no organization, and a management account, are bound by nothing."""
    read = {row["id"]: row for row in engine.rows("select * from aws_organizations_reading")}
    members = engine.rows(
        "select account_id, scope, parents from aws_organizations_account where account_id is not null"
    )
    kinds = {SERVICE: "aws_organizations_policy", RESOURCE: "aws_organizations_resource_policy"}
    policies = {kind: engine.rows(f"select * from {table} order by id") for kind, table in kinds.items()}
    free = {row["id"] for row in engine.rows("select id from aws_account_organization where organization_id = ''")}
    service: dict[str, tuple[Statements, ...] | None] = dict.fromkeys(free, ())
    resource: dict[str, Statements | None] = dict.fromkeys(free, ())
    for member in members:
        account, manager = member["account_id"], member["scope"]
        entities = [*(member["parents"] or ()), account]
        is_whole = bool(member["parents"]) or account == manager
        told = read.get(manager, {}) if is_whole else {}
        levels = _levels(policies[SERVICE], manager, entities) if told.get("has_services") else None
        limits = _levels(policies[RESOURCE], manager, entities) if told.get("has_resources") else None
        service[account] = () if account == manager else levels
        resource[account] = () if account == manager else None if limits is None else _all(limits)
    return Controls(service, resource)


def _levels(
    policies: Iterable[Mapping[str, Any]], manager: str, entities: Iterable[str]
) -> tuple[Statements, ...] | None:
    """Return the statements of each level that has policies: one without any is not bound by this kind."""
    mine = [each for each in policies if each["scope"] == manager]
    if any(each["targets"] is None for each in mine):
        return None
    try:
        levels = [_statements(each for each in mine if entity in each["targets"]) for entity in entities]
    except PolicyError:
        return None
    return tuple(level for level in levels if level)


def _statements(policies: Iterable[Mapping[str, Any]]) -> Statements:
    return tuple(Sourced(statement, each["id"]) for each in policies for statement in parsed(each["document"] or ""))


def _all(levels: Iterable[Statements]) -> Statements:
    return tuple(each for level in levels for each in level)
