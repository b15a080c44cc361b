"""Several who change one decision at once: one of them does, and the others learn who it was."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from bartizan.model import ExemptionCategory, UsageError, now
from bartizan.state import State
from bartizan.state.audit import audit_log
from bartizan.state.exemption import add_exemption, exemptions, remove_exemption, replace_exemption
from bartizan.state.governance import (
    add_governance_rule,
    change_governance_rule,
    governance_rules,
    remove_governance_rule,
)
from bartizan.state.notify.nouns import SNAPSHOT, NotificationRule
from bartizan.state.notify.rules import (
    add_notification_rule,
    change_level,
    notification_rules,
    remove_notification_rule,
)
from bartizan.state.nouns import ChangedMeanwhileError, Exemption, GovernanceRule, new_exemption_id

HERE = "default"
WRITERS = 6


def at_once(change: Callable[[str], object]) -> list[str]:
    """Let several change something at once, and return who did."""

    def one(name: str) -> str:
        try:
            change(name)
        except ChangedMeanwhileError as error:
            assert error.by.startswith("writer")
            return ""
        return name

    with ThreadPoolExecutor(WRITERS) as pool:
        return [name for name in pool.map(one, [f"writer {n}" for n in range(WRITERS)]) if name]


def test_one_of_several_changes_a_governance_rule(state_home: Path) -> None:
    state = State(state_home)
    rule = GovernanceRule(30, "ops", now().replace(microsecond=0), owner="shop")
    add_governance_rule(state, HERE, rule)
    (seen,) = governance_rules(state, HERE)
    assert seen.version == rule.version
    winners = at_once(
        lambda name: change_governance_rule(
            State(state_home), HERE, replace(rule, author=name, due_days=7), now(), seen.version
        )
    )
    (kept,) = governance_rules(state, HERE)
    assert [kept.author] == winners
    assert (kept.id, kept.created_at, kept.due_days) == (rule.id, rule.created_at, 7)
    with pytest.raises(ChangedMeanwhileError) as refused:
        remove_governance_rule(state, HERE, rule.id, "ops", now(), seen.version)
    assert refused.value.value == kept
    assert len(at_once(lambda name: remove_governance_rule(State(state_home), HERE, rule.id, name, now()))) == 1
    with pytest.raises(UsageError, match="bartizan govern list"):
        change_governance_rule(state, "elsewhere", rule, now())
    assert [each.action for each in audit_log(state, HERE)] == [
        "governance.remove", "governance.change", "governance.add",
    ]  # fmt: skip


def test_one_of_several_changes_an_exemption(state_home: Path) -> None:
    state = State(state_home)
    old = Exemption(
        ExemptionCategory("mitigated"), "agreed", "ops", now().replace(microsecond=0), rule="aws.lambda.old"
    )
    add_exemption(state, HERE, old)

    def change(id_: str, name: str) -> None:
        new = replace(old, id=new_exemption_id(), author=name, justification=name)
        replace_exemption(State(state_home), HERE, id_, new)

    (first,) = at_once(lambda name: change(old.id, name))
    active = [each for each in exemptions(state, HERE) if each.removed_at is None]
    assert [each.author for each in active] == [first]
    (second,) = at_once(lambda name: change(active[0].id, name))
    with pytest.raises(ChangedMeanwhileError) as refused:
        remove_exemption(state, HERE, old.id, "ops", now())
    assert isinstance(refused.value.value, Exemption)
    assert (refused.value.by, refused.value.value.author) == (first, second)
    assert len(exemptions(state, HERE)) == 3


def test_one_of_several_changes_the_level_of_a_tracker(state_home: Path) -> None:
    state = State(state_home)
    rule = NotificationRule("issues", "github", "shop/posture", "ops", now(), kinds=(SNAPSHOT,), level="high")
    add_notification_rule(state, HERE, rule)
    (first,) = at_once(lambda name: change_level(State(state_home), HERE, "issues", "low", name, now(), "high"))
    assert [(each.level, each.author) for each in notification_rules(state, HERE)] == [("low", first)]
    remove_notification_rule(state, HERE, "issues", "writer who removes", now())
    with pytest.raises(ChangedMeanwhileError) as refused:
        change_level(state, HERE, "issues", "high", "ops", now())
    assert (refused.value.by, refused.value.value) == ("writer who removes", None)
