"""Node packages as they are installed.

Source: https://docs.npmjs.com/cli/v11/configuring-npm/folders. npm leaves a list of all that it installed beside the
packages: where that is there, only what it does not name is read one by one.
"""

import re
from collections.abc import Collection, Iterator

from bartizan.catalog.cataloger import Cataloger, Contents
from bartizan.catalog.ecosystems.shared.text import dict_of, json_of, str_of
from bartizan.catalog.package import Evidence, Package, Reason, Unreadable

_LIST = "node_modules/.package-lock.json"
_ROOT = re.compile(r"(?:^|/)node_modules/((?:@[^/@]+/)?[^/@.][^/]*)/package\.json$")


def _picks(contents: Contents) -> Collection[str]:
    """Return the manifests of packages at once where there is no list."""
    return () if _has_list(contents) else _manifests(contents, frozenset())


def _also(contents: Contents) -> Collection[str]:
    """Return the manifests of packages that no list names."""
    listed = {place for path in contents.files for place in _listed(contents, path)}
    return _manifests(contents, listed) if _has_list(contents) else ()


def _has_list(contents: Contents) -> bool:
    return any(path.endswith(_LIST) for path in contents.paths)


def _manifests(contents: Contents, listed: Collection[str]) -> Collection[str]:
    """Return the manifests of packages that are not listed."""
    return [
        path
        for path in contents.paths
        if path.endswith("/package.json") and _ROOT.search(path) and path.removesuffix("/package.json") not in listed
    ]


def _listed(contents: Contents, path: str) -> Iterator[str]:
    """Yield the folders of the packages that a list names, if they are there."""
    try:
        packages = dict_of(json_of(contents.files[path]).get("packages"))
    except ValueError:
        return
    above = path[: -len(_LIST)]
    for place in packages:
        if f"{above}{place}/package.json" in contents.path_set:
            yield above + place


def _read(contents: Contents) -> Iterator[Package | Unreadable]:
    for path, content in contents.files.items():
        try:
            found = json_of(content)
        except ValueError as error:
            yield Unreadable(contents.place(path), Reason.MALFORMED, f"no JSON: {error}")
            continue
        if path.lower().endswith(_LIST):
            yield from _of_list(contents, path, dict_of(found.get("packages")))
        elif name := str_of(found.get("name")):
            yield from _package(contents, path, name, str_of(found.get("version")))


def _of_list(contents: Contents, path: str, packages: dict[str, object]) -> Iterator[Package]:
    above = path[: -len(_LIST)]
    for place, entry in packages.items():
        stated = dict_of(entry)
        manifest = f"{above}{place}/package.json"
        # A list names what was installed, too, that a packager has left out.
        # What lies in no folder of modules is the customer's own, a part of a workspace.
        if "node_modules/" in place and not stated.get("link") and manifest in contents.path_set:
            name = str_of(stated.get("name")) or place.rpartition("node_modules/")[2]
            yield from _package(contents, manifest, name, str_of(stated.get("version")))


def _package(contents: Contents, path: str, name: str, version: str) -> Iterator[Package]:
    if version := version.strip().lstrip("v="):
        yield Package("npm", name, version, contents.place(path), Evidence.INSTALLED)


NODE_INSTALLED = Cataloger(
    name="node-installed",
    ecosystem="npm",
    evidence=Evidence.INSTALLED,
    read=_read,
    suffixes=(_LIST,),
    picks=_picks,
    also=_also,
    looks_at_names=True,
    max_bytes=64 * 1024 * 1024,
)
