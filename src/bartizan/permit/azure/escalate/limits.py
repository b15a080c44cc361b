"""Conditions on role assignments that limit which roles may be assigned, and to whom.

Source: https://learn.microsoft.com/azure/role-based-access-control/delegate-role-assignments-examples
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bartizan.permit.azure.effect import NEVER, SURE, Certainty
from bartizan.permit.azure.role import Allowed

_CLAUSE = re.compile(
    r"@(Request|Resource)\[Microsoft\.Authorization/roleAssignments:(RoleDefinitionId|PrincipalId|PrincipalType)\]"
    r"\s*(ForAnyOfAnyValues|ForAnyOfAllValues):(\w+)\s*\{([^}]*)\}",
    re.IGNORECASE,
)
_ACTION = re.compile(r"!\s*\(\s*ActionMatches\s*\{\s*'[^']*'\s*\}\s*\)", re.IGNORECASE)
_LONGEST = 20_000


@dataclass(frozen=True)
class RoleLimit:
    """Which roles a condition lets be assigned: ``only`` these (None for any) but none of ``never``."""

    only: frozenset[str] | None
    never: frozenset[str]
    is_about_principals: bool

    def allows(self, role: str) -> bool:
        """Return whether a role, by its GUID, may be assigned."""
        return role not in self.never and (self.only is None or role in self.only)


def role_limit(condition: str) -> RoleLimit | None:
    """Return the limit that a condition puts on role assignments, None for one that is not of the documented form."""
    clauses = _CLAUSE.findall(condition) if len(condition) <= _LONGEST else []
    rest = _CLAUSE.sub(" ", _ACTION.sub(" ", condition))
    words = re.findall(r"[^\s()]+", rest.upper())
    # A second choice between clauses would be another meaning.
    if not clauses or set(words) - {"AND", "OR"} or words.count("OR") > len(_ACTION.findall(condition)):
        return None
    only: frozenset[str] | None = None
    never: frozenset[str] = frozenset()
    for source, name, _, operator, listed in clauses:
        values = frozenset(each.strip(" '\"").lower() for each in listed.split(","))
        if source.lower() == "request" and name.lower() == "roledefinitionid":
            if operator.lower() == "guidequals":
                only = values if only is None else only & values
            elif operator.lower() == "guidnotequals":
                never |= values
            else:
                return None
    about = any(source.lower() == "request" and name.lower() != "roledefinitionid" for source, name, *_ in clauses)
    return RoleLimit(only, never, about)


def assigns(condition: str, strong: Mapping[str, bool | None]) -> Certainty:
    """Return whether a condition leaves a role that makes an administrator; ``strong`` says so by the role's GUID."""
    limit = role_limit(condition)
    if limit is None:
        return Certainty(Allowed.CONDITIONALLY, f"within the condition {' '.join(condition.split())}")
    left = [is_strong for role, is_strong in strong.items() if limit.allows(role)]
    left += [None for role in limit.only or () if role not in strong]
    if True in left:
        return (
            Certainty(Allowed.CONDITIONALLY, "to principals that the condition names")
            if limit.is_about_principals
            else SURE
        )
    return Certainty(None, "not read: a role that may be assigned") if None in left else NEVER
