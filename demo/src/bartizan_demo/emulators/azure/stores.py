"""The bodies of what stands beside the apps: places that hold data, registries, environments, certificates.

Source: https://learn.microsoft.com/rest/api/storagerp, /rest/api/keyvault, /rest/api/appservice and their like
"""

from collections.abc import Callable
from typing import Any

from bartizan_demo.emulators.azure.estate import TENANT_ID
from bartizan_demo.emulators.azure.index import Index
from bartizan_demo.emulators.azure.nouns import Store, guid

Body = dict[str, Any]

_NAMESPACE_SKU = {"name": "Standard", "tier": "Standard", "capacity": 1}
_BESIDE: dict[str, Body] = {
    "Microsoft.Storage/storageAccounts": {"kind": "StorageV2", "sku": {"name": "Standard_ZRS", "tier": "Standard"}},
    "Microsoft.DocumentDB/databaseAccounts": {"kind": "GlobalDocumentDB"},
    "Microsoft.Sql/servers": {"kind": "v12.0"},
    "Microsoft.ServiceBus/namespaces": {"sku": _NAMESPACE_SKU},
    "Microsoft.EventHub/namespaces": {"sku": _NAMESPACE_SKU},
    "Microsoft.ContainerRegistry/registries": {"sku": {"name": "Standard", "tier": "Standard"}},
    "Microsoft.Web/hostingEnvironments": {"kind": "ASEV3"},
}


def store(index: Index, each: Store) -> Body:
    """Return the body of a resource beside the apps: what a posture reader asks about, no more."""
    body: Body = {
        "id": index.id(each),
        "name": each.name,
        "type": each.type,
        "location": index.group(each).location.replace(" ", "").lower(),
        **_BESIDE.get(each.type, {}),
        **({"kind": each.kind} if each.kind else {}),
        "properties": {**_PROPERTIES[each.type](each), **each.properties},
    }
    if each.has_identity:
        body["identity"] = {"type": "SystemAssigned", "principalId": each.principal, "tenantId": TENANT_ID}
    if each.type != "Microsoft.Web/certificates":  # the only ones whose list tells no tags
        body["tags"] = {"owner": each.owner, **each.tags}
    return body


def _vault(each: Store) -> Body:
    return {
        "sku": {"family": "A", "name": "standard"},
        "tenantId": TENANT_ID,
        "accessPolicies": [],
        "enableSoftDelete": True,
        "softDeleteRetentionInDays": 90,
        "vaultUri": f"https://{each.name}.vault.azure.net/",
        "provisioningState": "Succeeded",
        "publicNetworkAccess": "Enabled",
    }


def _account(each: Store) -> Body:
    return {
        "supportsHttpsTrafficOnly": True,
        "minimumTlsVersion": "TLS1_2",
        "provisioningState": "Succeeded",
        "primaryEndpoints": {"blob": f"https://{each.name}.blob.core.windows.net/"},
    }


def _cosmos(each: Store) -> Body:
    return {
        "provisioningState": "Succeeded",
        "documentEndpoint": f"https://{each.name}.documents.azure.com:443/",
        "publicNetworkAccess": "Disabled",
        "isVirtualNetworkFilterEnabled": False,
        "virtualNetworkRules": [],
        "ipRules": [],
        "disableLocalAuth": True,
        "disableKeyBasedMetadataWriteAccess": True,
        "minimalTlsVersion": "Tls12",
        "networkAclBypass": "None",
    }


def _sql(each: Store) -> Body:
    return {
        "administratorLogin": "server-admin",
        "version": "12.0",
        "state": "Ready",
        "fullyQualifiedDomainName": f"{each.name}.database.windows.net",
        "privateEndpointConnections": [],
        "minimalTlsVersion": "1.2",
        "publicNetworkAccess": "Disabled",
        "restrictOutboundNetworkAccess": "Disabled",
    }


def firewall_rules(index: Index, each: Store) -> list[Body]:
    """Return the firewall rules of a database server, as its list has them."""
    return [
        {
            "id": f"{index.id(each)}/firewallRules/{name}",
            "name": name,
            "type": f"{each.type}/firewallRules",
            "properties": {"startIpAddress": first, "endIpAddress": last},
        }
        for name, first, last in each.firewall
    ]


def sql_role_assignments(index: Index, each: Store) -> list[Body]:
    """Return who holds roles of a database account's own, as its list has them."""
    own = index.id(each)
    return [
        {
            "id": f"{own}/sqlRoleAssignments/{guid('data role', each.name, principal)}",
            "name": guid("data role", each.name, principal),
            "type": f"{each.type}/sqlRoleAssignments",
            "properties": {
                "roleDefinitionId": f"{own}/sqlRoleDefinitions/{role}", "principalId": principal, "scope": own,
            },
        }
        for principal, role in each.data_roles
    ]  # fmt: skip


def blob_containers(index: Index, each: Store) -> list[Body]:
    """Return the blob containers of a storage account, as its list has them."""
    return [
        {
            "id": f"{index.id(each)}/blobServices/default/containers/{name}",
            "name": name,
            "type": f"{each.type}/blobServices/containers",
            "etag": None,
            "properties": {"publicAccess": access, "hasImmutabilityPolicy": False, "leaseStatus": "Unlocked"},
        }
        for name, access in each.containers.items()
    ]


def _account_of_automation(_: Store) -> Body:
    return {"publicNetworkAccess": True, "disableLocalAuth": False}


def _namespace(each: Store) -> Body:
    return {
        "minimumTlsVersion": "1.2",
        "publicNetworkAccess": "Enabled",
        "disableLocalAuth": True,
        "zoneRedundant": True,
        "serviceBusEndpoint": f"https://{each.name}.servicebus.windows.net:443/",
        "provisioningState": "Succeeded",
        "status": "Active",
    }


def _registry(each: Store) -> Body:
    return {
        "loginServer": f"{each.name}.azurecr.io",
        "creationDate": "2025-03-18T09:12:44.1274051Z",
        "provisioningState": "Succeeded",
        "adminUserEnabled": False,
        "anonymousPullEnabled": False,
        "publicNetworkAccess": "Enabled",
        "privateEndpointConnections": [],
        "zoneRedundancy": "Disabled",
    }


def _environment(each: Store) -> Body:
    return {
        "provisioningState": "Succeeded",
        "status": "Ready",
        "internalLoadBalancingMode": "Web, Publishing",
        "multiSize": "Standard_D2d_v4",
        "ipsslAddressCount": 0,
        "dnsSuffix": f"{each.name}.appserviceenvironment.net",
        "maximumNumberOfMachines": 250,
        "suspended": False,
        "clusterSettings": [{"name": "InternalEncryption", "value": "true"}, {"name": "DisableTls1.0", "value": "1"}],
        "hasLinuxWorkers": True,
        "dedicatedHostCount": 0,
    }


def _certificate(each: Store) -> Body:
    return {
        "friendlyName": "",
        "subjectName": each.name,
        "hostNames": [each.name],
        "issuer": "Example Issuing CA",
        "issueDate": "2025-12-01T00:00:00+00:00",
        "expirationDate": "2036-12-01T00:00:00+00:00",
        "thumbprint": "",
        "keyVaultSecretStatus": "Initialized",
        "resourceGroup": each.group,
    }


_PROPERTIES: dict[str, Callable[[Store], Body]] = {
    "Microsoft.KeyVault/vaults": _vault,
    "Microsoft.Storage/storageAccounts": _account,
    "Microsoft.DocumentDB/databaseAccounts": _cosmos,
    "Microsoft.Sql/servers": _sql,
    "Microsoft.ServiceBus/namespaces": _namespace,
    "Microsoft.EventHub/namespaces": _namespace,
    "Microsoft.ContainerRegistry/registries": _registry,
    "Microsoft.Web/hostingEnvironments": _environment,
    "Microsoft.Web/certificates": _certificate,
    "Microsoft.Automation/automationAccounts": _account_of_automation,
}
STORE_TYPES = tuple(_PROPERTIES)
"""Every type of resource that stands beside the apps, as Azure spells it."""
