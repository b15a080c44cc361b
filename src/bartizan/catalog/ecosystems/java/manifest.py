"""What the manifest of a jar says about the library in it.

Source: https://docs.oracle.com/en/java/javase/21/docs/specs/jar/jar.html#jar-manifest, and for the names of bundles
https://felix.apache.org/documentation/subprojects/apache-felix-maven-bundle-plugin-bnd.html
"""

import re
from collections.abc import Mapping

from bartizan.catalog.ecosystems.shared.text import text_of

_LONGEST = 64 * 1024
_VERSION = re.compile(r"(\d[\w.+~-]{0,99}?)(?:-release-\d+)?(?:\s?\([^()]*\))?", re.ASCII)
"""Kotlin's say ``1.6.0-release-798(1.6.0)``, and JDBC drivers' the day on which they were built."""
_GROUP = re.compile(r"[a-z][\w-]*(?:\.[\w-]+)+", re.ASCII)
_BEGINNINGS = frozenset({"org.apache", "org.eclipse", "org.jboss", "com.sun", "com.google", "com.oracle", "com.ibm"})
"""Vendors that name only the first part of the group, as Apache's old libraries do."""


def manifest_of(content: bytes) -> dict[str, str]:
    """Return the main attributes of a manifest, names in lower case; those of single packages say nothing of it all."""
    text = text_of(content[:_LONGEST]).replace("\r\n", "\n").replace("\r", "\n").lstrip("\n").replace("\n ", "")
    lines = (line.partition(":") for line in text.partition("\n\n")[0].split("\n"))
    return {name.strip().lower(): value.strip() for name, _, value in lines}


def stated_version(manifest: Mapping[str, str]) -> str:
    """Return the library's version from a manifest, empty where it has none."""
    stated = (manifest.get(name, "") for name in ("implementation-version", "bundle-version"))
    return next((found[1] for each in stated if (found := _VERSION.fullmatch(each))), "")


def stated_group(manifest: Mapping[str, str], artifact: str) -> str:
    """Return the group of an artifact from a manifest, empty where it does not, or not for certain."""
    vendor = stated_vendor(manifest)
    # By default a bundle is named for its group and artifact. Where the latter is one word, it may end the group, too.
    bundle = manifest.get("bundle-symbolicname", "").partition(";")[0].strip()
    named = bundle.removesuffix(f".{artifact}") if "-" in artifact and bundle.endswith(f".{artifact}") else ""
    return vendor or (named if _GROUP.fullmatch(named) else "")


def stated_vendor(manifest: Mapping[str, str]) -> str:
    """Return the vendor's ID if it can be a group."""
    vendor = manifest.get("implementation-vendor-id", "")
    return vendor if _GROUP.fullmatch(vendor) and vendor not in _BEGINNINGS else ""
