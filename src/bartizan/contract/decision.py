"""The objects of decisions: what was exempted, ended or governed, and how to undo it."""

import datetime

from bartizan.contract import Contract


class ExemptionItem(Contract):
    """An exemption, whether it is active, expired or removed, and how many findings it holds. Times are UTC."""

    id: str
    category: str
    justification: str
    author: str
    created_at: datetime.datetime
    rule: str
    resource: str
    scope: str
    tag: str
    until: datetime.datetime | None
    state: str
    findings: int
    removed_at: datetime.datetime | None
    removed_by: str


class DecisionMade(Contract):
    """What a decision did to how many findings. ``undo`` takes it back, once, until ``undo_until`` (UTC)."""

    ids: list[str]
    findings: int
    undo: str
    undo_until: datetime.datetime


class UndoneDecision(Contract):
    """How many exemptions were taken back or put back, or 1 for an exposure. ``redo`` undoes this in turn, once."""

    changed: int
    redo: str


class GovernanceItem(Contract):
    """A governance rule in force; see the class of this name in state for what each condition means.

    ``version`` is another after each change: who sends it back changes nothing that they did not see.
    """

    id: str
    due_days: int
    owner: str
    owner_tag: str
    priority: int
    severity: str
    risk_level: str
    category: str
    scope: str
    rule: str
    has_grace: bool
    author: str
    created_at: datetime.datetime
    version: str
