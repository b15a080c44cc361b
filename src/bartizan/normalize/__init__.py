"""Normalize: one SELECT per kind of resource turns observations into a typed table."""

from bartizan.normalize.run import SCHEMA, normalize, planned_schemas, schemas
from bartizan.normalize.source import TableSource, needed_by, sources

__all__ = ["SCHEMA", "TableSource", "needed_by", "normalize", "planned_schemas", "schemas", "sources"]
