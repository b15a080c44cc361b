"""Notification rules as they are stored; each change is in the audit log."""

import datetime
from dataclasses import replace
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bartizan.base.suggestion import suggestion
from bartizan.model import UsageError
from bartizan.state.audit import AuditEntry, record
from bartizan.state.database import State
from bartizan.state.models import NotificationRuleRow
from bartizan.state.notify.decided import decision_point
from bartizan.state.notify.nouns import NotificationRule
from bartizan.state.nouns import ChangedMeanwhileError

_AUDITED = ("name", "receiver", "kinds", "level", "scope", "query", "after_hours", "digest_minutes", "quiet", "role")
"""Not the address: that of a chat's webhook is a secret."""


def add_notification_rule(state: State, directory: str, rule: NotificationRule) -> None:
    """Store a notification rule; one with a cursor has what was decided until now.

    Raises:
        UsageError: its name is taken.
    """
    with state.transaction() as session:
        if rule.name in {each.name for each in rules_of(session, directory)}:
            raise UsageError(f"there is a notification rule or an export {rule.name!r} already; choose another name")
        point = decision_point(session, directory, rule.created_at).text if rule.cursor else ""
        values = vars(rule) | {"kinds": list(rule.kinds), "decided": point}
        session.add(NotificationRuleRow(directory=directory, **values))
        action = f"{_noun(rule)}.add"
        record(session, directory, AuditEntry(rule.created_at, rule.author, action, rule.id, after=_said(rule)))


def notification_rules(state: State, directory: str, *, removed: bool = False) -> list[NotificationRule]:
    """Return the notification rules of a directory by name; with ``removed`` also those that were removed."""
    with state.transaction() as session:
        return rules_of(session, directory, removed=removed)


def rules_of(session: Session, directory: str, *, removed: bool = False) -> list[NotificationRule]:
    """Return the notification rules of a directory by name, within the caller's transaction."""
    query = select(NotificationRuleRow).where(NotificationRuleRow.directory == directory)
    if not removed:
        query = query.where(NotificationRuleRow.removed_at.is_(None))
    return [_rule(row) for row in session.scalars(query.order_by(NotificationRuleRow.name))]


def change_level(  # noqa: PLR0917 - whose, which, what, and who asks when
    state: State, directory: str, name: str, level: str, by: str, at: datetime.datetime, was: str = ""
) -> NotificationRule:
    """Give a rule another risk level; ``was`` is the one that was seen, empty for whatever there is.

    Raises:
        ChangedMeanwhileError: somebody else changed or removed it; nothing was stored.
    """
    own = (NotificationRuleRow.directory == directory, NotificationRuleRow.name == name)
    with state.transaction() as session:
        # A write that changes nothing makes others wait until this is over; what is read after it is what they left.
        session.execute(update(NotificationRuleRow).where(*own).values(name=NotificationRuleRow.name))
        known = {each.name: each for each in rules_of(session, directory)}
        before = known.get(name)
        if before is None:
            raise ChangedMeanwhileError(f"there is no {name!r} any more", _removed_by(session, directory, name))
        if was and was != before.level:
            raise ChangedMeanwhileError(f"{before.author} changed {name!r} meanwhile", before.author, before)
        row = session.get_one(NotificationRuleRow, before.id)
        row.level, row.author = level, by
        after = replace(before, level=level, author=by)
        action = f"{_noun(before)}.change"
        record(session, directory, AuditEntry(at, by, action, row.id, _said(before), _said(after)))
        return after


def _removed_by(session: Session, directory: str, name: str) -> str:
    own = (NotificationRuleRow.directory == directory, NotificationRuleRow.name == name)
    query = select(NotificationRuleRow.removed_by).where(*own).order_by(NotificationRuleRow.removed_at.desc())
    return session.scalar(query.limit(1)) or ""


def remove_notification_rule(
    state: State, directory: str, name: str, by: str, at: datetime.datetime
) -> NotificationRule:
    """Remove a notification rule: what is not sent yet is not sent any more.

    Raises:
        UsageError: there is none of this name.
    """
    with state.transaction() as session:
        known = {each.name: each for each in rules_of(session, directory)}
        if name not in known:
            near = suggestion(name, list(known))
            raise UsageError(f"no notification rule {name!r}{near}; see `bartizan notifications list`")
        row = session.get_one(NotificationRuleRow, known[name].id)
        row.removed_at, row.removed_by = at, by
        record(session, directory, AuditEntry(at, by, f"{_noun(known[name])}.remove", row.id, _said(known[name])))
        return known[name]


def _noun(rule: NotificationRule) -> str:
    return "export" if rule.is_export else "notification"


def _said(rule: NotificationRule) -> dict[str, Any]:
    return {name: getattr(rule, name) for name in _AUDITED} | {"kinds": list(rule.kinds)}


def _rule(row: NotificationRuleRow) -> NotificationRule:
    return NotificationRule(**{name: getattr(row, name) for name in NotificationRule.__dataclass_fields__})
