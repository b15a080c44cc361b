"""pnpm's lock files.

Source: https://github.com/pnpm/spec/tree/master/lockfile and https://pnpm.io/lockfile
"""

import re
from collections.abc import Iterator

from bartizan.catalog.ecosystems.node.platform import is_elsewhere
from bartizan.catalog.ecosystems.shared.dependency_graph import not_for_functions
from bartizan.catalog.ecosystems.shared.indented import Tree, at, items, pairs, trees, value
from bartizan.catalog.ecosystems.shared.text import text_of

_PACKAGE = re.compile(r"(?:/|[\w-]{1,100}(?:\.[\w-]{1,100}){1,9}/)?((?:@[^/@(\s]+/)?[^/@(\s]+)[@/](\d[^(_\s]*)")
"""With the host of a registry in front where that is another than npm's."""
_NAME = re.compile(r"((?:@[^/@]+/)?[^/@]+)@")
_LOCAL = ("file:", "link:")


def pnpm(content: bytes) -> Iterator[tuple[str, str]]:
    """Yield the names and versions of what is installed where functions run.

    A first document, where there are two, is of what pnpm itself needs.

    Raises:
        ValueError: it is no lock file of pnpm.
    """
    lock = trees(text_of(content).replace("\r", ""))[-1]
    if "lockfileVersion" not in lock:
        raise ValueError("it does not say the version of its format")
    if value(lock, "packages") not in ("", "{}"):
        raise ValueError("'packages' in it holds no packages")
    left_out = _for_development(lock)
    for key, entry in at(lock, "packages").items():
        stated = entry if isinstance(entry, dict) else {}
        found = _PACKAGE.match(key)
        if key in left_out or value(stated, "dev") == "true" or _is_own(key, stated):
            continue
        if not any(is_elsewhere(kind, items(stated, kind)) for kind in ("os", "cpu", "libc")):
            named = _NAME.match(key)
            name = value(stated, "name") or (found[1] if found else named[1] if named else "")
            yield name, value(stated, "version") or (found[2] if found else "")


def _is_own(key: str, entry: Tree) -> bool:
    resolution = value(entry, "resolution")
    is_local = key.startswith(_LOCAL) or "@file:" in key or "@link:" in key
    return is_local or "directory:" in resolution or "type: directory" in resolution


def _for_development(lock: Tree) -> set[str]:
    """Return the keys of packages that only ``devDependencies`` lead to; before the ninth version each says so."""
    snapshots = at(lock, "snapshots")
    if not snapshots:
        return set()
    edges = {
        key: [(_node(*need), True) for need in pairs(at(snapshots, key), "dependencies", "optionalDependencies")]
        for key in snapshots
    }
    projects = [at(lock, "importers", path) for path in at(lock, "importers")]
    needed = [_node(*each) for stated in projects for each in pairs(stated, "dependencies", "optionalDependencies")]
    others = [_node(*each) for stated in projects for each in pairs(stated, "devDependencies")]
    left_out = not_for_functions(edges, needed, others)
    return {_package(key) for key in left_out} - {_package(key) for key in snapshots if key not in left_out}


def _node(name: str, version: str) -> str:
    """Return the key of what a name stands for: an alias says the package's own name with the version."""
    bare = version.partition("(")[0]
    return version if "@" in bare[1:] and not bare.startswith(("http", "git", "file:")) else f"{name}@{version}"


def _package(snapshot: str) -> str:
    """Return a package's key without the peers that it was installed with."""
    return snapshot.partition("(")[0]
