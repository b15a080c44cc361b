"""Normalize: one SELECT per kind of resource turns observations into a typed table."""

from bartizan.normalize.run import normalize, schemas
from bartizan.normalize.source import TableSource, sources

__all__ = ["TableSource", "normalize", "schemas", "sources"]
