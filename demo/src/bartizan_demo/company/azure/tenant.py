"""The company's Azure, put together; and the estates without stories that tests and benches ask for."""

import ssl

from bartizan_demo.company.azure import closed_paths
from bartizan_demo.company.azure.access import APP_ROLES, ASSIGNMENTS, DIRECTORY_GROUPS, IDENTITIES, STORES
from bartizan_demo.company.azure.data import DATA_STORES, DENIALS
from bartizan_demo.company.azure.directory import CUSTOM_ROLES, DELEGATIONS, ROLE_HOLDERS
from bartizan_demo.company.azure.functions import EXEMPLARY_FUNCTION_APPS, FUNCTION_SLOTS, TELLING_FUNCTION_APPS
from bartizan_demo.company.azure.gaps import DIRECTORY_ROLES, GAP_APPS
from bartizan_demo.company.azure.paths import HELD_BY_EXPOSED_APPS
from bartizan_demo.company.azure.powers import (
    ELIGIBLE,
    GROUP_MEMBERS,
    GROUPS_TOLD,
    HELD_BY_SERVICES,
    OTHER_RESOURCES,
    SERVICES,
)
from bartizan_demo.company.azure.roles import BLOB_READER, ROLES
from bartizan_demo.company.azure.web import EXEMPLARY_WEB_APPS, INELIGIBLE_APPS, TELLING_WEB_APPS, WEB_SLOTS
from bartizan_demo.emulators.azure.estate import GROUPS, PLANS, SUBSCRIPTIONS
from bartizan_demo.emulators.azure.nouns import App, Assignment, AzureEstate, Function, Group, Plan, Subscription
from bartizan_demo.emulators.azure.server import RunningArm, start_arm


def azure_estate(name: str) -> AzureEstate:
    """Return the estate called ``demo``, ``apps:N`` (N plain apps) or anything else: one subscription with nothing.

    ``functions:N`` fills AWS alone, so it is one of the others.
    """
    if name == "demo":
        return _company()
    family, _, count = name.partition(":")
    return _plain(int(count)) if family == "apps" else AzureEstate((Subscription("empty", "Empty"),), roles=ROLES)


def _company() -> AzureEstate:
    return AzureEstate(
        subscriptions=SUBSCRIPTIONS,
        groups=GROUPS,
        plans=PLANS,
        apps=(
            *EXEMPLARY_FUNCTION_APPS,
            *TELLING_FUNCTION_APPS,
            *EXEMPLARY_WEB_APPS,
            *TELLING_WEB_APPS,
            *INELIGIBLE_APPS,
            *GAP_APPS,
            *closed_paths.APPS,
            *FUNCTION_SLOTS,
            *WEB_SLOTS,
        ),
        identities=IDENTITIES,
        roles=ROLES,
        assignments=(*ASSIGNMENTS, *HELD_BY_SERVICES, *HELD_BY_EXPOSED_APPS, *closed_paths.HELD),
        eligible=ELIGIBLE,
        stores=(*STORES, *DATA_STORES, *OTHER_RESOURCES),
        denials=DENIALS,
        services=SERVICES,
        directory_groups={**DIRECTORY_GROUPS, **GROUP_MEMBERS},
        groups_told=GROUPS_TOLD,
        role_holders=ROLE_HOLDERS,
        delegations=DELEGATIONS,
        custom_directory_roles=CUSTOM_ROLES,
        app_roles=APP_ROLES,
        directory_roles=DIRECTORY_ROLES,
        page_size=15,  # small, so that every list of the demo has more than one page
    )


def _plain(count: int) -> AzureEstate:
    subscription = Subscription("bench", "Bench")
    apps = tuple(_plain_app(number) for number in range(count))
    scope = f"/subscriptions/{subscription.id}/resourceGroups/rg-bench"
    return AzureEstate(
        subscriptions=(subscription,),
        groups=(Group("rg-bench", "bench"),),
        plans=(Plan("plan-bench", "rg-bench", "P1v3", "PremiumV3"),),
        apps=apps,
        roles=ROLES,
        assignments=tuple(Assignment(app.principal, BLOB_READER.id, scope) for app in apps),
    )


def _plain_app(number: int) -> App:
    if number % 2:
        return App(f"app-{number:06}", "rg-bench", "app,linux", "team-bench", "plan-bench", "PYTHON|3.13")
    functions = (Function("Http", level="FUNCTION"), Function("Timer", "timerTrigger"))
    settings = {"FUNCTIONS_EXTENSION_VERSION": "~4", "FUNCTIONS_WORKER_RUNTIME": "python"}
    return App(
        f"func-{number:06}", "rg-bench", "functionapp,linux", "team-bench", "plan-bench", "Python|3.13",
        functions=functions, settings=settings,
    )  # fmt: skip


async def start_tenant(name: str, tls: ssl.SSLContext | None = None) -> RunningArm:
    """Start the emulator of ARM with an estate by name."""
    return await start_arm(azure_estate(name), tls)
