"""npm's lock files, ``package-lock.json`` and ``npm-shrinkwrap.json``.

Source: https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json
"""

import re
from collections.abc import Iterator
from typing import Any

from bartizan.catalog.ecosystems.node.platform import is_elsewhere, is_named_elsewhere
from bartizan.catalog.ecosystems.shared.lock_shape import object_in, object_of
from bartizan.catalog.ecosystems.shared.text import dict_of, list_of, str_of

_DEPTH = 100
_ALIAS = re.compile(r"npm:((?:@[^/@]+/)?[^@/]+)@(.*)", re.DOTALL)
_TOLD = re.compile(r"\d[^/:\s]*")
_TARBALL = re.compile(r"https?://[^\s]*-v?(\d{1,9}\.\d{1,9}\.\d{1,9}(?:[-+][\w.+-]{1,60})?)\.tgz", re.ASCII)
_TAG = re.compile(r"[^\s#]*#(?:semver:)?v?(\d{1,9}\.\d{1,9}\.\d{1,9}(?:-[\w.]{1,40})?)", re.ASCII)


def npm(content: bytes) -> Iterator[tuple[str, str]]:
    """Yield the names and versions of what is installed where functions run."""
    lock = object_of(content)
    packages = object_in(lock, "packages")
    if not packages:
        yield from _first(object_in(lock, "dependencies"), 0)
    for place, entry in packages.items():
        stated = dict_of(entry)
        if "node_modules/" in place and not (
            _is_left_out(stated) or str_of(stated.get("resolved"), 2000)[:5] == "file:"
        ):
            name = str_of(stated.get("name")) or place.rpartition("node_modules/")[2]
            yield name, str_of(stated.get("version"))


def _is_left_out(stated: dict[str, Any]) -> bool:
    if stated.get("dev") or stated.get("link") or stated.get("extraneous"):
        return True
    kinds = ("os", "cpu", "libc")
    return any(is_elsewhere(kind, [str_of(each) for each in list_of(stated.get(kind))]) for kind in kinds)


def _first(dependencies: dict[str, Any], depth: int) -> Iterator[tuple[str, str]]:
    """Yield from the first version of the format, which says nothing of platforms."""
    for name, entry in dependencies.items():
        stated = dict_of(entry)
        version = str_of(stated.get("version"), 2000)
        if stated.get("dev") or version.startswith(("file:", "link:")) or is_named_elsewhere(name):
            continue
        if version:
            yield pinned(name, version) or (name, "")
        if depth < _DEPTH:
            yield from _first(dict_of(stated.get("dependencies")), depth + 1)


def pinned(name: str, version: str) -> tuple[str, str] | None:
    """Return the name and version that a text stands for: a version, an alias, an archive, or a tag of a repository."""
    if alias := _ALIAS.fullmatch(version):
        name, version = alias[1], alias[2]
    if _TOLD.fullmatch(version):
        return name, version
    found = _TARBALL.fullmatch(version) or _TAG.fullmatch(version)
    return (name, found[1]) if found else None
