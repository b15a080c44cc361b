"""Apps of which one thing decides: code that nobody wrote here, and a login that stands before an administrator."""

from bartizan_demo.company.azure import roles
from bartizan_demo.company.azure.functions import OFF, OPEN
from bartizan_demo.emulators.azure.estate import subscription_scope
from bartizan_demo.emulators.azure.nouns import App, Assignment, Function, guid
from bartizan_demo.emulators.shared.packages import CodeContents
from bartizan_demo.emulators.shared.secrets import SecretForm

APPS = (
    # A package that steals what it finds, behind a key, in an app that changes everything in the subscription.
    App(
        "func-stores-kiosk", "rg-data-prod", "functionapp,linux", "team-stores", "plan-data-linux", "Node|24",
        functions=(Function("Show", level="FUNCTION"),),
        settings={
            "FUNCTIONS_EXTENSION_VERSION": "~4", "FUNCTIONS_WORKER_RUNTIME": "node",
            "WEBSITE_RUN_FROM_PACKAGE": SecretForm.PACKAGE_URL,
        },
        package=CodeContents({"flatmap-stream": "0.1.1"}), auth=OFF, config=OPEN, is_exemplary=False,
    ),
    # The same right; a login is asked before the function that asks nobody.
    App(
        "func-platform-rollout", "rg-platform-prod", "functionapp,linux", "team-platform", "plan-platform-linux",
        "Node|24", functions=(Function("Roll", level="ANONYMOUS"),),
        settings={"FUNCTIONS_EXTENSION_VERSION": "~4", "FUNCTIONS_WORKER_RUNTIME": "node"}, is_exemplary=False,
    ),
)  # fmt: skip

HELD = tuple(
    Assignment(guid("principal", app.name), roles.CONTRIBUTOR.id, subscription_scope("production")) for app in APPS
)
