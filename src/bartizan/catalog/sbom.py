"""Packages that an SBOM inside a package names, such as the libraries compiled into a Python wheel.

Source: https://peps.python.org/pep-0770/ and https://cyclonedx.org/docs/1.6/json/
"""

from collections.abc import Iterator
from urllib.parse import unquote

from bartizan.catalog.cataloger import Cataloger, Contents
from bartizan.catalog.package import Evidence, Package
from bartizan.catalog.python import normal
from bartizan.catalog.text import dicts_of, json_of, str_of

_TYPES = {
    "pypi": "PyPI", "npm": "npm", "maven": "Maven", "nuget": "NuGet", "golang": "Go", "gem": "RubyGems",
    "composer": "Packagist", "cargo": "crates.io",
}  # fmt: skip


def _read(contents: Contents) -> Iterator[Package]:
    for path, content in contents.files.items():
        for component in dicts_of(json_of(content).get("components")):
            if found := _named(str_of(component.get("purl"), 1000)):
                yield Package(*found, contents.place(path), Evidence.EMBEDDED)


def _named(purl: str) -> tuple[str, str, str] | None:
    """Return ecosystem, name and version of a package URL, None for one of another kind or without a version."""
    bare = purl.removeprefix("pkg:").partition("#")[0].partition("?")[0]
    kind, _, rest = bare.partition("/")
    path, _, version = rest.rpartition("@")
    parts = [unquote(part) for part in path.split("/") if part]
    if kind not in _TYPES or not parts or not version:
        return None
    ecosystem = _TYPES[kind]
    name = (":" if ecosystem == "Maven" else "/").join(parts)
    return ecosystem, normal(name) if ecosystem == "PyPI" else name, unquote(version)


PYTHON_EMBEDDED = Cataloger(
    name="python-embedded",
    ecosystem="PyPI",
    evidence=Evidence.EMBEDDED,
    read=_read,
    suffixes=(".cdx.json", ".cyclonedx.json", ".json"),
    accepts=lambda path: ".dist-info/sboms/" in path,
    is_alone=True,
)
