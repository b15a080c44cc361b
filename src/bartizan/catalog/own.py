"""Tell the customer's own files from those that an installer put beside them."""

import re
from collections.abc import Iterable

from bartizan.catalog.python import normal
from bartizan.catalog.python_inferred import project_of

_RECORD = re.compile(r"^(?P<root>(?:.*/)?)(?P<name>[^/]+?)-[^/-]+\.(?:dist|egg)-info/")


class Own:
    """Knows, from the names of an archive's members, which Python projects are installed where."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._installed: dict[str, set[str]] = {}
        for path in paths:
            if "-info/" in path and (found := _RECORD.match(path)):
                self._installed.setdefault(found["root"], set()).add(normal(found["name"]))

    def __contains__(self, path: str) -> bool:
        """Return whether a file is not in the folder of an installed project."""
        for root, names in self._installed.items():
            if path.startswith(root):
                module, slash, _ = path[len(root) :].partition("/")
                if slash and (project_of(module) or normal(module)) in names:
                    return False
        return True
