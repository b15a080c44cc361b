"""AWS: identity policies, groups, boundaries, denials and conditions, as the service itself weighs them."""

from bartizan.permit.aws.run import READS, TABLES, permit_aws

__all__ = ["READS", "TABLES", "permit_aws"]
