"""Java libraries by what Maven writes into each jar, else by the manifest and the file's name.

Source: https://maven.apache.org/shared/maven-archiver/#pom-properties-content
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from bartizan.catalog.cataloger import Cataloger, Contents
from bartizan.catalog.ecosystems.java.file import JARS, JarName, named, stem_of
from bartizan.catalog.ecosystems.java.group import group_of
from bartizan.catalog.ecosystems.java.manifest import manifest_of, stated_group, stated_vendor, stated_version
from bartizan.catalog.ecosystems.java.pom import Pom, pom_of
from bartizan.catalog.ecosystems.java.properties import properties_of
from bartizan.catalog.ecosystems.shared.program import elf_section
from bartizan.catalog.package import Evidence, Package, Reason, Unreadable

_OF_MAVEN = re.compile(
    r"(?P<root>(?s:.*/)?)META-INF/maven/(?P<group>[^/]+)/(?P<artifact>[^/]+)/pom\.(?:properties|xml)", re.IGNORECASE
)
_MANIFEST = re.compile(r"(?P<root>(?s:.*/)?)META-INF/MANIFEST\.MF", re.IGNORECASE)
_NAME = re.compile(r"[\w.-]{1,200}", re.ASCII)
_RUNTIME = "Java Runtime Environment"
_MOST_PARENTS = 10
_PACKED = re.compile(
    r"(?:(?:BOOT-INF|WEB-INF)/classes/)?(?:org/(?:apache/(?!jsp/)|springframework/(?!boot/loader/)|slf4j/|yaml/"
    r"|bouncycastle/|hibernate/|eclipse/)|com/(?:fasterxml/|google/(?:common|gson|protobuf)/|amazonaws/|squareup/)"
    r"|software/amazon/awssdk/|io/(?:netty|micronaut|quarkus)/|ch/qos/logback/|kotlin/|scala/|okhttp3/)"
)
"""Where classes lie that nobody writes for a single function, but for compiled pages and what starts Spring Boot."""
_NATIVE = b".svm_heap"
"""The section in which GraalVM's native images have the objects that they start with."""


class _Held:
    """What an archive holds, by the names of its members; looked for once, however many jars lie unpacked in it."""

    def __init__(self, contents: Contents) -> None:
        self._paths = contents.paths

    @cached_property
    def archives(self) -> bool:
        """Whether there are libraries in it."""
        return any(path.lower().endswith(JARS) for path in self._paths)

    @cached_property
    def classes(self) -> bool:
        """Whether there is code in it."""
        return any(path.endswith(".class") for path in self._paths)

    @cached_property
    def packed_class(self) -> str:
        """The first class of a well-known library that was packed into a program; empty where there is none."""
        return next((path for path in self._paths if path.endswith(".class") and _PACKED.match(path)), "")


@dataclass
class _Jar:
    """One archive, or a folder into which one was unpacked: ``root`` is that folder, ``stem`` the jar's bare name."""

    contents: Contents
    held: _Held
    root: str
    stem: str
    properties: dict[str, dict[str, str]] = field(default_factory=dict)
    poms: dict[str, Pom] = field(default_factory=dict)
    manifest: dict[str, str] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """Where it lies in the package."""
        return self.contents.place(self.root.rstrip("/")) if self.root else self.contents.path or self.contents.name

    @property
    def is_application(self) -> bool:
        """Whether it is made to be run, and holds libraries rather than being one; Java's own runtime is none, too."""
        name = self.contents.name.lower()
        return (
            name.endswith((".war", ".ear"))
            or self.manifest.get("implementation-title") == _RUNTIME
            or (name != "classes.jar" and self.held.archives)
        )


class _Library(NamedTuple):
    path: str
    group: str
    artifact: str
    version: str


def _read(contents: Contents) -> Iterator[Package | Unreadable]:
    for jar in _jars(contents):
        stated = [
            each for each in _stated_libraries(jar) if _NAME.fullmatch(each.group) and _NAME.fullmatch(each.artifact)
        ]
        file = named(jar.stem, stated_version(jar.manifest), stated_vendor(jar.manifest))
        own = {each for each in stated if _is_of(jar.stem, each)}
        for each in stated:
            is_own = each in own
            # A version that was not filled in is that of the file, where that is the library's own.
            version = each.version or (file.version or stated_version(jar.manifest) if is_own else "")
            evidence = Evidence.EMBEDDED if len(stated) > 1 and not is_own else Evidence.INSTALLED
            yield Package("Maven", f"{each.group}:{each.artifact}", version, contents.place(each.path), evidence)
        if jar.stem and file.is_library and not own:
            yield from _by_name(jar, file, is_identified=bool(stated))
        is_program = not jar.root and not stated and (not jar.stem or jar.is_application)
        if is_program and (packed := jar.held.packed_class):
            what = "library classes without metadata"
            yield Unreadable(contents.place(packed), Reason.UNSUPPORTED, what)


def _jars(contents: Contents) -> list[_Jar]:
    """Return the archive, and each jar that lies unpacked in it."""
    held = _Held(contents)
    jars = {"": _Jar(contents, held, "", stem_of(contents.name))}
    for path, content in contents.files.items():
        found = _OF_MAVEN.fullmatch(path) or _MANIFEST.fullmatch(path)
        if found is None:
            continue
        root = found["root"]
        jar = jars.setdefault(root, _Jar(contents, held, root, stem_of(root.rstrip("/").rpartition("/")[2])))
        if path.endswith(".xml"):
            jar.poms[path.removesuffix(".xml")] = pom_of(content)
        elif path.endswith(".properties"):
            jar.properties[path.removesuffix(".properties")] = properties_of(content)
        else:
            jar.manifest = manifest_of(content)
    return list(jars.values())


def _stated_libraries(jar: _Jar) -> Iterator[_Library]:
    """Yield what Maven's files tell, of each project the properties first; what was not filled in is empty."""
    by_artifact = {(pom.value("groupId"), pom.value("artifactId")): pom for pom in jar.poms.values()}
    for base in {**jar.properties, **jar.poms}:
        properties = jar.properties.get(base, {})
        pom = _with_parents(jar.poms[base], by_artifact) if base in jar.poms else Pom({})
        values = [_filled(properties.get(key, ""), pom.value(key)) for key in ("groupId", "artifactId", "version")]
        *_, group, artifact, _ = ["", "", *base.split("/")]
        path = base + (".properties" if base in jar.properties else ".xml")
        yield _Library(path, values[0] or group, values[1] or artifact, values[2])


def _filled(*values: str) -> str:
    return next((each for each in values if each and "$" not in each and "@" not in each), "")


def _with_parents(pom: Pom, others: Mapping[tuple[str, str], Pom]) -> Pom:
    """Return a project's description with the properties that it inherits from those beside it."""
    values, above = dict(pom.values), pom
    for _ in range(_MOST_PARENTS):
        place = above.values.get("parent/groupId", ""), above.values.get("parent/artifactId", "")
        if place not in others:
            break
        above = others[place]
        values = {key: text for key, text in above.values.items() if key.startswith("properties/")} | values
    return Pom(values)


def _is_of(stem: str, library: _Library) -> bool:
    """Return whether a jar's name is that of a library, which may be split in several ways or spelled differently."""
    is_named = f".{library.artifact}-" in f".{stem}-"
    return is_named or bool(library.version and stem.endswith(f"-{library.version}"))


def _by_name(jar: _Jar, file: JarName, *, is_identified: bool) -> Iterator[Package | Unreadable]:
    """Yield the library that a jar without Maven's file is, if its group is certain.

    Where others were packed into it, only a well-known name tells that it is a library and not somebody's program.
    """
    version = file.version or stated_version(jar.manifest)
    known = group_of(file.artifact, version)
    if group := known if is_identified else known or stated_group(jar.manifest, file.artifact):
        yield Package("Maven", f"{group}:{file.artifact}", version, jar.place, Evidence.INSTALLED)
    elif not (is_identified or jar.is_application) and (jar.manifest or jar.held.classes):
        what = f"{file.artifact} {version}".strip()
        yield Unreadable(jar.place, Reason.UNSUPPORTED, f"{what}: its Maven group is unknown")


def _accepts(path: str) -> bool:
    """Return whether a file identifies a library: a manifest does where it is that of a jar, unpacked or not."""
    if found := _MANIFEST.fullmatch(path):
        return not found["root"] or bool(stem_of(found["root"].rstrip("/").rpartition("/")[2]))
    return _OF_MAVEN.fullmatch(path) is not None


def _picks(contents: Contents) -> Collection[str]:
    """Return the descriptions of projects that have no properties."""
    return [
        path
        for path in contents.paths
        if path.endswith("/pom.xml")
        and _OF_MAVEN.fullmatch(path)
        and f"{path.removesuffix('.xml')}.properties" not in contents.path_set
    ]


def _also(contents: Contents) -> Collection[str]:
    """Return the descriptions of projects whose properties were not filled in."""
    asked = []
    for path, content in contents.files.items():
        if path.endswith("/pom.properties"):
            stated = properties_of(content)
            if not all(_filled(stated.get(key, "")) for key in ("groupId", "artifactId", "version")):
                asked.append(f"{path.removesuffix('.properties')}.xml")
    return [path for path in asked if path in contents.path_set]


def _read_programs(contents: Contents) -> Iterator[Unreadable]:
    for path, content in contents.files.items():
        if elf_section(content, _NATIVE):
            yield Unreadable(
                contents.place(path), Reason.UNSUPPORTED, "a native image of Java, which lists no libraries"
            )


JAVA_INSTALLED = Cataloger(
    name="java-installed",
    ecosystem="Maven",
    evidence=Evidence.INSTALLED,
    read=_read,
    names=frozenset({"pom.properties"}),
    suffixes=("meta-inf/manifest.mf",),
    accepts=_accepts,
    picks=_picks,
    also=_also,
    looks_at_names=True,
    max_bytes=1024 * 1024,
)

JAVA_EMBEDDED = Cataloger(
    name="java-embedded",
    ecosystem="Maven",
    evidence=Evidence.EMBEDDED,
    read=_read_programs,
    wants_programs=True,
    is_alone=True,
    max_bytes=512 * 1024 * 1024,
)
