"""The tables of state."""

from bartizan.state.models.access import (
    ApiTokenRow,
    DirectoryRow,
    MembershipRow,
    OneTimeLinkRow,
    PasswordRow,
    PersonRow,
    SessionRow,
    SignInRow,
)
from bartizan.state.models.base import Base
from bartizan.state.models.decided import AuditRow, ExemptionRow, GovernanceRow, SavedQueryRow
from bartizan.state.models.events import (
    ChangedResourceRow,
    EventCountRow,
    EventHealthRow,
    EventWebhookKeyRow,
    ResourceCallRow,
    ResourceDifferenceRow,
)
from bartizan.state.models.kept import AttestationRow, OwnRuleRow, PrivateQueryRow, RuleParametersRow, SavedViewRow
from bartizan.state.models.notify import DeliveryRow, NotificationRuleRow, OutboxRow, TicketRow
from bartizan.state.models.onboarding import ConnectorRow, PlanRow
from bartizan.state.models.published import DailyScoreRow, ReadVersionRow, SnapshotRow
from bartizan.state.models.triage import ExposureEventRow, ExposureRow
from bartizan.state.models.work import AnsweredRow, LeaseRow, ScanEventRow, ScanRunRow, UndoRow

__all__ = [
    "AnsweredRow", "ApiTokenRow", "AttestationRow", "AuditRow", "Base", "ChangedResourceRow", "ConnectorRow",
    "DailyScoreRow", "DeliveryRow", "DirectoryRow", "EventCountRow", "EventHealthRow", "EventWebhookKeyRow",
    "ExemptionRow", "ExposureEventRow", "ExposureRow", "GovernanceRow", "LeaseRow", "MembershipRow",
    "NotificationRuleRow", "OneTimeLinkRow", "OutboxRow", "OwnRuleRow", "PasswordRow", "PersonRow", "PlanRow",
    "PrivateQueryRow", "ReadVersionRow",
    "ResourceCallRow", "ResourceDifferenceRow", "RuleParametersRow", "SavedQueryRow", "SavedViewRow", "ScanEventRow",
    "ScanRunRow", "SessionRow", "SignInRow", "SnapshotRow", "TicketRow", "UndoRow",
]  # fmt: skip
