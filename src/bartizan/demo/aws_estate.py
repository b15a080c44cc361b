"""The AWS estates by name."""

from functools import partial

from bartizan.demo.aws_bulk import bulk_accounts, fill_accounts, fill_functions, scan_role
from bartizan.demo.aws_emulator import AwsEstate
from bartizan.demo.aws_estate_identities import SCAN_ROLES
from bartizan.demo.aws_estate_nouns import ANALYTICS, PRODUCTION
from bartizan.demo.aws_fill import fill_company
from bartizan.demo.faults import Action, Fault
from bartizan.demo.moto_account import ENABLED


def aws_estate(name: str) -> AwsEstate:
    """Return the estate of a name, anything else than these being one empty account.

    ``demo`` is the made-up company, ``functions:N`` N plain functions, ``accounts:N`` twenty functions in each region
    of N accounts.
    """
    family, _, count = name.partition(":")
    if name == "demo":
        return AwsEstate((PRODUCTION, ANALYTICS), tuple(role.arn for role in SCAN_ROLES), fill_company, (_missing(),))
    if family == "functions":
        return AwsEstate((PRODUCTION,), (), partial(fill_functions, PRODUCTION, int(count)))
    if family == "accounts":
        accounts = bulk_accounts(int(count))
        fill = partial(fill_accounts, accounts, ENABLED)
        return AwsEstate(accounts, tuple(scan_role(account) for account in accounts), fill)
    return AwsEstate((PRODUCTION,), (), lambda: None)


def _missing() -> Fault:
    """Return what the analytics account's scan role lacks: a permission younger than the policy it was given."""
    return Fault("lambda:GetRuntimeManagementConfig", Action.DENY, resource=ANALYTICS)
