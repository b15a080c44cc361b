"""NuGet packages as the .NET host's own record, lock files, and the packages.config of the .NET Framework name them.

Source: https://github.com/dotnet/sdk/blob/main/documentation/specs/runtime-configuration-file.md
and https://learn.microsoft.com/nuget/reference/packages-config
"""

import re
from collections.abc import Iterator

from bartizan.catalog.cataloger import Cataloger, Contents
from bartizan.catalog.ecosystems.shared.lock_shape import object_in, object_of
from bartizan.catalog.ecosystems.shared.text import dict_of, json_of, str_of, text_of
from bartizan.catalog.package import Evidence, Package

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_CONFIGURED = re.compile(r"<package\s([^<>]{1,1000})>")
_ATTRIBUTE = re.compile(r"(?<!\S)(id|version|developmentDependency)\s*=\s*[\"']([^\"']{1,200})[\"']")


def read_dependencies(content: bytes, place: str, evidence: Evidence) -> Iterator[Package]:
    """Yield the packages that a program's list of dependencies names; projects are the customer's own code."""
    for key, entry in dict_of(json_of(content).get("libraries")).items():
        name, _, version = key.partition("/")
        kind = str_of(dict_of(entry).get("type")).lower()
        if kind == "runtimepack":
            name = name.removeprefix("runtimepack.")
        if kind in {"package", "runtimepack"} and name and version:
            yield Package("NuGet", name, version, place, evidence)


def _read_installed(contents: Contents) -> Iterator[Package]:
    for path, content in contents.files.items():
        yield from read_dependencies(content, contents.place(path), Evidence.INSTALLED)


def _read_locked(contents: Contents) -> Iterator[Package]:
    for path, content in contents.files.items():
        if path.lower().endswith("project.assets.json"):
            yield from read_dependencies(content, contents.place(path), Evidence.LOCKED)
            continue
        for framework in object_in(object_of(content), "dependencies").values():
            for name, entry in dict_of(framework).items():
                stated = dict_of(entry)
                version = str_of(stated.get("resolved"))
                if version and str_of(stated.get("type")).lower() != "project":
                    yield Package("NuGet", name, version, contents.place(path), Evidence.LOCKED)


def _read_configured(contents: Contents) -> Iterator[Package]:
    for path, content in contents.files.items():
        for element in _CONFIGURED.finditer(_COMMENT.sub("", text_of(content))):
            stated = dict(_ATTRIBUTE.findall(element[1]))
            if "id" in stated and "version" in stated and stated.get("developmentDependency", "").lower() != "true":
                yield Package("NuGet", stated["id"], stated["version"], contents.place(path), Evidence.PINNED)


DOTNET_INSTALLED = Cataloger(
    name="dotnet-installed",
    ecosystem="NuGet",
    evidence=Evidence.INSTALLED,
    read=_read_installed,
    suffixes=(".deps.json",),
    is_alone=True,
)

DOTNET_LOCKED = Cataloger(
    name="dotnet-locked",
    ecosystem="NuGet",
    evidence=Evidence.LOCKED,
    read=_read_locked,
    names=frozenset({"packages.lock.json", "project.assets.json"}),
    is_alone=True,
)

DOTNET_PINNED = Cataloger(
    name="dotnet-pinned",
    ecosystem="NuGet",
    evidence=Evidence.PINNED,
    read=_read_configured,
    names=frozenset({"packages.config"}),
    is_alone=True,
)
