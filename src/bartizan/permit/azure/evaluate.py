"""What a principal may do in the end: its assignments and its groups', less what is denied to it.

Source: https://learn.microsoft.com/azure/role-based-access-control/overview#how-azure-rbac-determines-if-a-user-has-access-to-a-resource
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from bartizan.permit.azure.abilities import RoleAbility, abilities
from bartizan.permit.azure.role import Allowed, PermissionBlock, allowed, binds, denied
from bartizan.permit.azure.scope import Ancestors, covers, level, reaches
from bartizan.permit.azure.target import Targets

EVERYBODY = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True)
class Assignment:
    """A role held at a scope; ``role`` is None where the role could not be read.

    One that ``is_eligible`` only gives nothing until its holder activates it.
    """

    id: str
    principal_id: str
    scope: str
    role: tuple[PermissionBlock, ...] | None
    condition: str = ""
    is_eligible: bool = False


@dataclass(frozen=True)
class Denial:
    """What is refused at a scope, whatever roles say; ``blocks`` is None where that could not be read."""

    scope: str
    applies_below: bool
    principals: frozenset[str]
    excluded: frozenset[str]
    blocks: tuple[PermissionBlock, ...] | None

    def bears_on(self, who: Collection[str]) -> bool:
        """Return whether it denies something to a principal, given with its groups."""
        named = EVERYBODY in self.principals or bool(self.principals & set(who))
        return named and not self.excluded & set(who)


@dataclass(frozen=True)
class EffectiveAbility:
    """An ability that a principal has at a scope; ``is_allowed`` None where a part of the answer could not be read.

    ``condition`` says what must hold first, or what was not read. ``assignment`` gives it, None where no role does.
    """

    ability: RoleAbility
    scope: str
    is_allowed: Allowed | None
    source: str
    condition: str = ""
    assignment: Assignment | None = None

    @property
    def is_known(self) -> bool:
        """Whether it is known that the principal holds the ability at all: the role was read."""
        return self.assignment is None or self.assignment.role is not None


@dataclass(frozen=True)
class Places:
    """Where things stand: the management groups above subscriptions, and what actions work on, by ``Ability.where``."""

    ancestors: Ancestors = field(default_factory=dict)
    targets: Mapping[str, Targets] = field(default_factory=dict)

    def works(self, ability: RoleAbility, scope: str) -> bool | None:
        """Return whether an ability is worth anything at a scope; None where that could not be read."""
        targets = self.targets.get(ability.where)
        return True if targets is None else targets.at(scope, self.ancestors)


def permissions(
    who: Collection[str], assignments: Sequence[Assignment], denials: Sequence[Denial], places: Places
) -> Iterator[EffectiveAbility]:
    """Yield the abilities of a principal, given with its groups, assignment by assignment; not those it lacks."""
    refused = [denial for denial in denials if denial.bears_on(who)]
    for assignment in assignments:
        if assignment.principal_id in who:
            for ability in able(assignment.role):
                found = weighed(assignment, ability, refused, places)
                if found is not Allowed.NO:
                    why = condition_of(assignment, ability, found)
                    yield EffectiveAbility(ability, assignment.scope, found, assignment.id, why, assignment)


def condition_of(assignment: Assignment, ability: RoleAbility, found: Allowed | None) -> str:
    """Return what must hold for an assignment to give an ability, or what was not read; empty where nothing."""
    if found is Allowed.YES:
        return ""
    if assignment.role is None:
        return "the role was not read"
    if found is None:
        return f"not read: {ability.where or 'what a deny assignment refuses, or where it applies'}"
    limits = [block.condition for block in assignment.role if block.has(ability.action, is_data=ability.is_data)]
    bound = [each for each in (*limits, assignment.condition) if binds(each, ability.action)]
    told = ["after activation of the eligible role"] if assignment.is_eligible else []
    told += [f"within the condition {' '.join(each.split())}" for each in dict.fromkeys(bound)]
    return "; ".join(told) or "unless the condition of a deny assignment holds"


@lru_cache(1024)
def able(role: tuple[PermissionBlock, ...] | None) -> tuple[RoleAbility, ...]:
    """Return the abilities that a role may give; all of them where it could not be read."""
    return tuple(
        each
        for each in abilities()
        if role is None or allowed(role, each.action, is_data=each.is_data) is not Allowed.NO
    )


@dataclass(frozen=True)
class PrincipalRoles:
    """What a principal, given with its groups, holds and what is denied to anybody."""

    who: Collection[str]
    assignments: Sequence[Assignment]
    denials: Sequence[Denial] = ()


def may(holder: PrincipalRoles, ability: RoleAbility, at: str, places: Places) -> Allowed | None:
    """Return whether a principal may use an ability at one place; None where that could not be read."""
    refused = [denial for denial in holder.denials if denial.bears_on(holder.who)]
    held = [each for each in holder.assignments if each.principal_id in holder.who]
    here = [(each, covers(each.scope, at, places.ancestors)) for each in held]
    found = [weighed(replace(each, scope=at), ability, refused, places) for each, is_here in here if is_here]
    best = max((each for each in found if each is not None), default=Allowed.NO)
    is_sure = None not in found and all(is_here is not None for _, is_here in here)
    return best if is_sure or best is Allowed.YES else None


def weighed(assignment: Assignment, ability: RoleAbility, denials: Sequence[Denial], places: Places) -> Allowed | None:
    """Return whether an assignment gives an ability at all of its scope, less denials; None where it is unknown."""
    if not reaches(assignment.scope, ability.resource_type):
        return Allowed.NO
    if assignment.role is None:
        return None
    granted = allowed(assignment.role, ability.action, is_data=ability.is_data, condition=assignment.condition)
    works = places.works(ability, assignment.scope) if granted is not Allowed.NO else False
    if granted is Allowed.NO or works is False:
        return Allowed.NO
    granted = Allowed.CONDITIONALLY if assignment.is_eligible else granted
    is_sure = works is not None
    for denial in denials:
        match _refusal(denial, assignment.scope, ability, places.ancestors):
            case Allowed.YES:
                return Allowed.NO
            case Allowed.CONDITIONALLY:
                granted = Allowed.CONDITIONALLY
            case None:
                is_sure = False
    return granted if is_sure else None


def _refusal(denial: Denial, scope: str, ability: RoleAbility, ancestors: Ancestors) -> Allowed | None:
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
