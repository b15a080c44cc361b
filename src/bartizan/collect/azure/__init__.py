"""Collect from Azure: what Azure Resource Manager and Resource Graph answer about apps, identities and roles."""

from bartizan.collect.azure.collectors import (
    COLLECTORS,
    data_permissions,
    deployment_permissions,
    list_permissions,
    permissions,
)
from bartizan.collect.azure.run import collect

__all__ = ["COLLECTORS", "collect", "data_permissions", "deployment_permissions", "list_permissions", "permissions"]
