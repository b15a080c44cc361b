"""Tell the customer's own files from those of other projects that lie beside them."""

import re
from collections.abc import Iterable, Iterator

from bartizan.catalog.python import normal
from bartizan.catalog.python_inferred import project_of

_RECORD = re.compile(r"^(?P<root>(?:.*/)?)(?P<name>[^/]+?)-[^/-]+\.(?:dist|egg)-info/")
_LIBRARY = re.compile(r"(?:^|/)(?:libs?|jars)/[^/]+\.jar$", re.IGNORECASE)


class Own:
    """Knows, from the names of an archive's members, which Python projects are installed where.

    With ``is_own`` not set, the archive itself is of another project, and so is all in it.
    """

    def __init__(self, paths: Iterable[str], *, is_own: bool = True) -> None:
        self._is_own = is_own
        self._installed: dict[str, set[str]] = {}
        for path in paths:
            if "-info/" in path and (found := _RECORD.match(path)):
                self._installed.setdefault(found["root"], set()).add(normal(found["name"]))

    def __contains__(self, path: str) -> bool:
        """Return whether a file is neither a library nor in the folder of an installed project."""
        if not self._is_own or _LIBRARY.search(path):
            return False
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
