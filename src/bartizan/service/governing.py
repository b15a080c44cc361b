"""Govern findings: who owns which, and by when they are due; rules are checked and kept in the audit log."""

from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from bartizan.assess.rule import Category
from bartizan.base.home import DIRECTORY
from bartizan.base.suggestion import suggestion
from bartizan.decide.risk import LEVELS
from bartizan.model import Severity, UsageError, now
from bartizan.service.exempting import author
from bartizan.service.names import Names
from bartizan.service.published import open_published
from bartizan.state.nouns import GovernanceRule
from bartizan.state.reader import read_state


@dataclass(frozen=True)
class GovernanceRequest:
    """A governance rule to add; see ``GovernanceRule`` for what each condition means."""

    due_days: int
    owner: str = ""
    owner_tag: str = ""
    severity: str = ""
    risk_level: str = ""
    category: str = ""
    scope: str = ""
    rule: str = ""
    priority: int = 100
    has_grace: bool = False
    by: str = ""


def govern(home: Path, request: GovernanceRequest, *, directory: str = DIRECTORY) -> GovernanceRule:
    """Store a governance rule; it holds at once, for findings that are there already too.

    Raises:
        UsageError: it names no owner, or what is not there.
    """
    from bartizan.state.database import State
    from bartizan.state.governance import add_governance_rule

    if not (request.owner.strip() or request.owner_tag.strip()):
        raise UsageError("say who owns the findings: --owner NAME, --owner-tag KEY or both")
    _check("--severity", request.severity, [str(severity) for severity in Severity])
    _check("--risk", request.risk_level, LEVELS)
    _check("--category", request.category, get_args(Category))
    with open_published(home, directory=directory) as published:
        names = Names(published.engine)
        rule, scope = names.rule(request.rule), names.scope(request.scope)
    values = {**vars(request), "rule": rule, "scope": scope, "author": author(request.by)}
    values |= {"owner": request.owner.strip(), "owner_tag": request.owner_tag.strip()}
    del values["by"]
    added = GovernanceRule(created_at=now(), **values)
    add_governance_rule(State(home), directory, added)
    return added


def governance_rules(home: Path, *, directory: str = DIRECTORY) -> list[GovernanceRule]:
    """Return the governance rules in force, in the order in which they are tried."""
    return read_state(home, directory).governance


def end_governance_rule(home: Path, id_: str, by: str = "", *, directory: str = DIRECTORY) -> GovernanceRule:
    """End a governance rule now; it stays in the audit log.

    Raises:
        UsageError: there is none with this ID, or it was removed before.
    """
    from bartizan.state.database import State
    from bartizan.state.governance import remove_governance_rule

    return remove_governance_rule(State(home), directory, id_, author(by), now().replace(microsecond=0))


def _check(option: str, value: str, known: "tuple[str, ...] | list[str]") -> None:
    if value and value not in known:
        raise UsageError(f"{option} {value!r}{suggestion(value, known)}; choose one of {', '.join(known)}")
