"""AWS: identity policies, groups, boundaries, denials and conditions, as the service itself weighs them."""

from bartizan.permit.aws.run import permit_aws

__all__ = ["permit_aws"]
