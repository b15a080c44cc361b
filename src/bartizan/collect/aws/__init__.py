"""AWS: what is collected (``COLLECTORS``), what that needs (``permissions``) and how (``collect``)."""

from bartizan.collect.aws.collectors import COLLECTORS, permissions
from bartizan.collect.aws.run import collect

__all__ = ["COLLECTORS", "collect", "permissions"]
