"""Normalize: one SELECT per kind of resource turns observations into a typed table."""

from bartizan.normalize.run import normalize, schemas
from bartizan.normalize.source import TableSource, needed_by, sources

__all__ = ["TableSource", "needed_by", "normalize", "schemas", "sources"]
