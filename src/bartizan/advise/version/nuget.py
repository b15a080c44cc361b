"""The order of NuGet's versions: four numbers, then a pre-release whose case does not count.

Source: https://learn.microsoft.com/nuget/concepts/package-versioning
"""

from bartizan.advise.version import semver


def key(version: str) -> bytes | None:
    """Return the version's sortable key, None where it is not one."""
    return semver.key(version.lower())
