"""AWS: what is collected (``COLLECTORS``), how (``collect``), and the permissions it takes, some by option only."""

from bartizan.collect.aws.collectors import COLLECTORS, optional_permissions, permissions
from bartizan.collect.aws.run import collect
from bartizan.collect.aws.transport.models import forget_models

__all__ = ["COLLECTORS", "collect", "forget_models", "optional_permissions", "permissions"]
