"""Bun's lock file.

Source: https://bun.sh/reference/bun/BunLockFile
"""

import re
from collections.abc import Iterator
from typing import Any

from bartizan.catalog.ecosystems.node.platform import is_elsewhere
from bartizan.catalog.ecosystems.shared.dependency_graph import not_for_functions
from bartizan.catalog.ecosystems.shared.lock_shape import object_in, object_of
from bartizan.catalog.ecosystems.shared.text import dict_of, list_of, str_of, text_of

_NO_JSON = re.compile(r'("(?:[^"\\]|\\.)*+"?)|//[^\n]*|,(?=\s*+[}\]])', re.DOTALL)
"""Texts, which are kept as they are; comments and commas before an end, which JSON does not have."""
_IDENTITY = re.compile(r"((?:@[^/@]+/)?[^/@]+)@(.*)", re.DOTALL)
_OWN = ("workspace:", "link:", "file:", "root:")
_TAG = re.compile(r"[^\n]*#v?(\d{1,9}\.\d{1,9}\.\d{1,9}(?:-[\w.]{1,40})?)$")
_MOST_FOLDERS = 50


def bun(content: bytes) -> Iterator[tuple[str, str]]:
    """Yield the names and versions of what is installed where functions run."""
    lock = object_of(_NO_JSON.sub(lambda found: found[1] or "", text_of(content)).encode())
    packages = {key: list_of(each) for key, each in object_in(lock, "packages").items()}
    left_out = _for_development(lock, packages)
    for key, stated in packages.items():
        found = _IDENTITY.fullmatch(str_of(stated[0] if stated else "", 2000))
        if not found or key in left_out or found[2].startswith(_OWN):
            continue
        info = _info(stated)
        if not any(is_elsewhere(kind, _listed(info.get(kind))) for kind in ("os", "cpu", "libc")):
            tag = _TAG.fullmatch(found[2])
            yield found[1], found[2] if found[2][:1].isdigit() else tag[1] if tag else ""


def _info(stated: list[Any]) -> dict[str, Any]:
    return next((each for each in stated if isinstance(each, dict)), {})


def _listed(stated: object) -> list[str]:
    return [stated] if isinstance(stated, str) else [str_of(each) for each in list_of(stated)]


def _for_development(lock: dict[str, Any], packages: dict[str, list[Any]]) -> set[str]:
    """Return the keys of packages that only ``devDependencies`` lead to."""
    edges = {key: [(each, True) for each in _needs(_info(stated), key, packages)] for key, stated in packages.items()}
    needed: list[str] = []
    others: list[str] = []
    for stated in dict_of(lock.get("workspaces")).values():
        workspace = dict_of(stated)
        own = str_of(workspace.get("name"))
        needed += _needs(workspace, own, packages)
        others += [_found(name, own, packages) for name in dict_of(workspace.get("devDependencies"))]
    return not_for_functions(edges, needed, others)


def _needs(stated: dict[str, Any], key: str, packages: dict[str, list[Any]]) -> list[str]:
    kinds = (dict_of(stated.get(kind)) for kind in ("dependencies", "optionalDependencies", "peerDependencies"))
    return [_found(name, key, packages) for kind in kinds for name in kind]


def _found(name: str, key: str, packages: dict[str, list[Any]]) -> str:
    """Return the package that a name stands for where a package lies, looked for from there upwards."""
    for _ in range(_MOST_FOLDERS):
        if not key or f"{key}/{name}" in packages:
            break
        key = key.rpartition("/")[0]
    return f"{key}/{name}" if key else name
