"""Deno's lock file: the packages that it takes from npm. Those of JSR are in no advisory.

Source: https://docs.deno.com/runtime/fundamentals/modules/#integrity-checking-and-lock-files
"""

from collections.abc import Iterator

from bartizan.catalog.ecosystems.node.platform import is_elsewhere
from bartizan.catalog.ecosystems.shared.lock_shape import object_in, object_of
from bartizan.catalog.ecosystems.shared.text import dict_of, list_of, str_of


def deno(content: bytes) -> Iterator[tuple[str, str]]:
    """Yield the names and versions of what is fetched where functions run."""
    lock = object_of(content)
    # Until version 3 the packages stood one level further down, in version 2 two.
    older = object_in(lock, "packages") or object_in(lock, "npm")
    listed = older.get("npm", older.get("packages", lock.get("npm")))
    for key, stated in dict_of(listed).items():
        # The name may hold an underscore, and after the version one begins the peers: @scope/a_b@1.0.0_peer@2.0.0
        name, _, version = key[1:].partition("@")
        info = dict_of(stated)
        if version and not any(is_elsewhere(kind, map(str_of, list_of(info.get(kind)))) for kind in ("os", "cpu")):
            yield key[:1] + name, version.partition("_")[0]
