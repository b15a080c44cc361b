"""Node packages as the lock files of npm, Yarn, pnpm, Bun and Deno name them."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

from bartizan.catalog.cataloger import Cataloger, Contents
from bartizan.catalog.ecosystems.node.bun_lock import bun
from bartizan.catalog.ecosystems.node.deno_lock import deno
from bartizan.catalog.ecosystems.node.npm_lock import npm
from bartizan.catalog.ecosystems.node.pnpm_lock import pnpm
from bartizan.catalog.ecosystems.node.yarn_lock import Manifests, yarn
from bartizan.catalog.ecosystems.shared.aside import Aside
from bartizan.catalog.ecosystems.shared.text import json_of
from bartizan.catalog.package import Evidence, Package, Reason, Unreadable

_LOCKS: dict[str, Callable[[bytes, Manifests], Iterator[tuple[str, str]]]] = {
    "package-lock.json": lambda content, _: npm(content),
    "npm-shrinkwrap.json": lambda content, _: npm(content),
    "yarn.lock": yarn,
    "pnpm-lock.yaml": lambda content, _: pnpm(content),
    "bun.lock": lambda content, _: bun(content),
    "deno.lock": lambda content, _: deno(content),
}
_BINARY = "bun.lockb"
_MANIFEST = "package.json"
_MOST_MANIFESTS = 1000


def _also(contents: Contents) -> list[str]:
    """Return the customer's own manifests: only they tell which packages of Yarn's are for development."""
    if not any(path.lower().endswith("yarn.lock") for path in contents.files):
        return []
    own = (path for path in contents.paths if path.endswith(_MANIFEST) and "node_modules/" not in path)
    return [path for path in own if path.rpartition("/")[2] == _MANIFEST][:_MOST_MANIFESTS]


def _read(contents: Contents) -> Iterator[Package | Unreadable]:
    aside = Aside(contents.paths)
    manifests = dict(_manifests(contents))
    yield from _binary(contents)
    for path, content in contents.files.items():
        folder, slash, name = path.rpartition("/")
        read = _LOCKS.get(name.lower())
        if not read or path in aside:
            continue
        try:
            found = list(read(content, _below(folder + slash, manifests)))
        except ValueError as error:
            yield Unreadable(contents.place(path), Reason.MALFORMED, f"a lock file that cannot be read: {error}")
            continue
        for package, stated in found:
            version = stated.lstrip("v=")
            if package and (not version or version[0].isdigit()):
                yield Package("npm", package, version, contents.place(path), Evidence.LOCKED)


def _binary(contents: Contents) -> Iterator[Unreadable]:
    """Yield Bun's binary lock files, unless another lock file or what is installed tells what is in them."""
    installed = {path.partition("node_modules/")[0] for path in contents.paths if "node_modules/" in path}
    for path in contents.files:
        folder, slash, name = path.rpartition("/")
        others = {f"{folder}{slash}bun.lock", f"{folder}{slash}yarn.lock"}
        if name.lower() == _BINARY and not (others & contents.path_set or folder + slash in installed):
            yield Unreadable(contents.place(path), Reason.UNSUPPORTED, "Bun's binary lock file")


def _manifests(contents: Contents) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the manifests that can be read."""
    for path, content in contents.files.items():
        if path.endswith(_MANIFEST):
            with suppress(ValueError):
                yield path, json_of(content)


def _below(folder: str, manifests: Manifests) -> Manifests:
    """Return the manifests in a folder and below, by their folders as seen from there."""
    start, end = len(folder), -len(_MANIFEST)
    return {path[start:end].rstrip("/"): each for path, each in manifests.items() if path.startswith(folder)}


NODE_LOCKED = Cataloger(
    name="node-locked",
    ecosystem="npm",
    evidence=Evidence.LOCKED,
    read=_read,
    names=frozenset({*_LOCKS, _BINARY}),
    also=_also,
    is_of_own_code=True,
    max_bytes=32 * 1024 * 1024,
)
