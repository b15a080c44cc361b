"""Azure's clouds: where each is asked and where its tokens come from."""

from dataclasses import dataclass

from bartizan.model import UsageError


@dataclass(frozen=True)
class Cloud:
    """One cloud's addresses: Entra ID (a host), Azure Resource Manager and Microsoft Graph (URLs).

    ``blobs`` and ``sites`` are the domains in which storage accounts and apps have their hosts.
    """

    authority: str
    arm: str
    graph: str
    blobs: tuple[str, ...]
    sites: tuple[str, ...]


CLOUDS = {
    "AzureCloud": Cloud(
        "login.microsoftonline.com",
        "https://management.azure.com",
        "https://graph.microsoft.com",
        ("blob.core.windows.net", "blob.storage.azure.net"),
        ("azurewebsites.net", "appserviceenvironment.net"),
    ),
    "AzureUSGovernment": Cloud(
        "login.microsoftonline.us",
        "https://management.usgovcloudapi.net",
        "https://graph.microsoft.us",
        ("blob.core.usgovcloudapi.net",),
        ("azurewebsites.us", "appserviceenvironment.us"),
    ),
    "AzureChinaCloud": Cloud(
        "login.chinacloudapi.cn",
        "https://management.chinacloudapi.cn",
        "https://microsoftgraph.chinacloudapi.cn",
        ("blob.core.chinacloudapi.cn",),
        ("chinacloudsites.cn", "appserviceenvironment.cn"),
    ),
}
"""By the names that the Azure CLI gives them.

Source: https://learn.microsoft.com/graph/deployments and, for the domains,
https://learn.microsoft.com/azure/azure-government/compare-azure-government-global-azure
"""


def cloud(name: str) -> Cloud:
    """Return a cloud by its name, in any case.

    Raises:
        UsageError: there is no such cloud.
    """
    for known, found in CLOUDS.items():
        if known.lower() == name.lower():
            return found
    raise UsageError(f"--cloud {name!r}: there are {', '.join(CLOUDS)}")
