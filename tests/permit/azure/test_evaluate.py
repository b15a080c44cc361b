"""Assignments and denials against an oracle that looks at every place one by one."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bartizan.permit.azure.abilities import abilities
from bartizan.permit.azure.evaluate import EVERYBODY, Assignment, Denial, Places, permissions
from bartizan.permit.azure.role import Allowed, PermissionBlock
from bartizan.permit.azure.scope import broadest, covers, level, reaches

MG = "/providers/microsoft.management/managementgroups/"
SUBSCRIPTION = "/subscriptions/1"
GROUP = f"{SUBSCRIPTION}/resourcegroups/g"
SITE = f"{GROUP}/providers/microsoft.web/sites/s"
CHAIN = ["/", f"{MG}top", SUBSCRIPTION, GROUP, SITE]
ANCESTORS = {"1": [f"{MG}top"], "2": None}
ASSIGN, CONFIG = "Microsoft.Authorization/roleAssignments/write", "Microsoft.Web/sites/config/write"
OWNER = (PermissionBlock(("*",)),)
CONTRIBUTOR = (PermissionBlock(("*",), ("Microsoft.Authorization/*/write",)),)

_roles = st.sampled_from([OWNER, CONTRIBUTOR, (PermissionBlock((CONFIG,)),), (PermissionBlock(("*/read",)),)])
_ids = st.frozensets(st.sampled_from(["app", "team", "other", EVERYBODY]), max_size=2)
_assignments = st.builds(
    Assignment, st.just("a"), st.sampled_from(["app", "team", "other"]), st.sampled_from(CHAIN), _roles
)
_denials = st.builds(Denial, st.sampled_from(CHAIN), st.booleans(), _ids, _ids, _roles)


def _first(blocks: tuple[PermissionBlock, ...] | None) -> PermissionBlock:
    assert blocks
    return blocks[0]


def _names(who: set[str], assignments: list[Assignment], denials: list[Denial]) -> set[tuple[str, str]]:
    found = permissions(who, assignments, denials, Places(ANCESTORS))
    return {(each.ability.action, each.scope) for each in found if each.is_allowed is Allowed.YES}


@given(st.lists(_assignments, max_size=3), st.lists(_denials, max_size=3))
def test_a_permission_is_an_assignment_without_a_denial(assignments: list[Assignment], denials: list[Denial]) -> None:
    who = {"app", "team"}
    expected = set()
    for assignment, ability in product(assignments, abilities()):
        is_granted = assignment.principal_id in who and _first(assignment.role).has(
            ability.action, is_data=ability.is_data
        )
        is_refused = any(
            (EVERYBODY in d.principals or d.principals & who)
            and not d.excluded & who
            and _first(d.blocks).has(ability.action, is_data=ability.is_data)
            and CHAIN.index(d.scope) <= CHAIN.index(assignment.scope)
            and (d.applies_below or d.scope == assignment.scope == SITE)
            for d in denials
        )
        has_place = assignment.scope != SITE or ability.action.startswith(
            ("*", "Microsoft.Authorization", "Microsoft.Web/sites")
        )
        if is_granted and has_place and not is_refused:
            expected.add((ability.action, assignment.scope))
    assert _names(who, assignments, denials) == expected


def test_what_could_not_be_read_is_unknown() -> None:
    unread_role = Assignment("a", "app", GROUP, None)
    assert {each.is_allowed for each in permissions({"app"}, [unread_role], [], Places(ANCESTORS))} == {None}
    unread_denial = Denial(GROUP, True, frozenset({EVERYBODY}), frozenset(), None)
    owner = Assignment("a", "app", SITE, OWNER)
    assert {each.is_allowed for each in permissions({"app"}, [owner], [unread_denial], Places(ANCESTORS))} == {None}


def test_a_denial_from_management_groups_that_were_not_read_is_unknown() -> None:
    denial = Denial(f"{MG}top", True, frozenset({EVERYBODY}), frozenset(), OWNER)
    owner = Assignment("a", "app", "/subscriptions/2", OWNER)
    found = {each.is_allowed for each in permissions({"app"}, [owner], [denial], Places(ANCESTORS))}
    assert found == {None}


def test_a_condition_makes_it_conditional() -> None:
    condition = f"(!(ActionMatches{{'{ASSIGN}'}})) OR (@Request[x] y)"
    owner = Assignment("a", "app", SUBSCRIPTION, OWNER, condition)
    found = {each.ability.action: each.is_allowed for each in permissions({"app"}, [owner], [], Places(ANCESTORS))}
    assert found[ASSIGN] is Allowed.CONDITIONALLY
    assert found[CONFIG] is Allowed.YES


@pytest.mark.parametrize(("outer", "inner"), list(product(range(len(CHAIN)), repeat=2)))
def test_scopes_hold_what_is_below_them(outer: int, inner: int) -> None:
    if CHAIN[outer] == f"{MG}top" and inner == 0:
        assert covers(CHAIN[outer], CHAIN[inner], ANCESTORS) is False
    else:
        assert covers(CHAIN[outer], CHAIN[inner], ANCESTORS) is (outer <= inner)


def test_scopes_have_levels() -> None:
    assert [level(scope) for scope in CHAIN] == [
        "root",
        "management_group",
        "subscription",
        "resource_group",
        "resource",
    ]
    assert broadest([SITE, SUBSCRIPTION, GROUP]) == "subscription"
    assert broadest([]) == ""
    assert not covers(GROUP, f"{GROUP}2", ANCESTORS)
    assert covers(f"{MG}top", "/subscriptions/2", ANCESTORS) is None


def test_a_resource_is_reached_by_actions_on_its_type() -> None:
    assert reaches(SITE, "microsoft.web/sites")
    assert not reaches(SITE, "microsoft.compute/virtualmachines")
    assert reaches(SITE, "")
    assert reaches(GROUP, "microsoft.compute/virtualmachines")
