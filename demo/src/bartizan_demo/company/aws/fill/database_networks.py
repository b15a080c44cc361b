"""Puts databases behind security groups of their own, and says which functions these let in."""

from typing import Any

from moto.rds.models import rds_backends

from bartizan_demo.company.aws.nouns import IRELAND, PRODUCTION, VPCS
from bartizan_demo.emulators.aws.services.canned_listings import shelve

_LETS_IN = {"ledger": "finance-ledger-status"}
"""Database → the function whose security group its own lets in."""


def fill_database_networks() -> None:
    """Give each of the databases its group; databases and the shelves of networks must be there."""
    rds: Any = rds_backends[PRODUCTION][IRELAND]
    for name, function in _LETS_IN.items():
        group = f"sg-database-{name}"
        rds.databases[name].vpc_security_group_ids = [group]
        way = {
            "IpProtocol": "tcp",
            "FromPort": 5432,
            "ToPort": 5432,
            "UserIdGroupPairs": [{"GroupId": f"sg-{function}"}],
        }
        known = {"GroupId": group, "GroupName": group, "Description": name, "OwnerId": PRODUCTION}
        rules = {"IpPermissions": [way], "IpPermissionsEgress": [], "VpcId": VPCS[PRODUCTION, IRELAND], "Tags": []}
        shelve(PRODUCTION, IRELAND, "ec2_security_group", known | rules)
