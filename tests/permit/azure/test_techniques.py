"""Every technique's own examples: one caller, one thing that it goes through, one principal that it gains."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from bartizan.permit.azure.abilities import abilities
from bartizan.permit.azure.access import Estate
from bartizan.permit.azure.directory import DirectoryRoles
from bartizan.permit.azure.effect import RANK, Certainty, together, told
from bartizan.permit.azure.escalate.escalation import Custom, Escalation, World, escalations
from bartizan.permit.azure.escalate.opening import FOLDER, Opening
from bartizan.permit.azure.escalate.strength import strength_of
from bartizan.permit.azure.escalate.technique import Technique, techniques
from bartizan.permit.azure.evaluate import EVERYBODY, Assignment, Denial, Places
from bartizan.permit.azure.index import Inside
from bartizan.permit.azure.role import Allowed, PermissionBlock
from bartizan.permit.azure.surroundings import Surroundings
from bartizan.permit.azure.target import Targets

SUBSCRIPTION = "11111111-1111-4111-8111-111111111111"
GROUP = f"/subscriptions/{SUBSCRIPTION}/resourcegroups/shop"
OTHER = "/subscriptions/22222222-1111-4111-8111-111111111111"
ME, TARGET = "aaaaaaaa-0000-4000-8000-000000000001", "bbbbbbbb-0000-4000-8000-000000000001"
OWNER, READER, UNREAD = (f"cccccccc-0000-4000-8000-00000000000{each}" for each in range(3))
LIMIT = (
    "((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) OR "
    "(@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {%s}))"
)
LIMITS = {"owner": LIMIT % OWNER, "reader": LIMIT % READER, "unread": LIMIT % UNREAD, "odd": "@Request[x] StringLike y"}
EXPECTED = {True: "yes", False: "no"}
"""YAML takes yes and no for flags."""
CASES = [
    pytest.param(each, example, id=f"{each.id}-{number}")
    for each in techniques()
    for number, example in enumerate(each.examples)
]


def _assignment(example: Mapping[str, Any]) -> Assignment:
    block = PermissionBlock(tuple(example.get("may", ())), data_actions=tuple(example.get("may_data", ())))
    return Assignment(
        id="mine",
        principal_id=ME,
        scope=OTHER if example.get("elsewhere") else f"/subscriptions/{SUBSCRIPTION}",
        role=None if example.get("role") == "unread" else (block,),
        condition=LIMITS.get(example.get("limit", ""), ""),
        is_eligible=example.get("eligible", False),
    )


def _targets_power(example: Mapping[str, Any], mine: Assignment) -> Assignment:
    strong = replace(
        mine, id="its", principal_id=TARGET, role=(PermissionBlock(("*",), (), ("*",)),), is_eligible=False
    )
    match example.get("target"):
        case "equal":
            return replace(mine, id="its", principal_id=TARGET, is_eligible=False)
        case "unread":
            return replace(strong, role=None)
    return replace(strong, scope=f"/subscriptions/{SUBSCRIPTION}", condition="")


def _surroundings(example: Mapping[str, Any]) -> Surroundings:
    mine = _assignment(example)
    block = PermissionBlock(tuple(example.get("denied", ())), data_actions=tuple(example.get("denied_data", ())))
    denial = Denial(f"/subscriptions/{SUBSCRIPTION}", True, frozenset({EVERYBODY}), frozenset({TARGET}), (block,))
    works = {"unread": None}.get(example["works"], example["works"]) if "works" in example else True
    account = f"{GROUP}/providers/microsoft.storage/storageaccounts/st"
    targets = {"azure_storage_account.allows_shared_key": Targets({account: works})}
    return Surroundings(
        assignments={ME: [mine], TARGET: [_targets_power(example, mine)]},
        group_holders=frozenset(),
        denials=(denial,),
        groups={ME: frozenset(), TARGET: frozenset()},
        places=Places({SUBSCRIPTION: [], OTHER.rpartition("/")[2]: []}, targets),
    )


def _opening(technique: Technique, example: Mapping[str, Any]) -> Opening:
    wanted = next((a for a in abilities() if a.action in technique.needs), None)
    name = "st" if technique.through.startswith("code") else "thing"
    through = f"{GROUP}/providers/{wanted.resource_type}/{name}" if wanted else "application"
    stated = example.get("prerequisite", True)
    effects = [told({"unread": None}.get(stated, stated), "a fact")]
    if "condition" in example:
        effects.append(Certainty(Allowed.CONDITIONALLY, example["condition"]))
    holder = ME if example.get("owner") else "" if technique.directory else "somebody"
    return Opening(through, "" if technique.gains == "vault" else TARGET, together(effects), holder)


def _world(technique: Technique, example: Mapping[str, Any], around: Surroundings) -> World:
    opening = _opening(technique, example)
    stated = example.get("directory", [])
    eligible = frozenset(example.get("eligible_directory", ()))
    directory = DirectoryRoles(is_whole=False) if stated == "unread" else DirectoryRoles(frozenset(stated), eligible)
    custom = Custom("its custom role", ME, f"/subscriptions/{SUBSCRIPTION}", (f"/subscriptions/{SUBSCRIPTION}",))
    return World(
        estate=Estate(Inside([], {}), frozenset(), around.places, around.denials),
        openings={technique.through: Inside([(opening.through, opening)], around.places.ancestors)},
        owned={technique.through: {opening.holder: [opening]}},
        strengths={each: strength_of(around.identity(each)) for each in (ME, TARGET)},
        directory={ME: directory},
        strong_roles={OWNER: True, READER: False},
        customs=[custom] if example.get("custom") else [],
        subscriptions=[SUBSCRIPTION],
    )


def gained(technique: Technique, example: Mapping[str, Any]) -> list[Escalation]:
    """Return all that a technique gains in an example, the surest first."""
    around = _surroundings(example)
    found = escalations(around.identity(ME), _world(technique, example, around), [technique])
    return sorted(found, key=lambda gain: RANK[gain.effect.name])


@pytest.mark.parametrize(("technique", "example"), CASES)
def test_an_example_comes_out_as_it_says(technique: Technique, example: Mapping[str, Any]) -> None:
    found = gained(technique, example)
    expected = EXPECTED.get(example["expect"], example["expect"])
    if expected == "gap":
        is_directory_unread = example.get("directory") == "unread"
        assert not found
        me = _surroundings(example).identity(ME)
        assert is_directory_unread or not all(each.is_known for each in me.permissions)
    else:
        assert next((gain.effect.name for gain in found), "no") == expected
        assert all(gain.effect.condition for gain in found if gain.effect.name != "yes")


@pytest.mark.parametrize("technique", techniques(), ids=lambda each: each.id)
def test_a_technique_has_a_yes_a_near_miss_and_what_was_not_read(technique: Technique) -> None:
    expected = {EXPECTED.get(each["expect"], each["expect"]) for each in technique.examples}
    assert expected >= {"no"}
    assert expected & {"yes", "conditional"}
    assert expected & {"unknown", "gap"}
    assert technique.mitre
    assert technique.source.startswith("https://")


def test_every_action_of_a_technique_is_weighed() -> None:
    weighed = {ability.action for ability in abilities()}
    for technique in techniques():
        assert set(technique.needs) | set(technique.also) <= weighed, technique.id


def test_every_technique_goes_through_something_that_is_told() -> None:
    told_by = {file.stem for file in FOLDER.glob("*.sql")} | {"", "custom_role", "application"}
    assert {technique.through for technique in techniques()} <= told_by
