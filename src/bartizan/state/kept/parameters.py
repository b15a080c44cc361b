"""Values of rules' parameters that admins set in a directory; they count before those of the home's settings."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from bartizan.model import now
from bartizan.state.audit import AuditEntry, record
from bartizan.state.database import State
from bartizan.state.models import RuleParametersRow

ParameterValues = Mapping[str, list[str] | int | str]


@dataclass(frozen=True)
class SetParameters:
    """The values of a rule's parameters, by name, and who set them when (UTC)."""

    values: ParameterValues
    author: str
    at: datetime.datetime


def rule_parameters(state: State, directory: str) -> dict[str, SetParameters]:
    """Return what was set in a directory, by rule."""
    query = select(RuleParametersRow).filter_by(directory=directory)
    with state.transaction() as session:
        return {row.rule: SetParameters(row.given, row.author, row.at) for row in session.scalars(query)}


def keep_parameters(state: State, directory: str, rule: str, values: ParameterValues, by: str) -> None:
    """Keep a rule's values in place of those before; without any the rule is as the settings have it again."""
    at = now().replace(microsecond=0)
    with state.transaction() as session:
        row = session.get(RuleParametersRow, (directory, rule))
        before, after = dict(row.given) if row else {}, dict(values)
        if before == after:
            return
        if not after:
            session.delete(row)
        else:
            session.merge(RuleParametersRow(directory=directory, rule=rule, given=after, author=by, at=at))
        action = "rule.set" if after else "rule.reset"
        record(session, directory, AuditEntry(at, by, action, rule, before or None, after or None))
