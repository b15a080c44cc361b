"""Whom a role's trust policy lets in from elsewhere."""

import datetime

from bartizan.permit.aws.outsiders import Door
from bartizan.permit.aws.policy import parsed


def foreign_accounts(document: str, role: str, own: str, now: datetime.datetime) -> list[str]:
    """Return the ids of other accounts whose principals may assume a role, sorted; ``*`` for anyone.

    Everyone in one organization is not anyone, and everyone in named accounts is these accounts.

    Raises:
        PolicyError: the trust policy cannot be read.
    """
    return Door(parsed(document), "sts:AssumeRole", role, own, now).outsiders()
