"""What to scan: the values that the command line, a connector or the demo hands to a collector."""

from collections.abc import Callable
from dataclasses import dataclass

from bartizan.model import Observation

Sink = Callable[[Observation], None]
"""Takes each observation as it is made, with its secrets already masked."""


@dataclass(frozen=True)
class AwsTarget:
    """One AWS entry: the standard credential chain, or roles assumed from it, and the regions to read.

    No regions means all that are enabled for the account. ``quota_share`` is the part of each documented
    quota that may be used, 0 to 1; None paces nothing (for emulators). ``organization_role`` names a role that is
    assumed in every active account of the organization, listed from the entry's own account.
    """

    regions: tuple[str, ...] = ()
    endpoint_url: str | None = None
    profile: str | None = None
    role_arns: tuple[str, ...] = ()
    quota_share: float | None = 0.8
    organization_role: str = ""


@dataclass(frozen=True)
class AzureTarget:
    """One Azure entry: azure-identity's default chain and the subscriptions to read (none: all that are visible).

    ``cloud`` is AzureCloud, AzureUSGovernment or AzureChinaCloud; ``arm_url`` replaces its Resource Manager.
    """

    subscriptions: tuple[str, ...] = ()
    arm_url: str = ""
    quota_share: float | None = 0.8
    cloud: str = "AzureCloud"
