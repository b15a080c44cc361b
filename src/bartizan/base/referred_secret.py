"""Secrets that settings refer to: they stay in the environment or in a file, and are read when they are used."""

import os
from pathlib import Path

from bartizan.model import UsageError

FORMS = ("env:", "file:")


def referred_secret(reference: str) -> str:
    """Return the secret that ``env:NAME`` or ``file:PATH`` refers to.

    Raises:
        UsageError: it is not there.
    """
    kind, _, name = reference.partition(":")
    try:
        return os.environ[name] if kind == "env" else Path(name).read_text(encoding="utf-8").strip()
    except (KeyError, OSError) as error:
        raise UsageError(f"there is no secret at {reference}") from error
