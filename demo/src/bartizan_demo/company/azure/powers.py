"""What leads to power in the company's Azure beside assigned roles: eligible roles, owners, groups, machines."""

from bartizan_demo.company.azure import roles
from bartizan_demo.company.azure.access import AUTOMATION_GROUP, store_scope
from bartizan_demo.emulators.azure.directory_nouns import DirectoryGroup
from bartizan_demo.emulators.azure.estate import subscription_scope
from bartizan_demo.emulators.azure.nouns import Assignment, Service, Store, guid

ON_CALL_GROUP = guid("directory group", "on call")
RELEASE_TEAM = guid("directory account", "release team")
DESK_TEAM = guid("directory account", "service desk team")
PLATFORM_GROUP = guid("directory group", "platform")
ACCESS_GROUP = guid("directory group", "access")
AUDIT_GROUP = guid("directory group", "audit")

SERVICES = (
    Service(
        "release-pipeline",
        owners=(RELEASE_TEAM,),
        federated=(("https://token.actions.githubusercontent.com", "repo:example/release:environment:live"),),
    ),
)
"""Whoever owns the pipeline's application may log in as it, and so may the repository's workflows."""

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

GROUPS_TOLD = (
    DirectoryGroup(ON_CALL_GROUP, "on call", is_role_assignable=True),
    DirectoryGroup(PLATFORM_GROUP, "platform", owners=(RELEASE_TEAM,)),
    # Its members come from the directory on premises, whatever its owner does here.
    DirectoryGroup(ACCESS_GROUP, "access", owners=(DESK_TEAM,), is_synchronized=True),
    DirectoryGroup(AUDIT_GROUP, "audit", is_dynamic=True),
    DirectoryGroup(AUTOMATION_GROUP, "platform automation"),
)

OTHER_RESOURCES = (
    Store(
        "aa-nightly", "rg-platform-prod", "Microsoft.Automation/automationAccounts", "team-platform", has_identity=True
    ),
)
