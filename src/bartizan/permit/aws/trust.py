"""Whom a role's trust policy lets in from elsewhere."""

import datetime

from bartizan.permit.aws.outsiders import Door
from bartizan.permit.aws.policy import Statement


def foreign_accounts(trust: tuple[Statement, ...], role: str, own: str, now: datetime.datetime) -> list[str]:
    """Return the ids of other accounts whose principals may assume a role, sorted; ``*`` for anyone.

    Everyone in one organization is not anyone, and everyone in named accounts is these accounts.
    """
    return Door(trust, "sts:AssumeRole", role, own, now).outsiders()
