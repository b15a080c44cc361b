"""Bartizan: an open-source serverless posture manager."""

from importlib.metadata import version

__version__ = version("bartizan")
