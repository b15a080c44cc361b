"""The columns of advisories and of what they affect, as they lie on disk."""

from typing import Any

ADVISORY_COLUMNS = {
    "id": "varchar",
    "aliases": "varchar[]",
    "summary": "varchar",
    "severity": "varchar",
    "cvss_score": "double",
    "cvss_vector": "varchar",
    "published": "timestamp",
    "modified": "timestamp",
    "is_malicious": "boolean",
}
AFFECTED_COLUMNS = {
    **dict.fromkeys(("ecosystem", "name", "advisory_id"), "varchar"),
    "low": "blob",
    "high": "blob",
    "high_included": "boolean",
    **dict.fromkeys(("introduced", "fixed", "last_affected"), "varchar"),
    "is_exact": "boolean",
}

Row = tuple[Any, ...]
"""Values in the order of a table's columns."""
