"""The company's IAM beyond its functions' roles: who deploys, who audits, who may break the glass."""

from dataclasses import dataclass
from typing import Any

from bartizan_demo.company.aws.nouns import ANALYTICS, PRODUCTION, Grant, Role

_TRUSTED = {"AWS": f"arn:aws:iam::{PRODUCTION}:root"}

SCAN_ROLES = (
    Role("bartizan-scan", PRODUCTION, "team-platform", managed=("SecurityAudit",), trusts=_TRUSTED),
    Role("bartizan-scan", ANALYTICS, "team-platform", managed=("SecurityAudit",), trusts=_TRUSTED),
)
"""The role a scan assumes in each account."""

ROLES = (
    *SCAN_ROLES,
    Role("break-glass", PRODUCTION, "team-platform", managed=("AdministratorAccess",), trusts=_TRUSTED),
    Role("break-glass", ANALYTICS, "team-platform", managed=("AdministratorAccess",), trusts=_TRUSTED),
    Role(
        "deploy-pipeline",
        PRODUCTION,
        "team-platform",
        grants=(
            Grant(
                ("lambda:UpdateFunctionCode", "lambda:PublishVersion"), (f"arn:aws:lambda:*:{PRODUCTION}:function:*",)
            ),
            Grant(("s3:PutObject",), ("arn:aws:s3:::company-prod-artefacts/*",)),
            # It runs commands on the build server, whose role may do everything.
            Grant(("ssm:SendCommand",), (f"arn:aws:ec2:*:{PRODUCTION}:instance/*",)),
        ),
        trusts={"Service": "codebuild.amazonaws.com"},
    ),
)


@dataclass(frozen=True)
class User:
    """An IAM user: a machine's, since people come through the directory."""

    name: str
    owner: str
    account: str = PRODUCTION
    groups: tuple[str, ...] = ()
    grants: tuple[Grant, ...] = ()


@dataclass(frozen=True)
class Group:
    """An IAM group and what its members may do."""

    name: str
    account: str = PRODUCTION
    managed: tuple[str, ...] = ()
    grants: tuple[Grant, ...] = ()


GROUPS = (
    Group("auditors", managed=("SecurityAudit",)),
    Group("operators", managed=("AdministratorAccess",)),
    Group("uploaders", grants=(Grant(("s3:PutObject",), ("arn:aws:s3:::company-prod-storefront/*",)),)),
)
USERS = (
    User("automation-storefront", "team-stores", groups=("uploaders",)),
    User("automation-mirror", "team-platform", groups=("operators",)),
    User("automation-legacy", "team-stores", grants=(Grant(("s3:*",)),)),
    User("automation-lake", "team-data", ANALYTICS, grants=(Grant(("s3:GetObject",)),)),
)

BOUNDARY = "workload-boundary"
"""The customer-managed policy that bounds a workload's role, in every account."""

BOUNDARY_GRANTS = (
    Grant(("*",)),
    Grant(("iam:*", "organizations:*", "account:*"), effect="Deny"),
)

_LOGS = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]
_INTERFACES = [f"ec2:{verb}NetworkInterface{s}" for verb, s in (("Create", ""), ("Describe", "s"), ("Delete", ""))]

AWS_MANAGED: dict[str, tuple[str, list[dict[str, Any]]]] = {
    "AdministratorAccess": ("/", [{"Effect": "Allow", "Action": "*", "Resource": "*"}]),
    "AmazonS3FullAccess": ("/", [{"Effect": "Allow", "Action": ["s3:*", "s3-object-lambda:*"], "Resource": "*"}]),
    "AWSLambdaBasicExecutionRole": ("/service-role/", [{"Effect": "Allow", "Action": _LOGS, "Resource": "*"}]),
    "AWSLambdaVPCAccessExecutionRole": (
        "/service-role/",
        [{"Effect": "Allow", "Action": [*_LOGS, *_INTERFACES], "Resource": "*"}],
    ),
    "SecurityAudit": (
        "/",
        [
            {
                "Effect": "Allow",
                "Action": [
                    "lambda:Get*",
                    "lambda:List*",
                    "iam:Get*",
                    "iam:List*",
                    "s3:GetBucket*",
                    "s3:ListAllMyBuckets",
                ],
                "Resource": "*",
            },
            {"Effect": "Allow", "Action": ["apigateway:GET"], "Resource": "arn:aws:apigateway:*::/*"},
        ],
    ),
}
"""Path and statements of the AWS-managed policies that the company attaches."""
