"""The AWS estates by name."""

from functools import partial

from bartizan.demo.aws_bulk import fill_functions
from bartizan.demo.aws_emulator import AwsEstate
from bartizan.demo.aws_estate_identities import SCAN_ROLES
from bartizan.demo.aws_estate_nouns import ANALYTICS, PRODUCTION
from bartizan.demo.aws_fill import fill_company
from bartizan.demo.faults import Action, Fault


def aws_estate(name: str) -> AwsEstate:
    """Return the estate called ``demo``, ``functions:N`` (N plain functions) or anything else: one empty account."""
    family, _, count = name.partition(":")
    if name == "demo":
        return AwsEstate((PRODUCTION, ANALYTICS), tuple(role.arn for role in SCAN_ROLES), fill_company, (_missing(),))
    if family == "functions":
        return AwsEstate((PRODUCTION,), (), partial(fill_functions, PRODUCTION, int(count)))
    return AwsEstate((PRODUCTION,), (), lambda: None)


def _missing() -> Fault:
    """Return what the analytics account's scan role lacks: a permission younger than the policy it was given."""
    return Fault("lambda:GetRuntimeManagementConfig", Action.DENY, resource=ANALYTICS)
