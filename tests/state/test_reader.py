"""The short way to the state, past SQLAlchemy, reads what the long one reads."""

import datetime
from pathlib import Path

from bartizan.model import ExemptionCategory
from bartizan.state import State
from bartizan.state.exemption import add_exemption, exemptions, remove_exemption
from bartizan.state.governance import add_governance_rule, governance_rules, remove_governance_rule
from bartizan.state.manifest import Manifest
from bartizan.state.nouns import Exemption, GovernanceRule
from bartizan.state.reader import Reading, read_state

AT = datetime.datetime(2026, 6, 1, 12, 30, 1)
LATER = AT + datetime.timedelta(days=3)


def test_both_ways_read_the_same(state_home: Path) -> None:
    state = State(state_home)
    for directory in ("default", "other"):
        for day in (1, 2):
            published = AT.replace(day=day, microsecond=7)
            manifest = Manifest(f"{directory}-{day}", directory, AT, published, "partial", {"resources": day, "é": [1]})
            state.publish(manifest)
        _decide(state, directory)
    state.set_aside("other-2", "a table is damaged")
    assert len(read_state(state_home, "default").exemptions) == 3
    for directory in ("default", "other", "none"):
        for snapshot in ("", "default-1", "other-2", "missing"):
            long = Reading(
                state.snapshot(directory, snapshot or None),
                exemptions(state, directory),
                governance_rules(state, directory),
            )
            assert read_state(state_home, directory, snapshot) == long


def _decide(state: State, directory: str) -> None:
    held = Exemption(ExemptionCategory.MITIGATED, "a gateway checks it", "team-orders", AT, rule="aws.*", scope="1")
    ended = Exemption(
        ExemptionCategory.RISK_ACCEPTED, "why", "team-orders", LATER, resource="r", tag="a=b", until=LATER
    )
    never = Exemption(ExemptionCategory.RISK_ACCEPTED, "naïve", "ops", LATER, rule="azure.*")
    for exemption in (never, ended, held):
        add_exemption(state, directory, exemption)
    remove_exemption(state, directory, ended.id, "ops", LATER)
    late, first, gone = (
        GovernanceRule(7, "ops", AT, owner="rest", priority=500, severity="high", has_grace=True),
        GovernanceRule(30, "ops", LATER, owner_tag="team", priority=1, risk_level="high", scope="1", rule="aws.*"),
        GovernanceRule(90, "ops", AT, owner="gone"),
    )
    for rule in (late, first, gone):
        add_governance_rule(state, directory, rule)
    remove_governance_rule(state, directory, gone.id, "ops", LATER)
