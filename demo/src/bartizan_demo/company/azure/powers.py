"""What leads to power in the company's Azure beside assigned roles: eligible roles, owners, groups, machines."""

from bartizan_demo.company.azure import roles
from bartizan_demo.company.azure.access import store_scope
from bartizan_demo.emulators.azure.estate import subscription_scope
from bartizan_demo.emulators.azure.nouns import Assignment, Service, Store, guid

ON_CALL_GROUP = guid("directory group", "on call")
RELEASE_TEAM = guid("directory account", "release team")
DESK_TEAM = guid("directory account", "service desk team")
PLATFORM_GROUP = guid("directory group", "platform")
ACCESS_GROUP = guid("directory group", "access")
AUDIT_GROUP = guid("directory group", "audit")

SERVICES = (Service("release-pipeline", owners=(RELEASE_TEAM,)),)
"""Whoever owns the pipeline's application may log in as it."""

ELIGIBLE = (
    # Nothing until somebody of the group activates it.
    Assignment(ON_CALL_GROUP, roles.OWNER.id, subscription_scope("retail"), "Group"),
)

HELD_BY_SERVICES = (
    Assignment(guid("principal", "release-pipeline"), roles.CONTRIBUTOR.id, subscription_scope("retail")),
    # Whoever writes the account's runbooks reads the vault.
    Assignment(guid("principal", "aa-nightly"), roles.SECRETS_USER.id, store_scope("kv-orders-prod")),
)

GROUP_MEMBERS = {
    ON_CALL_GROUP: (DESK_TEAM,),
    PLATFORM_GROUP: (guid("directory account", "platform team"),),
    ACCESS_GROUP: (guid("directory account", "access team"),),
    AUDIT_GROUP: (),
}

OTHER_RESOURCES = (
    Store(
        "aa-nightly", "rg-platform-prod", "Microsoft.Automation/automationAccounts", "team-platform", has_identity=True
    ),
)
