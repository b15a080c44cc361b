"""What to scan: the values that the command line, a connector or the demo hands to a collector."""

from collections.abc import Callable
from dataclasses import dataclass

from bartizan.model import CodeLink, Observation

Sink = Callable[[Observation], None]
"""Takes each observation as it is made, with its secrets already masked."""

TakeCode = Callable[[CodeLink], None]
"""Takes each place where a workload's code can be read, or why it cannot, and answers the workload's aspect ``code``.

It must not wait; what it is given is for memory only, since most links are secrets."""

SkipsCode = Callable[[str], bool]
"""Whether the code of the workloads in a subscription is left unread."""


def reads_all(_: str) -> bool:
    """Skip no subscription's code."""
    return False


LAST_ACCESSED = "last_accessed"
"""The name of the option, and of the component, that asks which services roles used."""
OTHER_SERVICES = "other_services"
"""The name of the option that lists what else runs as roles, or can be made to."""
OPTIONS = (LAST_ACCESSED, OTHER_SERVICES)


@dataclass(frozen=True)
class AwsTarget:
    """One AWS entry: the standard credential chain, or roles assumed from it, and the regions to read.

    No regions means all that are enabled for the account. ``quota_share`` is the part of each documented
    quota that may be used, 0 to 1; None paces nothing (for emulators). ``organization_role`` names a role that is
    assumed in every active account of the organization, listed from the entry's own account. ``last_accessed`` asks
    when the roles of functions last used each service that they are granted, a report and some seconds a role;
    ``other_services`` lists what else runs as roles, a call for each kind in each region and one for each resource.
    ``external_id`` goes with each role that is assumed.
    """

    regions: tuple[str, ...] = ()
    endpoint_url: str | None = None
    profile: str | None = None
    role_arns: tuple[str, ...] = ()
    quota_share: float | None = 0.8
    organization_role: str = ""
    last_accessed: bool = False
    external_id: str = ""
    other_services: bool = False

    @property
    def options(self) -> frozenset[str]:
        """The names of what is asked beyond what every scan asks."""
        return frozenset(name for name in OPTIONS if getattr(self, name))


@dataclass(frozen=True)
class AzureLogin:
    """Who signs in to Azure: an application or identity by its IDs; empty for what azure-identity's chain finds.

    ``secret`` is a reference to the application's secret, ``env:NAME`` or ``file:PATH``; without one a federated token
    or a managed identity signs in.
    """

    tenant_id: str = ""
    client_id: str = ""
    secret: str = ""


@dataclass(frozen=True)
class AzureTarget:
    """One Azure entry: azure-identity's default chain and the subscriptions to read (none: all that are visible).

    ``cloud`` is AzureCloud, AzureUSGovernment or AzureChinaCloud; ``arm_url`` replaces its Resource Manager.
    ``kudu`` lets the code of apps be read through their deployment site, which takes a permission that can deploy as
    well; ``assess_ineligible`` has the code of stopped apps and of unusual kinds read, too. ``management_group`` is the
    ID of the group whose visible subscriptions are read.
    """

    subscriptions: tuple[str, ...] = ()
    arm_url: str = ""
    quota_share: float | None = 0.8
    cloud: str = "AzureCloud"
    kudu: bool = False
    assess_ineligible: bool = False
    management_group: str = ""
    login: AzureLogin = AzureLogin()
