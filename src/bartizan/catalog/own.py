"""Tell the customer's own files from those that an installer put beside them."""

import re
from collections.abc import Iterable, Iterator

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
        return not (self._installed and any(self._is_installed(path, end) for end in _folders(path)))

    def _is_installed(self, path: str, end: int) -> bool:
        """Return whether a file is in a project's folder, which ends there, and has its record beside it."""
        begin = path.rfind("/", 0, end) + 1
        names = self._installed.get(path[:begin])
        module = path[begin:end]
        return names is not None and (project_of(module) or normal(module)) in names


def _folders(path: str) -> Iterator[int]:
    """Yield where the name of each folder on a path ends."""
    end = path.find("/")
    while end >= 0:
        yield end
        end = path.find("/", end + 1)
