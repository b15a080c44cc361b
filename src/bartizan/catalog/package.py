"""The nouns of catalog: what was found in a package, and what could not be read."""

from dataclasses import dataclass
from enum import StrEnum


class Evidence(StrEnum):
    """Why we believe that a package is there, strongest first."""

    INSTALLED = "installed"
    """The installer's own record, beside the code."""
    EMBEDDED = "embedded"
    """A record that the build left inside a bundle, a binary or an SBOM."""
    LOCKED = "locked"
    """A lock file: this version would be installed."""
    PINNED = "pinned"
    """A requirement for exactly one version."""
    INFERRED = "inferred"
    """Names of files and attributes in the code; the version is often unknown."""


class Reason(StrEnum):
    """Why something could not be read."""

    TOO_LARGE = "too_large"
    """More members, bytes, levels or time than the limits allow; a bomb is this too."""
    ENCRYPTED = "encrypted"
    TRUNCATED = "truncated"
    MALFORMED = "malformed"
    UNSUPPORTED = "unsupported"
    """A compression or a format that we do not read."""
    DENIED = "denied"
    GONE = "gone"
    FAILED = "failed"
    """The network or the server failed, or the server does not keep to HTTP."""


@dataclass(frozen=True, slots=True)
class Package:
    """One third-party package at one place.

    ``ecosystem`` is OSV's name: PyPI, npm, Maven, NuGet, Go, RubyGems, Packagist, crates.io. ``name`` is spelled as
    advisories spell it (``group:artifact`` for Maven, PEP 503 for PyPI). ``version`` is empty where the evidence does
    not carry it. ``path`` is the file that proves it, ``outer.jar!/inner`` for one inside a nested archive.
    Source: https://ossf.github.io/osv-schema/#affectedpackage-field
    """

    ecosystem: str
    name: str
    version: str
    path: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret in a file: only its kind and place; the value is never kept. ``line`` counts from 1, 0 where unknown."""

    kind: str
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file, or with an empty ``path`` the whole package, that could not be read; ``detail`` is for people."""

    path: str
    reason: Reason
    detail: str
