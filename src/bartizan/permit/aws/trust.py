"""Whom the trust policies of roles let assume them: services, accounts, anyone."""

import datetime
from collections.abc import Iterable
from typing import Any

from bartizan.permit.aws.asker import Asker
from bartizan.permit.aws.caller import ANYONE
from bartizan.permit.aws.entrance import Entrance
from bartizan.permit.aws.language.policy import Statement
from bartizan.permit.aws.outsiders import Door

_ASSUME = "sts:AssumeRole"
TRUST_COLUMNS = {
    "id": "varchar",
    "is_assumable_by_anyone": "boolean",
    "foreign_trusted_accounts": "varchar[]",
    "trusted_services": "varchar[]",
    "trusted_accounts": "varchar[]",
    "trusted_organizations": "varchar[]",
}
"""Whom a role trusts, one row per role whose trust policy was read; ``*`` stands for anyone."""


def trust_row(arn: str, account: str, trust: tuple[Statement, ...], at: datetime.datetime) -> dict[str, Any]:
    """Return whom a role trusts: an organization is not anyone, and all of an account is that account."""
    door, entrance = Door(trust, _ASSUME, arn, account, at), Entrance(trust, arn, account, at)
    accounts = {each.account for each in door.callers() if door.lets_in(each) is not False}
    return {
        "id": arn,
        "is_assumable_by_anyone": door.is_open is True,
        "foreign_trusted_accounts": door.outsiders(),
        "trusted_services": [each for each in entrance.services if _lets_in(entrance, entrance.acting(each))],
        "trusted_accounts": sorted(accounts if door.is_open is False else {*accounts, ANYONE}),
        "trusted_organizations": sorted(name for name, each in entrance.members.items() if _lets_in(entrance, each)),
    }


def _lets_in(entrance: Entrance, askers: Iterable[Asker]) -> bool:
    return any(entrance.allows(each, _ASSUME.lower()) for each in askers)
