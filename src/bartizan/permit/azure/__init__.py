"""Permit for Azure: role assignments, roles and deny assignments, evaluated for the identities of apps."""

from bartizan.permit.azure.run import READS, TABLES, permit_azure

__all__ = ["READS", "TABLES", "permit_azure"]
