"""Node packages that the customer's own ``package.json`` names with exactly one version.

Source: https://docs.npmjs.com/cli/v11/configuring-npm/package-json#dependencies
"""

from collections.abc import Iterator

from bartizan.catalog.cataloger import Cataloger, Contents
from bartizan.catalog.ecosystems.node.npm_lock import pinned
from bartizan.catalog.ecosystems.node.platform import is_named_elsewhere
from bartizan.catalog.ecosystems.shared.aside import Aside
from bartizan.catalog.ecosystems.shared.text import dict_of, json_of, str_of
from bartizan.catalog.package import Evidence, Package, Reason, Unreadable

_LOCKS = ("package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", "bun.lockb")
_MOST_FOLDERS = 50


def _read(contents: Contents) -> Iterator[Package | Unreadable]:
    aside = Aside(contents.paths)
    has_modules = any("node_modules/" in path for path in contents.paths)
    for path, content in contents.files.items():
        if path in aside or _is_locked(contents, path):
            continue
        try:
            manifest = json_of(content)
        except ValueError as error:
            # Where modules are installed, they count.
            if not has_modules:
                yield Unreadable(contents.place(path), Reason.MALFORMED, f"no JSON: {error}")
            continue
        for kind in ("dependencies", "optionalDependencies"):
            for name, wanted in dict_of(manifest.get(kind)).items():
                found = pinned(name, str_of(wanted, 2000).strip().removeprefix("=").strip().removeprefix("v"))
                if found and not is_named_elsewhere(found[0]) and _is_one(found[1]):
                    yield Package("npm", *found, contents.place(path), Evidence.PINNED)


def _is_locked(contents: Contents, path: str) -> bool:
    """Return whether a lock file in the manifest's folder or above it tells more exactly what it stands for."""
    for _ in range(_MOST_FOLDERS):
        folder, slash, _ = path.rpartition("/")
        if any(f"{folder}{slash}{name}" in contents.path_set for name in _LOCKS):
            return True
        path = folder
        if not path:
            break
    return False


def _is_one(version: str) -> bool:
    """Return whether a text is one version in full, and no range such as ``1.2``, ``1.x`` or ``1.0.0 - 2.0.0``."""
    parts = version.partition("+")[0].partition("-")[0].split(".")
    return len(parts) == 3 and all(part.isdigit() for part in parts) and " " not in version


NODE_PINNED = Cataloger(
    name="node-pinned",
    ecosystem="npm",
    evidence=Evidence.PINNED,
    read=_read,
    names=frozenset({"package.json"}),
    accepts=lambda path: "node_modules/" not in path,
    is_of_own_code=True,
    max_bytes=1024 * 1024,
)
