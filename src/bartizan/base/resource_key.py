"""What names a resource in addresses, of the portal and in messages."""

import hashlib


def resource_key(id_: str) -> str:
    """Return what names a resource in addresses: the first 16 hex digits of the SHA-256 of its ID."""
    return hashlib.sha256(id_.encode()).hexdigest()[:16]
