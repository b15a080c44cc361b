"""Whatever readers of snapshots go by changes a number, which tells them whether to read it again."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bartizan.model import ExemptionCategory, now
from bartizan.state import Manifest, State
from bartizan.state.exemption import add_exemptions, exemptions, remove_exemptions
from bartizan.state.governance import add_governance_rule, governance_rules, remove_governance_rule
from bartizan.state.models import SnapshotRow
from bartizan.state.nouns import Exemption, GovernanceRule
from bartizan.state.reader import read_state, read_version
from bartizan.state.snapshots import mark_pruned
from bartizan.state.triage import TriageEvent, change_triage


def manifest(id_: str, directory: str = "default") -> Manifest:
    return Manifest(id_, directory, now(), now(), "complete", {})


def exemption(rule: str) -> Exemption:
    return Exemption(ExemptionCategory.MITIGATED, "why", "who", now(), rule=rule)


def writers(state: State) -> list[Callable[[], object]]:
    """Return all that changes what readers of ``default`` read, in an order in which each can."""
    return [
        lambda: state.publish(manifest("one")),
        lambda: state.publish(manifest("two")),
        lambda: state.set_aside("two", "a table is damaged"),
        lambda: mark_pruned(state, ["one"]),
        lambda: add_exemptions(state, "default", [exemption("aws.*"), exemption("azure.*")]),
        lambda: remove_exemptions(
            state, "default", [each.id for each in exemptions(state, "default")], "who", now()
        ),
        lambda: add_governance_rule(state, "default", GovernanceRule(30, "who", now(), owner="ops")),
        lambda: remove_governance_rule(
            state, "default", governance_rules(state, "default")[0].id, "who", now()
        ),
    ]  # fmt: skip


def test_what_changes_a_reading_changes_the_version(state_home: Path) -> None:
    state = State(state_home)
    state.publish(manifest("other", "other"))
    others = read_version(state_home, "other")
    for write in writers(state):
        version, reading = read_version(state_home, "default"), read_state(state_home, "default")
        write()
        assert read_version(state_home, "default") != version
        assert read_state(state_home, "default") != reading
    assert read_version(state_home, "other") == others


def test_what_readers_do_not_go_by_leaves_it(state_home: Path) -> None:
    state = State(state_home)
    state.publish(manifest("one"))
    version = read_version(state_home, "default")
    change_triage(state, "default", "entry", TriageEvent(now(), "who", "assignee", "team"))
    assert read_version(state_home, "default") == version


def test_what_was_not_committed_does_not_count(state_home: Path) -> None:
    state = State(state_home)
    state.publish(manifest("one"))
    version = read_version(state_home, "default")
    with pytest.raises(KeyError), state.transaction() as session:
        session.add(SnapshotRow(**vars(manifest("two")), sequence=2))
        session.flush()
        raise KeyError
    assert read_version(state_home, "default") == version


def test_no_home_has_no_version(tmp_path: Path) -> None:
    assert read_version(tmp_path / "none", "default") is None


_WRITER = """
import sys
from pathlib import Path
from bartizan.model import ExemptionCategory, now
from bartizan.state import State
from bartizan.state.exemption import add_exemptions
from bartizan.state.nouns import Exemption
state = State(Path(sys.argv[1]))
for n in range(20):
    made = Exemption(ExemptionCategory.MITIGATED, "why", "who", now(), rule=f"aws.{sys.argv[2]}.{n}")
    add_exemptions(state, "default", [made])
"""


@pytest.mark.slow
def test_processes_that_write_at_once_are_all_counted(state_home: Path) -> None:
    State(state_home).publish(manifest("one"))
    before = read_version(state_home, "default")
    processes = [subprocess.Popen([sys.executable, "-c", _WRITER, str(state_home), name]) for name in ("a", "b", "c")]
    version, reading = before, read_state(state_home, "default")
    while any(process.poll() is None for process in processes):
        if (now_at := read_version(state_home, "default")) != version:
            version, reading = now_at, read_state(state_home, "default")
    if read_version(state_home, "default") != version:
        reading = read_state(state_home, "default")
    assert [process.returncode for process in processes] == [0, 0, 0]
    assert before is not None
    assert read_version(state_home, "default") == before + 60
    assert len(reading.exemptions) == 60
