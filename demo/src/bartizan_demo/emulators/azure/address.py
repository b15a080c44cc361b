"""What an ARM path means: the subscription, the resource group, the chain of types and names, the operation's name."""

from dataclasses import dataclass
from urllib.parse import unquote

_FIXED_NAMES = {"config", "basicpublishingcredentialspolicies"}
"""Types whose names are a fixed set, so that the name says what is asked and belongs to the operation."""

_SPELLING = {
    spelled.lower(): spelled
    for spelled in (
        "subscriptions",
        "tenants",
        "resourceGroups",
        "resources",
        "providers",
        "sites",
        "slots",
        "serverfarms",
        "functions",
        "sitecontainers",
        "config",
        "web",
        "list",
        "appsettings",
        "configreferences",
        "connectionstrings",
        "authsettingsV2",
        "basicPublishingCredentialsPolicies",
        "scm",
        "ftp",
        "roleAssignments",
        "roleDefinitions",
        "userAssignedIdentities",
        "managementGroups",
        "denyAssignments",
        "pricings",
        "federatedIdentityCredentials",
        "hostingEnvironments",
        "certificates",
        "diagnosticSettings",
        "storageAccounts",
        "vaults",
        "databaseAccounts",
        "servers",
        "firewallRules",
        "namespaces",
        "registries",
        "Microsoft.Web",
        "Microsoft.Authorization",
        "Microsoft.ManagedIdentity",
        "Microsoft.ResourceGraph",
        "Microsoft.Management",
        "Microsoft.Security",
        "Microsoft.Storage",
        "Microsoft.KeyVault",
        "Microsoft.DocumentDB",
        "Microsoft.Sql",
        "Microsoft.ServiceBus",
        "Microsoft.EventHub",
        "Microsoft.ContainerRegistry",
        "Microsoft.Insights",
        "Microsoft.ManagedServices",
        "registrationAssignments",
    )
}


@dataclass(frozen=True)
class Address:
    """A path taken apart: ``type`` spelled as Azure spells it, ``names`` as the caller did, ``scope`` the path."""

    type: str
    names: tuple[str, ...] = ()
    subscription: str = ""
    group: str = ""
    scope: str = ""

    @property
    def permission(self) -> str:
        """The RBAC action that a GET (or, for ``…/list``, a POST) of this address needs."""
        head, _, tail = self.type.partition("/config/")
        if tail:
            return f"{head}/config/list/action" if tail.endswith("/list") else f"{head}/config/read"
        head, _, tail = self.type.partition("/basicPublishingCredentialsPolicies")
        if tail:
            return f"{head}/basicPublishingCredentialsPolicies/read"
        if "." in self.type:
            return f"{self.type}/read"
        return f"Microsoft.Resources/subscriptions/{self.type}/read".replace(
            "subscriptions/subscriptions", "subscriptions"
        )


def address(path: str) -> Address:
    """Return what an ARM path means; words that Azure knows are matched in any case, unknown ones are kept."""
    words = [unquote(word) for word in path.strip("/").split("/") if word]
    subscription, group, rest = _place(words)
    if rest and rest[0].lower() == "providers" and len(rest) > 1:
        rest = rest[_last_provider(rest) :]
        type_, names = _chain(rest[2:], [_spelled(rest[1])])
    else:
        type_, names = _chain(rest, []) if rest else (_container(words), tuple(filter(None, (group,))))
    return Address(type_, names, subscription, group, path)


def _place(words: list[str]) -> tuple[str, str, list[str]]:
    if not words or words[0].lower() != "subscriptions":
        return "", "", words
    subscription = words[1].lower() if len(words) > 1 else ""
    if len(words) > 3 and words[2].lower() == "resourcegroups":
        return subscription, words[3], words[4:]
    return subscription, "", words[2:]


def _container(words: list[str]) -> str:
    return "resourceGroups" if len(words) > 2 else "subscriptions"


def _last_provider(words: list[str]) -> int:
    return max(at for at, word in enumerate(words) if word.lower() == "providers")


def _chain(words: list[str], types: list[str]) -> tuple[str, tuple[str, ...]]:
    names: list[str] = []
    at = 0
    while at < len(words):
        types.append(_spelled(words[at]))
        fixed = words[at].lower() in _FIXED_NAMES
        if at + 1 < len(words):
            (types if fixed else names).append(_spelled(words[at + 1]) if fixed else words[at + 1])
        at += 2
    return "/".join(types), tuple(names)


def _spelled(word: str) -> str:
    return _SPELLING.get(word.lower(), word)
