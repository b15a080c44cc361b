"""What roles could do, case by case: each file holds policies and what comes of them."""

import datetime
import json
import os
from pathlib import Path
from typing import Any

import pytest

from bartizan.permit.aws.abilities import abilities, known
from bartizan.permit.aws.caller import Caller
from bartizan.permit.aws.escalation.technique import simpler, techniques
from bartizan.permit.aws.evaluate import Policies, Sourced
from bartizan.permit.aws.language.policy import parsed
from bartizan.permit.aws.power import power

FILE = Path(__file__).parent / "cases.json"
CASES = json.loads(FILE.read_text(encoding="utf-8"))
NOW = datetime.datetime(2026, 6, 1, tzinfo=datetime.UTC)
NAMES = sorted({ability.name for ability in abilities()})


def outcome(case: dict[str, Any]) -> dict[str, Any]:
    def sourced(statements: list[dict[str, Any]]) -> tuple[Sourced, ...]:
        return tuple(Sourced(each, "it") for each in parsed({"Version": "2012-10-17", "Statement": statements}))

    limits = (sourced(case["boundary"]),) if "boundary" in case else ()
    caller = Caller("arn:aws:iam::111122223333:role/it", tags={}, takes_session_tags=False)
    able = power(caller, Policies(sourced(case["statements"]), limits), NOW)
    said = {name: able.unbounded(name) for name in NAMES}
    said |= {f"{name} anywhere": able.anywhere(name) for name in NAMES if able.anywhere(name) != able.unbounded(name)}
    said |= {"admin": ["yes"] if able.is_admin else [], "services": [way.name for way in able.admin_services]}
    return {
        name: found for name, found in {"escalation": [way.name for way in able.escalations], **said}.items() if found
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_power(case: dict[str, Any]) -> None:
    given = outcome(case)
    if os.environ.get("BARTIZAN_GOLDEN"):
        case["gives"] = given
        FILE.write_text(json.dumps(CASES, indent=1) + "\n", encoding="utf-8")
    assert given == case["gives"]


def test_an_administrator_has_every_ability_and_every_way() -> None:
    given = outcome({"statements": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})
    assert {action for name, actions in given.items() if name in NAMES for action in actions} == {
        ability.action for ability in abilities()
    }
    assert given["escalation"] == [technique.name for technique in techniques()]


NAMES_BY_ID = {technique.id: technique.name for technique in techniques()}
ALONE = [technique for technique in techniques() if not technique.assumes]


@pytest.mark.parametrize("technique", ALONE, ids=lambda technique: technique.name)
def test_each_technique_needs_each_of_its_actions(technique: Any) -> None:
    actions = [need.action for need in technique.needs]
    whole = outcome({"statements": [{"Effect": "Allow", "Action": actions, "Resource": "*"}]})
    assert {technique.name, *(NAMES_BY_ID[id_] for id_ in simpler(technique))} & set(whole["escalation"])
    for missing in actions:
        less = [action for action in actions if action != missing]
        part = outcome({"statements": [{"Effect": "Allow", "Action": less, "Resource": "*"}]}) if less else {}
        assert technique.name not in part.get("escalation", [])


def test_the_facts_are_well_formed() -> None:
    assert len(abilities()) == len({(ability.name, ability.action) for ability in abilities()})
    assert known(("iam:passrole",), is_not=False) == {"iam:passrole"}
    assert "iam:passrole" not in known(("iam:*",), is_not=True)
