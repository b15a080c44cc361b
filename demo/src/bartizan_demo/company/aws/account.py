"""The AWS estates by name."""

from functools import partial

from bartizan_demo.company.aws.bulk import bulk_accounts, fill_accounts, fill_functions, in_each, scan_role, spread
from bartizan_demo.company.aws.bulk_surroundings import fill_surrounded
from bartizan_demo.company.aws.fill.run import fill_company
from bartizan_demo.company.aws.identities import SCAN_ROLES
from bartizan_demo.company.aws.nouns import ANALYTICS, PRODUCTION
from bartizan_demo.emulators.aws.emulator import AwsEstate
from bartizan_demo.emulators.aws.services.account import ENABLED
from bartizan_demo.emulators.shared.faults import Action, Fault

_FEW = 20


def aws_estate(name: str) -> AwsEstate:
    """Return the estate of a name, anything else than these being one empty account.

    ``demo`` is the made-up company, ``functions:N`` N plain functions, ``surrounded:N`` the same with a bucket and an
    API for every twenty of them, ``accounts:N`` twenty functions in each region
    of N accounts, ``accounts:N:M`` M functions in each account, spread over its regions.
    """
    family, count, each = (*name.split(":"), "", "")[:3]
    if name == "demo":
        return AwsEstate((PRODUCTION, ANALYTICS), tuple(role.arn for role in SCAN_ROLES), fill_company, (_missing(),))
    if family == "functions":
        return AwsEstate((PRODUCTION,), (), partial(fill_functions, PRODUCTION, in_each(int(count))))
    if family == "surrounded":
        return AwsEstate((PRODUCTION,), (), partial(fill_surrounded, PRODUCTION, int(count)))
    if family == "accounts":
        accounts = bulk_accounts(int(count))
        places = spread(int(each), ENABLED) if each else in_each(_FEW, ENABLED)
        fill = partial(fill_accounts, accounts, places)
        return AwsEstate(accounts, tuple(scan_role(account) for account in accounts), fill)
    return AwsEstate((PRODUCTION,), (), lambda: None)


def _missing() -> Fault:
    """Return what the analytics account's scan role lacks: a permission younger than the policy it was given."""
    return Fault("lambda:GetRuntimeManagementConfig", Action.DENY, resource=ANALYTICS)
