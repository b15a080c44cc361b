"""Permit for Azure: role assignments, roles and deny assignments, weighed for the identities of apps."""

from bartizan.permit.azure.run import permit_azure

__all__ = ["permit_azure"]
