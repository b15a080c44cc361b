"""AWS: identity policies, groups, boundaries, denials and conditions, evaluated as the service itself does."""

from bartizan.permit.aws.run import BY_ROW, FIRST, READS, TABLES, permit_aws

__all__ = ["BY_ROW", "FIRST", "READS", "TABLES", "permit_aws"]
