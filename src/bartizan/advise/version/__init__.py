"""The order of versions, by ecosystem.

They are kept as keys: byte strings that compare as the versions do, so that an engine can join on ranges. Of Maven's,
whose order is not transitive, only those that are plain numbers have keys; the others are compared as they are spelled.
"""

from collections.abc import Callable, Mapping

from bartizan.advise.version import maven, nuget, packagist, pypi, rubygems, semver
from bartizan.advise.version.parts import MAX_LENGTH

LOWEST = b""
"""Comes before the key of every version: where ``introduced`` is "0", pre-releases of 0.0.0 are affected, too.

Source: https://ossf.github.io/osv-schema/#affectedrangesevents-fields
"""

_KEYS: Mapping[str, Callable[[str], bytes | None]] = {
    "PyPI": pypi.key,
    "Maven": maven.key,
    "npm": semver.key,
    "Go": semver.key,
    "crates.io": semver.key,
    "NuGet": nuget.key,
    "RubyGems": rubygems.key,
    "Packagist": packagist.key,
}

ECOSYSTEMS = tuple(_KEYS)
"""The ecosystems, by OSV's names, whose versions can be put in order."""


def key(ecosystem: str, version: str) -> bytes | None:
    """Return a version's sortable key, None where the text is not a version or has no key (Maven's with qualifiers)."""
    if len(version) > MAX_LENGTH or ecosystem not in _KEYS:
        return None
    return _KEYS[ecosystem](version)


def compare(ecosystem: str, a: str, b: str) -> int | None:
    """Return a number below, at or above 0 as ``a`` comes before, with or after ``b``, None if that is not known."""
    if max(len(a), len(b)) > MAX_LENGTH:
        return None
    if ecosystem == "Maven":
        return maven.compare(a, b)
    left, right = key(ecosystem, a), key(ecosystem, b)
    return None if left is None or right is None else (left > right) - (left < right)
