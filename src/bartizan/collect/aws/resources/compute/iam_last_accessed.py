"""When the roles that functions run as last used each service that they are granted.

There is no bulk read: AWS writes a report for each role, which takes two calls at least. So it is asked for by option.
Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GenerateServiceLastAccessedDetails.html and
https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetServiceLastAccessedDetails.html
"""

from bartizan.collect.aws.engine.collector import AwsCall, Each, Job, Mentions
from bartizan.collect.shared.target import LAST_ACCESSED

EXECUTION_ROLES = Mentions(
    kind="aws_iam_role",
    path="Role",
    id=r"(.+)",
    member="Arn",
    is_own=True,
    is_listed=True,
    level="account",
    option=LAST_ACCESSED,
    aspects={
        "last_accessed": Each(
            AwsCall(
                "iam:GetServiceLastAccessedDetails",
                {"JobId": "{JobId}", "MaxItems": 1000},
                items="ServicesLastAccessed",
                # A role may have hundreds of services; who used them is the role itself.
                drop=tuple(f"ServicesLastAccessed[].{name}" for name in ("ServiceName", "LastAuthenticatedEntity")),
            ),
            job=Job(
                # A function may name a role that is gone.
                AwsCall(
                    "iam:GenerateServiceLastAccessedDetails",
                    {"Arn": "{Arn}", "Granularity": "SERVICE_LEVEL"},
                    absent=frozenset({"NoSuchEntity", "NoSuchEntityException"}),
                )
            ),
        )
    },
)
