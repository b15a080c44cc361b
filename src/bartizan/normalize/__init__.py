"""Normalize: one SELECT per kind of resource turns observations into a typed table."""

from bartizan.normalize.fingerprint import Fingerprints, made_by
from bartizan.normalize.kept import KEPT
from bartizan.normalize.malformed import unseen
from bartizan.normalize.run import SCHEMA, normalize, planned_schemas, schemas
from bartizan.normalize.source import TableSource, needed_by, on_permissions, sources, standing_on

__all__ = [
    "KEPT",
    "SCHEMA",
    "Fingerprints",
    "TableSource",
    "made_by",
    "needed_by",
    "normalize",
    "on_permissions",
    "planned_schemas",
    "schemas",
    "sources",
    "standing_on",
    "unseen",
]
