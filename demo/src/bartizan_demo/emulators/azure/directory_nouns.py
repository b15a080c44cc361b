"""The nouns of the company's directory, and of what it delegates to directories of others."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DirectoryGroup:
    """What the directory tells of a group beside its members; ``owners`` are object ids."""

    id: str
    name: str
    owners: tuple[str, ...] = ()
    is_role_assignable: bool = False
    is_dynamic: bool = False
    is_synchronized: bool = False


@dataclass(frozen=True)
class RoleHolder:
    """Who holds a role of the directory, by its template's id, or may activate it; ``kind`` is empty if it is gone."""

    principal: str
    role: str
    kind: str = "User"
    scope: str = "/"
    is_eligible: bool = False


@dataclass(frozen=True)
class Delegation:
    """What Azure Lighthouse gives to principals of another tenant at a scope (an ARM id).

    ``roles`` and ``eligible`` are the principal, its name and the id of the role; ``assignable`` the roles that
    whoever may assign roles may assign.
    """

    name: str
    scope: str
    tenant: str
    roles: tuple[tuple[str, str, str], ...] = ()
    eligible: tuple[tuple[str, str, str], ...] = ()
    assignable: tuple[str, ...] = ()
