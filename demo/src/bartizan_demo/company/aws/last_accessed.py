"""Which of their granted services the company's roles use: each of them today, unless it is said here."""

from collections.abc import Mapping

DAYS_SINCE: Mapping[str, Mapping[str, int] | None] = {
    # An administrator that releases functions, and needs next to nothing of what it is granted.
    "platform-deployer-role": {"lambda": 0, "s3": 0, "logs": 0, "iam": 210},
    # One of its three services lies idle: worth a look, but no finding.
    "customer-export-reader": {"logs": 0, "s3": 140, "dynamodb": 2},
    # IAM's report on it fails.
    "platform-role-broker-role": None,
}
"""Days since a role last used each of the services that it ever used, by the role's name."""
