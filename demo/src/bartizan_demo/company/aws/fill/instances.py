"""Puts production's two servers there: Systems Manager runs commands on the one that builds, not on the old one."""

from typing import Any

from moto.iam.models import iam_backends

from bartizan_demo.company.aws.fill.iam import fill_role
from bartizan_demo.company.aws.nouns import IRELAND, PRODUCTION, VPCS, Role, subnets
from bartizan_demo.emulators.aws.services.canned_listings import shelve
from bartizan_demo.emulators.shared.dates import CREATED

_ROLE = Role(
    "build-server",
    PRODUCTION,
    "team-platform",
    managed=("AdministratorAccess",),
    trusts={"Service": "ec2.amazonaws.com"},
)


def fill_instances() -> None:
    """Fill production, with the role of the build server."""
    fill_role(_ROLE)
    iam: Any = iam_backends[PRODUCTION]["aws"]
    profile = iam.create_instance_profile(_ROLE.name, "/", [], [])
    iam.add_role_to_instance_profile(_ROLE.name, _ROLE.name)
    shelve(
        PRODUCTION,
        IRELAND,
        "ec2_instance",
        _instance("i-0build000000000001", "build-server", profile.arn),
        _instance("i-0legacy00000000002", "legacy-reports", ""),
    )
    shelve(
        PRODUCTION,
        IRELAND,
        "ssm_instance",
        {
            **{"InstanceId": "i-0build000000000001", "PingStatus": "Online", "PlatformType": "Linux"},
            **{"PlatformName": "Amazon Linux", "ComputerName": "build-server", "ResourceType": "EC2Instance"},
        },
    )


def _instance(id_: str, name: str, profile: str) -> dict[str, Any]:
    more = {"IamInstanceProfile": {"Arn": profile, "Id": "AIPABUILD"}} if profile else {}
    return {
        **{"InstanceId": id_, "State": {"Code": 16, "Name": "running"}, "LaunchTime": CREATED},
        **{"VpcId": VPCS[PRODUCTION, IRELAND], "SubnetId": next(iter(subnets(PRODUCTION, IRELAND)))},
        **{"MetadataOptions": {"HttpTokens": "required"}, "Tags": [{"Key": "Name", "Value": name}]},
        **more,
    }
