"""Artifact and version in the name of a jar.

Source: https://maven.apache.org/repositories/layout.html. Both may have hyphens and digits, and a classifier may
follow, so that a name alone is often ambiguous: ``log4j-1.2-api.jar`` is no log4j of version 1.2.
"""

import re
from typing import NamedTuple

from bartizan.catalog.ecosystems.java.group import group_of, is_known

JARS = (".jar", ".war", ".ear", ".aar", ".par", ".sar", ".kar", ".nar", ".hpi")
_NO_NAME = re.compile(r"[^\w.+-]", re.ASCII)
"""What is not in the names of libraries' files: what stands before it is no part of one."""
_NUMBER = re.compile(r"\d[\w.+~]*", re.ASCII)
_QUALIFIER = re.compile(
    r"\d[\w.]*|(?:alpha|beta|rc|cr|m|ga|final|release|snapshot|sp|pre|preview|milestone|ea|b|build|jre|android|redhat"
    r"|incubating|hadoop|jdbc|rev|r|v|p)[\d.]*",
    re.ASCII | re.IGNORECASE,
)
"""A part of a version after its numbers; other words are classifiers."""
_PART_OF_NAME = frozenset({"api", "spec", "core", "impl", "bridge", "client", "server", "common", "compat", "adapter"})
"""What follows the number of a specification that an artifact is named for, as in ``hibernate-jpa-2.1-api``."""
_NO_LIBRARY = ("sources", "javadoc", "tests", "test", "test-sources", "test-fixtures")
_MOST_PARTS = 40


class JarName(NamedTuple):
    """What a file's name tells; version and classifier are empty where it has none."""

    artifact: str
    version: str = ""
    classifier: str = ""

    @property
    def is_library(self) -> bool:
        """Whether the classifier is not that of sources, documentation or tests."""
        return self.classifier not in _NO_LIBRARY


def stem_of(name: str) -> str:
    """Return the name of a jar without its suffix, empty for that of another file."""
    suffix = next((each for each in JARS if name.lower().endswith(each)), "")
    stem = _NO_NAME.split(name[: -len(suffix)])[-1] if suffix else ""
    return stem.lstrip("0123456789._+-").rpartition("+")[2].lstrip("0123456789._-")


def named(stem: str, version: str = "", vendor: str = "") -> JarName:
    """Return artifact, version and classifier of a jar, with its manifest's word for version and vendor."""
    parts = stem.split("-")
    if len(parts) > _MOST_PARTS:
        return JarName(stem)
    found = _by_manifest(stem, version) or _by_known(parts) or _by_form(parts)
    return found._replace(artifact=_without_group(found.artifact, vendor))


def _by_manifest(stem: str, version: str) -> JarName | None:
    """Return what stands around the version that the manifest tells, None where the name does not have it."""
    head, found, tail = f"{stem}-".rpartition(f"-{version}-")
    if not (version and found and head) or tail[:1].isdigit():
        return None
    after, classifier = _split(tail.rstrip("-").split("-"))
    return None if _is_of_name(version, classifier) else JarName(head, "-".join([version, *after]), classifier)


def _by_known(parts: list[str]) -> JarName | None:
    """Return the split after a well-known artifact that has a number in its own name."""
    for n in range(len(parts), 1, -1):
        artifact = "-".join(parts[:n])
        if any(part[:1].isdigit() for part in parts[1:n]) and is_known(artifact):
            after, classifier = _split(parts[n:])
            return JarName(artifact, "-".join(after), classifier)
    return None


def _by_form(parts: list[str]) -> JarName:
    for n in range(1, len(parts)):
        if not _NUMBER.fullmatch(parts[n]):
            continue
        after, classifier = _split(parts[n + 1 :])
        # A version that comes after words is the version, and the number before them is part of the artifact's name.
        if any(part[:1].isdigit() and "." in part for part in classifier.split("-")):
            continue
        if _is_of_name(parts[n], classifier):
            break
        return JarName("-".join(parts[:n]), "-".join([parts[n], *after]), classifier)
    return JarName("-".join(parts))


def _split(parts: list[str]) -> tuple[list[str], str]:
    """Return the parts that belong to a version before them, and the classifier that the others are."""
    end = next((n for n, part in enumerate(parts) if not _QUALIFIER.fullmatch(part)), len(parts))
    return parts[:end], "-".join(parts[end:])


def _is_of_name(number: str, following: str) -> bool:
    return following.partition("-")[0] in _PART_OF_NAME and number.count(".") <= 1


def _without_group(artifact: str, vendor: str) -> str:
    """Return an artifact without the group that Quarkus and sbt put before it."""
    if vendor and artifact.startswith(f"{vendor}."):
        return artifact[len(vendor) + 1 :]
    for found in re.finditer(r"\.", artifact):
        rest = artifact[found.end() :]
        if group_of(rest) == artifact[: found.start()]:
            return rest
    return artifact
