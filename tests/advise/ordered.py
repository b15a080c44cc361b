"""Versions of each ecosystem, ordered by hand."""

from collections.abc import Mapping, Sequence

ORDERED: Mapping[str, Sequence[Sequence[str]]] = {
    "PyPI": [
        ["0.9", "v0.9.0"],
        ["1.0.dev1"],
        ["1.0a2", "1.0-alpha.2"],
        ["1.0rc1"],
        ["1", "1.0", "1.0.0"],
        ["1.0.post1", "1.0-1"],
        ["1.9"],
        ["1.10"],
        ["2024.1"],
        ["1!0.1"],
    ],
    "npm": [
        ["0.0.0-20200101"],
        ["0.0.0"],
        ["1.0.0-1"],
        ["1.0.0-alpha"],
        ["1.0.0-alpha.1"],
        ["1.0.0-rc.2"],
        ["1.0.0-rc.10"],
        ["1.0.0", "1.0.0+build"],
        ["1.9.0"],
        ["1.10.0"],
    ],
    "Go": [
        ["v0.0.0-20200101000000-abcdefabcdef", "0.0.0-20200101000000-abcdefabcdef"],
        ["v1.2.3", "1.2.3"],
        ["v1.2.4-0.20210101000000-abcdefabcdef"],
        ["1.2.4"],
        ["v1.10.0"],
        ["v2.0.0+incompatible", "2.0.0"],
    ],
    "Maven": [
        ["1.0-alpha-1"],
        ["1.0-rc1"],
        ["1.0-SNAPSHOT"],
        ["1", "1.0", "1.0.0", "1.0.Final"],
        ["1.0-sp"],
        ["1.0.1"],
        ["1.9"],
        ["1.10"],
        ["2.0"],
    ],
    "NuGet": [["1.0.0-Alpha", "1.0.0-alpha"], ["1.0.0-beta"], ["1.0", "1.0.0.0"], ["1.0.0.1"], ["1.9.0"], ["1.10.0"]],
    "RubyGems": [["1.0.a"], ["1.0.b1"], ["1", "1.0", "1.0.0"], ["1.0.1"], ["1.9"], ["1.10"]],
    "Packagist": [["1.0.0-dev"], ["1.0.0-beta1"], ["1.0.0-RC1"], ["1.0.0", "v1.0.0"], ["1.9.0"], ["1.10.0"]],
}
"""Versions by ecosystem, the lowest first; those that are equal stand together."""
