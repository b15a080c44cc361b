"""Where the company's Azure resources live: subscriptions, resource groups and App Service plans."""

from bartizan_demo.emulators.azure.nouns import Group, Plan, Subscription, guid

PRODUCTION = Subscription("production", "Production", defended=("AppServices", "KeyVaults"))
RETAIL = Subscription("retail", "Retail and events", lacks=("arm:POST Microsoft.Web/sites*config/*/list",))
"""The scope where a permission is missing: Reader without Microsoft.Web/sites/config/list/action, as often is."""

SUBSCRIPTIONS = (PRODUCTION, RETAIL)

GROUPS = (
    Group("rg-orders-prod", "production"),
    Group("RG-Finance-Prod", "production", indexed_as="rg-finance-prod"),
    Group("rg-customer-prod", "production", "North Europe"),
    Group("rg-platform-prod", "production"),
    Group("rg-data-prod", "production", "North Europe", indexed_as="RG-Data-Prod"),
    Group("rg-stores", "retail", "UK South"),
    Group("rg-events", "retail", "UK South"),
    Group("rg-legacy", "retail", "East US"),
)

PLANS = (
    Plan("plan-orders", "rg-orders-prod", "EP1", "ElasticPremium", "elastic"),
    Plan("plan-orders-linux", "rg-orders-prod", "P1v3", "PremiumV3"),
    Plan("plan-finance", "RG-Finance-Prod", "Y1", "Dynamic", "functionapp"),
    Plan("plan-finance-linux", "RG-Finance-Prod", "P1v3", "PremiumV3"),
    Plan("plan-customer", "rg-customer-prod", "P1v3", "PremiumV3"),
    Plan("plan-customer-flex", "rg-customer-prod", "FC1", "FlexConsumption", "functionapp,linux"),
    Plan("plan-platform", "rg-platform-prod", "P1v3", "PremiumV3", "app"),
    Plan("plan-platform-linux", "rg-platform-prod", "P1v3", "PremiumV3"),
    Plan("plan-platform-workflow", "rg-platform-prod", "WS1", "WorkflowStandard", "elastic"),
    Plan("plan-data-linux", "rg-data-prod", "Y1", "Dynamic", "functionapp,linux"),
    Plan("plan-stores", "rg-stores", "S1", "Standard", "app"),
    Plan("plan-stores-linux", "rg-stores", "S1", "Standard"),
    Plan("plan-stores-xenon", "rg-stores", "P1v3", "PremiumV3", "xenon"),
    Plan("plan-events-linux", "rg-events", "Y1", "Dynamic", "functionapp,linux"),
    Plan("plan-legacy", "rg-legacy", "B1", "Basic", "app"),
    Plan("plan-legacy-kube", "rg-legacy", "K1", "Kubernetes", "linux,kubernetes"),
)

MANAGEMENT_GROUPS = ("mg-company", "mg-landing-zones")
"""From the top: the parent of the last one is the first one, whose parent is the tenant's root group."""

SUBSCRIPTION_IDS = {each.key: each.id for each in SUBSCRIPTIONS}
TENANT_ID = guid("tenant")


def subscription_scope(key: str) -> str:
    """Return the ARM id of a subscription."""
    return f"/subscriptions/{SUBSCRIPTION_IDS[key]}"


def group_scope(name: str) -> str:
    """Return the ARM id of a resource group of the company."""
    group = next(each for each in GROUPS if each.name == name)
    return f"{subscription_scope(group.subscription)}/resourceGroups/{name}"


def management_scope(name: str) -> str:
    """Return the ARM id of a management group."""
    return f"/providers/Microsoft.Management/managementGroups/{name}"
