"""What exposed apps of the company hold, and beside each an app that holds the same and that nobody gets into."""

from bartizan_demo.company.azure import roles
from bartizan_demo.company.azure.access import store_scope
from bartizan_demo.emulators.azure.estate import subscription_scope
from bartizan_demo.emulators.azure.nouns import Assignment, guid


def _holds(app: str, role: str, scope: str) -> Assignment:
    return Assignment(guid("principal", app), role, scope)


HELD_BY_EXPOSED_APPS = (
    # Anybody asks where stores are. It writes to the account that orders' apps run from, and reads customers' secrets.
    _holds("func-store-locator", roles.BLOB_CONTRIBUTOR.id, store_scope("stordersprod")),
    _holds("func-store-locator", roles.SECRETS_USER.id, store_scope("kv-customer-prod")),
    # The same; its function that asked nobody is turned off.
    _holds("func-returns", roles.BLOB_CONTRIBUTOR.id, store_scope("stordersprod")),
    _holds("func-returns", roles.SECRETS_USER.id, store_scope("kv-customer-prod")),
    # Packages with known flaws, behind a key.
    _holds("func-fleet-tracking", roles.BLOB_READER.id, store_scope("stfinanceprod")),
    _holds("func-fleet-tracking", roles.SECRETS_USER.id, store_scope("kv-orders-prod")),
    _holds("func-fleet-tracking", roles.OWNER.id, subscription_scope("retail")),
    # The slot is open, where production stands behind nothing better; the other slot lets nobody in.
    _holds("func-invoice-intake/Staging", roles.BLOB_READER.id, store_scope("stfinanceprod")),
    _holds("func-orders-intake/next", roles.BLOB_READER.id, store_scope("stfinanceprod")),
)
