"""The nouns of onboarding."""

import datetime
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bartizan.model import now

Kind = Literal["account", "organization", "subscription", "management_group", "tenant"]
INTERVALS = (4, 6, 12, 24)
"""Hours between scans; 0 waits for events, with a scan a day for those that went astray."""
EVENTS_QUEUE = "events_queue"
"""The setting that names the queue that events come to."""
EVENTS_WEBHOOK = "events_webhook"
"""The setting that names the address that Event Grid posts events to, without its key."""
EVENTS_APP = "events_app"
"""The setting that names who Event Grid's tokens must be for: ``TENANT/APPLICATION`` of Entra ID."""


@dataclass(frozen=True)
class Connector:
    """An account, organization, subscription, management group or tenant that is read.

    ``target`` is its ID. ``settings`` say how to get in, by names and references: ``regions``, ``role_name``,
    ``profile``, ``endpoint_url`` for AWS; ``client_id``, ``tenant_id``, ``secret`` (``env:NAME``), ``cloud``,
    ``arm_url``, ``events_webhook``, ``events_app`` for Azure; ``events_queue`` for both. ``external_id`` is what the
    role's trust asks for; times are UTC.
    """

    name: str
    provider: Literal["aws", "azure"]
    kind: Kind
    target: str
    settings: Mapping[str, str] = field(default_factory=dict)
    external_id: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)
    interval_hours: int = 24
    author: str = ""
    created_at: datetime.datetime = field(default_factory=now)
    id: str = field(default_factory=lambda: f"c-{secrets.token_hex(4)}")

    @property
    def single_scope(self) -> str:
        """The one account or subscription that it reads, empty where it reads what it finds below its target."""
        return self.target if self.kind in ("account", "subscription") else ""


@dataclass(frozen=True)
class Exclusion:
    """Workloads that are left out: by tag (``key=value``), by name (a pattern such as ``sandbox-*``), or by region."""

    by: Literal["tag", "name", "region"]
    value: str


@dataclass(frozen=True)
class Plan:
    """What is on for a scope of a connector; the empty scope stands for all that have no plan of their own.

    Inventory and configuration rules are always on. The components of the CSPM plan count while it is on.
    """

    connector_id: str
    scope: str = ""
    cspm: bool = True
    serverless_protection: bool = True
    permission_analysis: bool = True
    azure_packages: bool = True
    exclusions: tuple[Exclusion, ...] = ()

    @property
    def protects(self) -> bool:
        """Whether serverless workloads are read and assessed: both switches are on."""
        return self.cspm and self.serverless_protection

    @property
    def analyses(self) -> bool:
        """Whether it is worked out what identities may do."""
        return self.cspm and self.permission_analysis

    @property
    def reads_azure_packages(self) -> bool:
        """Whether the code of Azure's apps is read."""
        return self.protects and self.azure_packages
