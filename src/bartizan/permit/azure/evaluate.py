"""What a principal may do in the end: its assignments and its groups', less what is denied to it.

Source: https://learn.microsoft.com/azure/role-based-access-control/overview#how-azure-rbac-determines-if-a-user-has-access-to-a-resource
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from bartizan.permit.azure.abilities import Ability, abilities
from bartizan.permit.azure.role import Allowed, Block, allowed, denied
from bartizan.permit.azure.scope import Ancestors, covers, level, reaches

EVERYBODY = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True)
class Assignment:
    """A role held at a scope; ``role`` is None where the role could not be read."""

    id: str
    principal_id: str
    scope: str
    role: tuple[Block, ...] | None
    condition: str = ""


@dataclass(frozen=True)
class Denial:
    """What is refused at a scope, whatever roles say; ``blocks`` is None where that could not be read."""

    scope: str
    applies_below: bool
    principals: frozenset[str]
    excluded: frozenset[str]
    blocks: tuple[Block, ...] | None

    def bears_on(self, who: Collection[str]) -> bool:
        """Return whether it denies something to a principal, given with its groups."""
        named = EVERYBODY in self.principals or bool(self.principals & set(who))
        return named and not self.excluded & set(who)


@dataclass(frozen=True)
class Permission:
    """An ability that a principal has at a scope; ``is_allowed`` None where a part of the answer could not be read."""

    ability: Ability
    scope: str
    is_allowed: Allowed | None
    source: str


def permissions(
    who: Collection[str], assignments: Sequence[Assignment], denials: Sequence[Denial], ancestors: Ancestors
) -> Iterator[Permission]:
    """Yield the abilities of a principal, given with its groups, assignment by assignment; not those it lacks."""
    refused = [denial for denial in denials if denial.bears_on(who)]
    for assignment in assignments:
        if assignment.principal_id in who:
            for ability in abilities():
                found = _weighed(assignment, ability, refused, ancestors)
                if found is not Allowed.NO:
                    yield Permission(ability, assignment.scope, found, assignment.id)


def _weighed(
    assignment: Assignment, ability: Ability, denials: Sequence[Denial], ancestors: Ancestors
) -> Allowed | None:
    if not reaches(assignment.scope, ability.resource_type):
        return Allowed.NO
    if assignment.role is None:
        return None
    granted = allowed(assignment.role, ability.action, is_data=ability.is_data, condition=assignment.condition)
    if granted is Allowed.NO:
        return Allowed.NO
    is_sure = True
    for denial in denials:
        match _refusal(denial, assignment.scope, ability, ancestors):
            case Allowed.YES:
                return Allowed.NO
            case Allowed.CONDITIONALLY:
                granted = Allowed.CONDITIONALLY
            case None:
                is_sure = False
    return granted if is_sure else None


def _refusal(denial: Denial, scope: str, ability: Ability, ancestors: Ancestors) -> Allowed | None:
    """Return whether a denial takes an ability away at all of a scope; None where that could not be read."""
    if denial.blocks is not None and denied(denial.blocks, ability.action, is_data=ability.is_data) is Allowed.NO:
        return Allowed.NO
    if denial.scope == scope:
        # What is inside the scope stays allowed where the denial does not reach below.
        is_inside = denial.applies_below or level(scope) == "resource"
    else:
        covered = covers(denial.scope, scope, ancestors)
        if covered is None and denial.applies_below:
            return None
        is_inside = bool(covered) and denial.applies_below
    if not is_inside:
        return Allowed.NO
    return None if denial.blocks is None else denied(denial.blocks, ability.action, is_data=ability.is_data)
