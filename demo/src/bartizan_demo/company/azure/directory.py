"""Who holds roles of the company's directory, and who may activate them."""

from bartizan_demo.company.azure import roles
from bartizan_demo.company.azure.powers import DESK_TEAM, ON_CALL_GROUP
from bartizan_demo.emulators.azure.directory_nouns import Delegation, RoleHolder
from bartizan_demo.emulators.azure.estate import subscription_scope
from bartizan_demo.emulators.azure.nouns import guid

_GLOBAL_ADMINISTRATOR = "62e90394-69f5-4237-9190-012177145e10"
_PRIVILEGED_ROLE_ADMINISTRATOR = "e8611ab8-c189-46e8-94e1-60213ab1f814"
_GROUPS_ADMINISTRATOR = "fdd7a751-b60b-444a-984c-02652fe8fa1c"
_DIRECTORY_READERS = "88d8e3e3-8f55-4a1e-953a-9b9898b8876b"
_UNIT = f"/administrativeUnits/{guid('administrative unit', 'stores')}"

DIRECTORY_TEAM = guid("directory account", "directory team")
HELP_TEAM = guid("directory account", "help team")
_BADGE_PRINTING = guid("custom directory role", "badge printing")
CUSTOM_ROLES = {_BADGE_PRINTING: "Badge printing"}

ROLE_HOLDERS = (
    RoleHolder(DIRECTORY_TEAM, _GLOBAL_ADMINISTRATOR),
    # Whoever is on call activates it through the group.
    RoleHolder(ON_CALL_GROUP, _PRIVILEGED_ROLE_ADMINISTRATOR, "Group", is_eligible=True),
    RoleHolder(HELP_TEAM, _GROUPS_ADMINISTRATOR),
    # Neither leads anywhere: one unit is not the tenant, and reading is no power.
    RoleHolder(DESK_TEAM, _PRIVILEGED_ROLE_ADMINISTRATOR, scope=_UNIT),
    RoleHolder(guid("directory account", "audit team"), _DIRECTORY_READERS),
    RoleHolder(guid("directory account", "badge team"), _BADGE_PRINTING),
)

PARTNER_TENANT = guid("tenant of a partner")
PARTNER_TEAM = guid("directory account of a partner", "operations")
WATCHING_TEAM = guid("directory account of a watcher", "monitoring")
DELEGATIONS = (
    # The partner's operators change every app of the subscription; those who watch only read.
    Delegation(
        "Managed operations",
        subscription_scope("retail"),
        PARTNER_TENANT,
        roles=((PARTNER_TEAM, "Partner operations", roles.CONTRIBUTOR.id),),
    ),
    Delegation(
        "Monitoring",
        subscription_scope("retail"),
        guid("tenant of a watcher"),
        roles=((WATCHING_TEAM, "Monitoring", roles.READER.id),),
    ),
)
"""What other companies' principals may do here."""
