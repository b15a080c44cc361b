"""Packages that SPDX documents list.

Source: https://spdx.github.io/spdx-spec/v2.3/ and https://spdx.github.io/spdx-spec/v3.0.1/
"""

from collections.abc import Iterator
from typing import Any

from bartizan.catalog.ecosystems.shared.text import dicts_of, list_of, str_of

_NOT_SHIPPED = ("DEV_DEPENDENCY_OF", "TEST_DEPENDENCY_OF", "BUILD_DEPENDENCY_OF", "DEV_TOOL_OF", "TEST_TOOL_OF",
                "BUILD_TOOL_OF", "TEST_OF", "PROVIDED_DEPENDENCY_OF")  # fmt: skip
_SCOPES = {"development", "test", "build"}
_LONGEST = 1000

Found = Iterator[tuple[str, str]]
"""Package URLs and versions."""


class _Listed:
    """The packages of a document by its own names for them; ``described`` are those that it is about."""

    def __init__(self) -> None:
        self.left_out: set[str] = set()
        self.described: set[str] = set()
        self._found: list[tuple[str, str, str]] = []

    def add(self, name: str, purl: str, version: str) -> None:
        self._found.append((name, purl, version))

    def relate(self, one: str, kind: str, other: str) -> None:
        if kind in _NOT_SHIPPED:
            self.left_out.add(one)
        elif kind == "DESCRIBES":
            self.described.add(other)

    def left(self) -> Found:
        """Yield what is shipped; some tools say of every package that the document describes it."""
        others = [each for each in self._found if each[0] not in self.described]
        return ((purl, version) for name, purl, version in others or self._found if name not in self.left_out)


def of_packages(stated: dict[str, Any]) -> Found:
    """Yield the packages of SPDX 2, without what it describes and what is only for development."""
    found = _Listed()
    found.described.update(map(str_of, list_of(stated.get("documentDescribes"))))
    for each in dicts_of(stated.get("relationships")):
        found.relate(*(str_of(each.get(key)) for key in ("spdxElementId", "relationshipType", "relatedSpdxElement")))
    for package in dicts_of(stated.get("packages")):
        for reference in dicts_of(package.get("externalRefs")):
            if reference.get("referenceType") == "purl":
                purl = str_of(reference.get("referenceLocator"), _LONGEST)
                found.add(str_of(package.get("SPDXID")), purl, str_of(package.get("versionInfo")))
    return found.left()


def of_graph(stated: dict[str, Any]) -> Found:
    """Yield the packages of SPDX 3, without roots and what is only for development."""
    graph = dicts_of(stated.get("@graph"))
    found = _Listed()
    for each in graph:
        if each.get("scope") in _SCOPES:
            found.left_out.update(map(str_of, list_of(each.get("to"))))
        elif each.get("type") in {"SpdxDocument", "software_Sbom"}:
            found.described.update(map(str_of, list_of(each.get("rootElement"))))
        elif each.get("type") == "software_Package":
            others = (
                o for o in dicts_of(each.get("externalIdentifier")) if o.get("externalIdentifierType") == "packageUrl"
            )
            told_by = [each.get("software_packageUrl"), *(other.get("identifier") for other in others)]
            purl = next(filter(None, (str_of(purl, _LONGEST) for purl in told_by)), "")
            found.add(str_of(each.get("spdxId")), purl, str_of(each.get("software_packageVersion")))
    return found.left()


def of_tags(text: str) -> Found:
    """Yield the packages of SPDX 2 in lines of tags and values."""
    found = _Listed()
    name = version = ""
    for line in text.splitlines():
        tag, _, value = line[:_LONGEST].partition(":")
        words = value.split()
        if tag == "PackageName":
            name = version = ""
        elif tag == "SPDXID" and words:
            name = words[0]
        elif tag == "PackageVersion" and words:
            version = words[0]
        elif tag == "ExternalRef" and len(words) == 3 and words[1] == "purl":
            found.add(name, words[2], version)
        elif tag == "Relationship" and len(words) == 3:
            found.relate(*words)
    return found.left()
