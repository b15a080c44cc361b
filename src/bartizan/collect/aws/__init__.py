"""AWS: what is collected (``COLLECTORS``), how (``collect``), and the permissions it takes, some by option only."""

from bartizan.collect.aws.collectors import COLLECTORS, optional_permissions, permissions
from bartizan.collect.aws.run import collect

__all__ = ["COLLECTORS", "collect", "optional_permissions", "permissions"]
