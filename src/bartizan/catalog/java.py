"""Java libraries by what Maven writes into each jar, else by the manifest and the file's name.

Source: https://maven.apache.org/shared/maven-archiver/#pom-properties-content and
https://docs.oracle.com/en/java/javase/21/docs/specs/jar/jar.html#jar-manifest
"""

import re
from collections.abc import Iterator
from pathlib import Path

from bartizan.catalog.cataloger import Cataloger, Contents
from bartizan.catalog.package import Evidence, Package, Reason, Unreadable
from bartizan.catalog.text import table, text_of

_NO_FILE = re.compile(r"[^\w.+-]", re.ASCII)
"""What is not in the names of libraries' files: what stands before it is no part of one."""
_VERSION = re.compile(r"-(?=\d)", re.ASCII)
_NO_LIBRARY = re.compile(r"-(?:sources|javadoc|tests?)$")
_NAME = re.compile(r"[\w.-]{1,200}", re.ASCII)
_GROUPS = table(Path(__file__).with_name("java_groups.csv"))
"""Groups of well-known libraries, some of whose releases were built without Maven's file, by the artifact.

``name-*`` is for all artifacts that begin so, ``name@4`` for the fourth major version where the group changed.
"""
_BEGINNINGS = sorted((each[:-1] for each in _GROUPS if each.endswith("*")), key=len, reverse=True)
_SCALA = re.compile(r"_(?:2\.1\d|3)$")


def _read(contents: Contents) -> Iterator[Package | Unreadable]:
    own = _file(contents.path.rpartition("/")[2])
    properties = {
        path: _properties(content) for path, content in contents.files.items() if path.endswith("pom.properties")
    }
    is_shaded = len(properties) > 1
    for path, told in properties.items():
        group, artifact, version = (told.get(key, "") for key in ("groupId", "artifactId", "version"))
        if not (_NAME.fullmatch(group) and _NAME.fullmatch(artifact)):
            continue
        is_own = own is not None and own[0] == artifact
        if "$" in version:
            version = own[1] if own and is_own else ""
        evidence = Evidence.EMBEDDED if is_shaded and not is_own else Evidence.INSTALLED
        yield Package("Maven", f"{group}:{artifact}", version, contents.place(path), evidence)
    if own and not _NO_LIBRARY.search(own[1]):
        if not properties:
            yield from _by_name(contents, *own)
        # A library into which others were packed, but not its own file.
        elif (group := _group(*own)) and not any(_is_of(told, *own) for told in properties.values()):
            yield Package("Maven", f"{group}:{own[0]}", own[1], contents.path, Evidence.INSTALLED)


def _is_of(told: dict[str, str], artifact: str, version: str) -> bool:
    """Return whether Maven's file is that of the library; names like log4j-1.2-api can be split in two ways."""
    return told.get("artifactId") == artifact or version.endswith(told.get("version") or "?")


def _file(name: str) -> tuple[str, str] | None:
    """Return the artifact and version that the name of a library's file tells, None where it is of another form."""
    stem = name.removesuffix(".jar").removesuffix(".war")
    told = _NO_FILE.split(stem)[-1].lstrip("0123456789._+-")
    dash = _VERSION.search(told)
    if stem == name or dash is None:
        return None
    artifact = told[: dash.start()].rpartition("+")[2].lstrip("0123456789._-")
    return (artifact, told[dash.start() + 1 :]) if artifact else None


def _properties(content: bytes) -> dict[str, str]:
    lines = (line.partition("=") for line in text_of(content[:8192]).splitlines() if not line.startswith("#"))
    return {name.strip(): value.strip() for name, _, value in lines}


def _by_name(contents: Contents, artifact: str, version: str) -> Iterator[Package | Unreadable]:
    """Yield the library that a jar without Maven's file is, if its group can be told for certain."""
    path = next((path for path in contents.files if path.upper() == "META-INF/MANIFEST.MF"), "")
    manifest = _manifest(contents.files[path]) if path else {}
    vendor = manifest.get("Implementation-Vendor-Id", "")
    # The vendor is often only the first part of the group: Apache's old libraries say org.apache.
    told = vendor if re.fullmatch(r"[a-z][\w-]*(?:\.[\w-]+)+", vendor, re.ASCII) else ""
    group = _group(artifact, version) or told
    if group:
        yield Package("Maven", f"{group}:{artifact}", version, contents.path, Evidence.INSTALLED)
    elif manifest.get("Implementation-Title") or manifest.get("Bundle-SymbolicName"):
        yield Unreadable(contents.path, Reason.UNSUPPORTED, f"{artifact} {version}: nothing tells its Maven group")


def _group(artifact: str, version: str) -> str:
    """Return the group of a well-known library, empty for any other."""
    name = artifact if artifact in _GROUPS else _SCALA.sub("", artifact)
    beginning = next((each for each in _BEGINNINGS if name.startswith(each)), "")
    asked = (f"{name}@{version.partition('.')[0]}", name, f"{beginning}*")
    return next((_GROUPS[each] for each in asked if each in _GROUPS), "")


def _manifest(content: bytes) -> dict[str, str]:
    text = text_of(content[:65536]).replace("\r", "").replace("\n ", "")
    return {name: value.strip() for name, _, value in (line.partition(":") for line in text.splitlines())}


JAVA_INSTALLED = Cataloger(
    name="java-installed",
    ecosystem="Maven",
    evidence=Evidence.INSTALLED,
    read=_read,
    names=frozenset({"pom.properties"}),
    suffixes=("meta-inf/manifest.mf",),
    accepts=lambda path: path.upper().startswith("META-INF/MAVEN/") or path.upper() == "META-INF/MANIFEST.MF",
    looks_at_names=True,
    max_bytes=1024 * 1024,
)
