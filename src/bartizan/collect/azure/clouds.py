"""Azure's clouds: where each is asked and where its tokens come from."""

from dataclasses import dataclass

from bartizan.model import UsageError


@dataclass(frozen=True)
class Cloud:
    """One cloud's addresses: Entra ID (a host), Azure Resource Manager and Microsoft Graph (URLs)."""

    authority: str
    arm: str
    graph: str


CLOUDS = {
    "AzureCloud": Cloud("login.microsoftonline.com", "https://management.azure.com", "https://graph.microsoft.com"),
    "AzureUSGovernment": Cloud(
        "login.microsoftonline.us", "https://management.usgovcloudapi.net", "https://graph.microsoft.us"
    ),
    "AzureChinaCloud": Cloud(
        "login.chinacloudapi.cn", "https://management.chinacloudapi.cn", "https://microsoftgraph.chinacloudapi.cn"
    ),
}
"""By the names that the Azure CLI gives them.

Source: https://learn.microsoft.com/graph/deployments
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
