"""Govern findings: who owns which, and by when they are due; rules are checked and kept in the audit log."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, get_args

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

MOST_DAYS, LAST = 3650, 10_000
"""The latest due date, and the last priority."""


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
        UsageError: as ``checked_governance``.
    """
    from bartizan.state.database import State
    from bartizan.state.governance import add_governance_rule

    added = checked_governance(home, request, directory=directory)
    add_governance_rule(State(home), directory, added)
    return added


def change_governance(
    home: Path, id_: str, request: GovernanceRequest, was: str = "", *, directory: str = DIRECTORY
) -> GovernanceRule:
    """Give a governance rule in force other values. ``was`` is the version of it that was seen, empty for any.

    Raises:
        ChangedMeanwhileError: somebody else changed or removed it; nothing was stored.
        UsageError: there is none with this ID, or as ``checked_governance``.
    """
    from bartizan.state.database import State
    from bartizan.state.governance import change_governance_rule

    changed = replace(checked_governance(home, request, directory=directory), id=id_)
    return change_governance_rule(State(home), directory, changed, now(), was)


def changed_governance(
    home: Path, id_: str, values: Mapping[str, Any], by: str = "", *, directory: str = DIRECTORY
) -> GovernanceRule:
    """Give a governance rule in force some other values, by the names of a ``GovernanceRequest``; the others stay.

    Raises:
        ChangedMeanwhileError, UsageError: as ``change_governance``.
    """
    found = next((each for each in governance_rules(home, directory=directory) if each.id == id_), None)
    if found is None:
        raise UsageError(f"no governance rule {id_!r}; see `bartizan govern list`")
    own = {each.name: getattr(found, each.name) for each in fields(GovernanceRequest) if each.name != "by"}
    request = GovernanceRequest(**own | dict(values), by=by)
    return change_governance(home, id_, request, found.version, directory=directory)


def checked_governance(home: Path, request: GovernanceRequest, *, directory: str = DIRECTORY) -> GovernanceRule:
    """Return the rule that a request stands for; nothing is stored.

    Raises:
        UsageError: it names no owner, or what is not there, or its numbers are out of bounds.
    """
    if not (request.owner.strip() or request.owner_tag.strip()):
        raise UsageError("say who owns the findings: name an owner, a tag whose value is the owner, or both")
    if not 0 <= request.due_days <= MOST_DAYS:
        raise UsageError(f"findings are due within 0 to {MOST_DAYS} days")
    if not 1 <= request.priority <= LAST:
        raise UsageError(f"the priority is a whole number, 1 to {LAST}")
    _check("severity", request.severity, [str(severity) for severity in Severity])
    _check("risk level", request.risk_level, LEVELS)
    _check("category", request.category, get_args(Category))
    with open_published(home, directory=directory) as published:
        names = Names(published.engine)
        rule, scope = names.rule(request.rule), names.scope(request.scope)
    values = {**vars(request), "rule": rule, "scope": scope, "author": author(request.by)}
    values |= {"owner": request.owner.strip(), "owner_tag": request.owner_tag.strip()}
    del values["by"]
    return GovernanceRule(created_at=now(), **values)


def governance_rules(home: Path, *, directory: str = DIRECTORY) -> list[GovernanceRule]:
    """Return the governance rules in force, in the order in which they are tried."""
    return read_state(home, directory).governance


def end_governance_rule(
    home: Path, id_: str, by: str = "", was: str = "", *, directory: str = DIRECTORY
) -> GovernanceRule:
    """End a governance rule now; it stays in the audit log. ``was`` is as for a change.

    Raises:
        ChangedMeanwhileError: somebody else changed it, or removed it before.
        UsageError: there is none with this ID.
    """
    from bartizan.state.database import State
    from bartizan.state.governance import remove_governance_rule

    return remove_governance_rule(State(home), directory, id_, author(by), now().replace(microsecond=0), was)


def _check(what: str, value: str, known: "tuple[str, ...] | list[str]") -> None:
    if value and value not in known:
        raise UsageError(f"unknown {what} {value!r}{suggestion(value, known)}; choose one of {', '.join(known)}")
