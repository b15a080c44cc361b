"""Packages that an SBOM inside a package names, such as the libraries compiled into a Python wheel.

Source: https://peps.python.org/pep-0770/ and https://cyclonedx.org/docs/1.6/json/
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from bartizan.catalog.cataloger import Cataloger, Contents
from bartizan.catalog.ecosystems.python.installed import normal
from bartizan.catalog.ecosystems.shared.spdx import of_graph, of_packages, of_tags
from bartizan.catalog.ecosystems.shared.text import dict_of, dicts_of, json_of, str_of, text_of
from bartizan.catalog.package import Evidence, Package, Reason, Unreadable

_TYPES = {
    "pypi": "PyPI", "npm": "npm", "maven": "Maven", "nuget": "NuGet", "golang": "Go", "gem": "RubyGems",
    "composer": "Packagist", "cargo": "crates.io",
}  # fmt: skip
_V_PREFIXED = {"Go", "Packagist"}
_JSON = (".cdx.json", ".cyclonedx.json", ".spdx.json", "/bom.json", "/sbom.json")
_DEVELOPMENT = {
    ("cdx:npm:package:development", "true"),
    ("cdx:composer:package:isDevRequirement", "true"),
    ("cdx:pipenv:category", "develop"),
    ("cdx:poetry:group", "dev"),
}
"""Properties: https://github.com/CycloneDX/cyclonedx-property-taxonomy."""
_LOCAL = ("download_url=file:", "vcs_url=file:")


def _read(contents: Contents) -> Iterator[Package | Unreadable]:
    for path, content in contents.files.items():
        if path.lower().endswith(".xml"):
            yield Unreadable(contents.place(path), Reason.UNSUPPORTED, "an SBOM in XML")
            continue
        # Some give JSON the name of the other form, too.
        is_json = not path.lower().endswith(".spdx") or content.lstrip()[:1] == b"{"
        for purl, version in _listed(json_of(content)) if is_json else of_tags(text_of(content)):
            if found := _named(purl, version):
                yield Package(*found, contents.place(path), Evidence.EMBEDDED)


def _listed(stated: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the package URLs and versions that CycloneDX or SPDX lists."""
    yield from of_packages(stated)
    yield from of_graph(stated)
    described = dict_of(dict_of(stated.get("metadata")).get("component"))
    waiting = dicts_of(stated.get("components")) + dicts_of(described.get("components"))
    while waiting:
        component = waiting.pop()
        if component.get("scope") == "excluded" or _is_for_development(component):
            continue
        waiting += dicts_of(component.get("components"))
        if not _is_local(component):
            yield str_of(component.get("purl"), 1000), str_of(component.get("version"))


def _is_for_development(component: dict[str, Any]) -> bool:
    stated = {(each.get("name"), str(each.get("value")).lower()) for each in dicts_of(component.get("properties"))}
    return bool(stated & _DEVELOPMENT)


def _is_local(component: dict[str, Any]) -> bool:
    """Return whether a component is where the build found it in a folder, which no registry has."""
    sources = (each for each in dicts_of(component.get("externalReferences")) if each.get("type") == "distribution")
    is_file = any(str_of(each.get("url"), 1000).startswith("file:") for each in sources)
    return is_file or str_of(component.get("bom-ref"), 1000).startswith("path+file:")


def _named(purl: str, stated: str) -> tuple[str, str, str] | None:
    """Return ecosystem, name and version of a package URL, None where it is local, of another kind or unversioned."""
    bare, _, qualifiers = purl.removeprefix("pkg:").partition("#")[0].partition("?")
    kind, _, rest = bare.partition("/")
    path, mark, version = rest.rpartition("@")
    parts = [unquote(part) for part in (path if mark else rest).strip("/").split("/") if part]
    version = unquote(version) if mark else stated
    if kind not in _TYPES or not parts or not version or any(each in unquote(qualifiers) for each in _LOCAL):
        return None
    ecosystem = _TYPES[kind]
    name = (":" if ecosystem == "Maven" else "/").join(parts)
    if ecosystem in _V_PREFIXED:
        version = version.removeprefix("v")
    return ecosystem, normal(name) if ecosystem == "PyPI" else name, version


def _accepts(path: str) -> bool:
    """Return whether a file is the SBOM of a wheel, or by its name one of the whole package."""
    lower = f"/{path.lower()}"
    is_named = not lower.endswith(".json") or lower.endswith(_JSON)
    return ".dist-info/sboms/" in lower or (is_named and "/node_modules/" not in lower and "-packages/" not in lower)


PYTHON_EMBEDDED = Cataloger(
    name="python-embedded",
    ecosystem="PyPI",
    evidence=Evidence.EMBEDDED,
    read=_read,
    names=frozenset({"bom.json", "sbom.json", "bom.xml", "sbom.xml"}),
    suffixes=(".cdx.json", ".cyclonedx.json", ".spdx.json", ".spdx", ".cdx.xml", ".json"),
    accepts=_accepts,
    is_alone=True,
)
