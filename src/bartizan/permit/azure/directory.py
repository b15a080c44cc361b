"""What principals hold in the directory itself: its roles, also through groups, and app roles of Microsoft Graph."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from bartizan.permit.azure.surroundings import Identity
from bartizan.store import Engine

_LISTS = ("azure_directory_role", "azure_directory_role_eligibility")


@dataclass(frozen=True)
class DirectoryRoles:
    """Names of the roles that lead to power: those held, and those held only after activation.

    Not ``is_whole`` where there may be more of them.
    """

    held: frozenset[str] = frozenset()
    eligible: frozenset[str] = frozenset()
    is_whole: bool = True
    is_of_people: bool = field(default=False, compare=False)
    """Of a user or a group, not of what may hold app roles too."""

    @property
    def names(self) -> list[str] | None:
        """The roles held, sorted; None where there may be more."""
        return sorted(self.held) if self.is_whole else None


@dataclass(frozen=True)
class Directory:
    """Who holds what, by object id; ``own`` is what the directory says of a service principal, None where unread."""

    own: Mapping[str, frozenset[str] | None]
    held: Mapping[str, frozenset[str]]
    eligible: Mapping[str, frozenset[str]]
    unknown: frozenset[str]
    """Holders of a role of which is not known what it allows."""
    people: frozenset[str]
    """Users and groups: they hold no app roles, so that their roles are all there is."""
    unread: frozenset[str] = field(default=frozenset(_LISTS))
    are_members_read: bool = False

    def roles(self, identity: Identity) -> DirectoryRoles:
        """Return what a principal holds, itself or through its groups."""
        own = self.own.get(identity.id)
        held = frozenset().union(own or (), *(self.held.get(each, ()) for each in identity.who))
        eligible = frozenset().union(*(self.eligible.get(each, ()) for each in identity.who))
        is_of_people = identity.id in self.people
        is_listed = is_of_people and not self.unread and self.are_members_read
        is_whole = (own is not None or is_listed) and not self.unknown & identity.who
        return DirectoryRoles(held, eligible - held, is_whole, is_of_people)


def directory(engine: Engine) -> Directory:
    """Return what the tables say of the directory's roles; one of a part of the tenant gives nothing."""
    own = engine.rows("select id, directory_roles from azure_principal")
    held, eligible = (_holders(engine, table) for table in _LISTS)
    listed = engine.rows("select kind, bool_and(outcome = 'ok') as is_ok from listing group by kind")
    return Directory(
        own={row["id"]: None if (names := row["directory_roles"]) is None else frozenset(names) for row in own},
        held=held,
        eligible=eligible,
        unknown=_ids(engine, _UNKNOWN),
        people=_ids(engine, _PEOPLE),
        unread=frozenset({*_LISTS} - {row["kind"] for row in listed if row["is_ok"]}),
        are_members_read=not engine.rows(_UNREAD_GROUPS),
    )


def _holders(engine: Engine, table: str) -> Mapping[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    rows = engine.rows(f"select principal_id, name from {table} where is_tenant_wide and gains <> ''")
    for row in rows:
        found[row["principal_id"]].add(row["name"])
    return {principal: frozenset(names) for principal, names in found.items()}


def _ids(engine: Engine, text: str) -> frozenset[str]:
    return frozenset(row["principal_id"] for row in engine.rows(text))


_UNKNOWN = """
select principal_id from azure_directory_role where is_tenant_wide and gains is null
union
select principal_id from azure_directory_role_eligibility where is_tenant_wide and gains is null
"""
_PEOPLE = """
select id as principal_id from azure_group
union
select principal_id from azure_role_assignment where lower(principal_type) in ('user', 'group')
union
select principal_id from azure_role_eligibility where lower(principal_type) in ('user', 'group')
union
select principal_id from azure_directory_role where lower(principal_type) in ('user', 'group')
union
select principal_id from azure_directory_role_eligibility where lower(principal_type) in ('user', 'group')
"""
_UNREAD_GROUPS = """
select held.principal_id
from (
    select principal_id, principal_type from azure_directory_role
    union
    select principal_id, principal_type from azure_directory_role_eligibility
) as held
left join azure_group on azure_group.id = held.principal_id
where lower(held.principal_type) in ('group', '') and azure_group.member_ids is null
"""
