"""Secrets that Bartizan gives out: random, shown once, and stored as hashes."""

import hashlib
import secrets

TOKEN_PREFIX = "bzt_"  # noqa: S105 - how a token begins, so that scanners for secrets can find one
"""How an API token begins."""


def new_secret() -> str:
    """Return 256 random bits as a text that fits in a URL, a header and a cookie."""
    return secrets.token_urlsafe(32)


def new_token() -> str:
    """Return a new API token."""
    return TOKEN_PREFIX + new_secret()


def digest(secret: str) -> str:
    """Return what is stored of a secret. It has 256 random bits, so nothing slower than SHA-256 is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()
