"""What stands around Azure's principals, read from the tables: roles, assignments, denials, groups, places."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

from bartizan.permit.azure.abilities import abilities
from bartizan.permit.azure.evaluate import EVERYBODY, Assignment, Denial, EffectiveAbility, Places, permissions
from bartizan.permit.azure.membership import group_memberships, known_members
from bartizan.permit.azure.outside import outside_rights
from bartizan.permit.azure.role import PermissionBlock, RoleError, blocks
from bartizan.permit.azure.target import Targets
from bartizan.store import Engine


@dataclass(frozen=True)
class Identity:
    """A principal with its groups (``who``), what it may do and where.

    Not ``is_whole`` where roles or groups were unread, not ``are_vaults_read`` where a vault's access policies may
    give it more.
    """

    id: str
    who: frozenset[str]
    permissions: tuple[EffectiveAbility, ...]
    scopes: tuple[str, ...]
    is_whole: bool
    are_vaults_read: bool


@dataclass(frozen=True)
class Surroundings:
    """All that decides what a principal may do.

    ``groups`` is None for a principal whose groups could not be read; under an empty id is what holds for all others.
    """

    assignments: dict[str, list[Assignment]]
    group_holders: frozenset[str]
    denials: tuple[Denial, ...]
    groups: dict[str, frozenset[str] | None]
    places: Places
    outside: Mapping[str, Sequence[EffectiveAbility]] = field(default_factory=dict)
    known_groups: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Groups that are known of a principal even where it may be in more."""
    unread: frozenset[str] = frozenset()
    """Kinds whose listing was refused in any subscription: assignments, denials, vaults."""
    are_data_roles_read: bool = True
    """Whether all accounts of Cosmos DB said who holds their own roles."""

    def assignments_of(self, who: Collection[str]) -> list[Assignment]:
        """Return the assignments of a principal and its groups."""
        return [assignment for holder in sorted(who) for assignment in self.assignments.get(holder, [])]

    @property
    def all_assignments(self) -> Iterator[Assignment]:
        """All assignments, of any principal."""
        return chain.from_iterable(self.assignments.values())

    def identity(self, principal: str) -> Identity:
        """Return what a principal may do."""
        groups = self.groups_of(principal)
        who = frozenset({principal}) | (groups or self.known_groups.get(principal, frozenset()))
        held = self.assignments_of(who)
        outside = (each for holder in sorted(who) for each in self.outside.get(holder, ()))
        are_groups_known = groups is not None or not self._do_groups_matter
        return Identity(
            id=principal,
            who=who,
            permissions=(*permissions(who, held, self.denials, self.places), *outside),
            scopes=tuple(assignment.scope for assignment in held if not assignment.is_eligible),
            is_whole=not self.unread & {"azure_role_assignment", "azure_deny_assignment"} and are_groups_known,
            are_vaults_read="azure_key_vault" not in self.unread and (groups is not None or not self.outside),
        )

    def groups_of(self, principal: str) -> frozenset[str] | None:
        """Return the groups that a principal is in, None where they were not read."""
        return self.groups.get(principal, self.groups.get(""))

    @cached_property
    def _do_groups_matter(self) -> bool:
        """Whether it matters which groups a principal is in: one holds a role, or a denial may name one."""
        named = {each for denial in self.denials for each in denial.principals | denial.excluded}
        return bool(self.group_holders or named - {EVERYBODY})


def surroundings(engine: Engine) -> Surroundings:
    """Return what the tables say; a role or denial that cannot be read is unknown, never harmless."""
    assignments: defaultdict[str, list[Assignment]] = defaultdict(list)
    for each in _assignments(engine):
        assignments[each.principal_id].append(each)
    return Surroundings(
        assignments=dict(assignments),
        group_holders=_group_holders(engine, "azure_role_assignment"),
        denials=tuple(_denials(engine)),
        groups=group_memberships(engine),
        known_groups=known_members(engine),
        places=_places(engine),
        outside=outside_rights(engine),
        unread=_unread(engine),
        are_data_roles_read=not engine.rows("select id from azure_cosmos_account where data_roles is null"),
    )


def _group_holders(engine: Engine, table: str) -> frozenset[str]:
    rows = engine.rows(f"select principal_id from {table} where lower(principal_type) in ('group', '')")
    return frozenset(row["principal_id"] for row in rows)


def _unread(engine: Engine) -> frozenset[str]:
    """Return the kinds that are not listed in whole."""
    wanted = {"azure_role_assignment", "azure_deny_assignment", "azure_key_vault", "azure_role_eligibility"}
    rows = engine.rows("select kind, bool_and(outcome = 'ok') as is_ok from listing group by kind")
    return frozenset(wanted - {row["kind"] for row in rows if row["is_ok"]})


def _places(engine: Engine) -> Places:
    above = engine.rows("select id, management_group_ids from azure_subscription")
    wheres = {ability.where for ability in abilities()} - {""}
    return Places(
        {row["id"]: row["management_group_ids"] for row in above},
        {where: _targets(engine, *where.split(".")) for where in sorted(wheres)},
    )


def _targets(engine: Engine, table: str, column: str) -> Targets:
    refused = engine.rows(f"select kind from listing where kind = '{table}' and outcome <> 'ok'")
    rows = engine.rows(f"select id, {column} as works from {table}")
    return Targets({row["id"]: row["works"] for row in rows}, is_whole=not refused)


def _assignments(engine: Engine) -> Iterator[Assignment]:
    roles = {
        row["role_id"]: _blocks(row["permissions"])
        for row in engine.rows("select role_id, permissions from azure_role_definition")
    }
    for table in ("azure_role_assignment", "azure_role_eligibility"):
        for row in engine.rows(f"select * from {table} order by id"):
            role = roles.get(row["role_definition_id"].rpartition("/")[2])
            scope, is_eligible = _scope(row["role_scope"]), table == "azure_role_eligibility"
            yield Assignment(row["id"], row["principal_id"], scope, role, row["condition"], is_eligible)
    for row in engine.rows(_DELEGATED):
        principal, _, name = row["held"].partition(" ")
        condition = _DELEGATED_LIMIT if name == _ASSIGNS_ROLES else ""
        yield Assignment(row["id"], principal, _scope(row["scope"]), roles.get(name), condition, row["is_eligible"])


_ASSIGNS_ROLES = "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9"
_DELEGATED_LIMIT = "the delegation names the role to assign, to managed identities only"
"""Lighthouse delegates User Access Administrator for roles that it names, to managed identities, and never Owner.

Source: https://learn.microsoft.com/azure/lighthouse/how-to/deploy-policy-remediation
"""
_DELEGATED = """
select id, delegated_scope as scope, unnest(roles) as held, false as is_eligible from azure_delegation
union all
select id, delegated_scope, unnest(eligible_roles), true from azure_delegation
order by id, held, is_eligible
"""


def _denials(engine: Engine) -> Iterator[Denial]:
    for row in engine.rows("select * from azure_deny_assignment order by id"):
        yield Denial(
            _scope(row["denied_scope"]),
            row["applies_below"],
            frozenset(row["principal_ids"]),
            frozenset(row["excluded_principal_ids"]),
            _blocks(row["permissions"]),
        )


def _blocks(permissions: str) -> tuple[PermissionBlock, ...] | None:
    try:
        return blocks(permissions)
    except RoleError:
        return None


def _scope(scope: str) -> str:
    return "/" + scope.strip("/")
