"""Tell the customer's own files from those of other projects that lie beside them."""

import re
from collections.abc import Iterable, Iterator

from bartizan.catalog.ecosystems.python.inferred import project_of
from bartizan.catalog.ecosystems.python.installed import normal

_RECORD = re.compile(r"^(?P<root>(?:.*/)?)(?P<name>[^/]+?)-[^/-]+(?:-py\d[^/]*)?\.(?:dist|egg)-info/")
_LIBRARY = re.compile(r"(?:^|/)(?:libs?|jars)/[^/]+\.jar$", re.IGNORECASE)
_INSTALLED = re.compile(
    r"(?:^|/)(?:node_modules/(?:@[^/]+/)?|(?:site|dist)-packages/|bower_components/|gems/(?=[^/]*-\d)|registry/src/[^/]+/)[^/]+/"
)
"""The folder of a library where an installer keeps them."""
_MARKS = ("/composer/installed.json", "vendor/modules.txt", "/.cargo-checksum.json")
"""Files that installers leave in the folder of all libraries, or in each."""
_FIXTURES = re.compile(
    r"/(?:tests?|__tests__|fixtures?|__fixtures__|test[-_]?data|examples?|samples?|benchmarks?)/", re.IGNORECASE
)


class Own:
    """Knows, from the names of an archive's members, which libraries are installed where.

    With ``is_own`` not set, the archive itself is of another project, and so is all in it.
    """

    def __init__(self, paths: Iterable[str], *, is_own: bool = True) -> None:
        self._is_own = is_own
        self._installed: dict[str, set[str]] = {}
        self._folders: set[str] = set()
        for path in paths:
            if "-info/" in path and (found := _RECORD.match(path)):
                self._installed.setdefault(found["root"], set()).add(normal(found["name"]))
            elif path.endswith(_MARKS):
                folder = path.rpartition("/")[0]
                self._folders.add(folder.removesuffix("/composer"))

    def __contains__(self, path: str) -> bool:
        """Return whether a file is neither a library nor in the folder of one."""
        return not (_LIBRARY.search(path) or self._library(path) >= 0)

    def is_fixture(self, path: str) -> bool:
        """Return whether a file is in the tests or examples of a library, so that what it names is nowhere."""
        # What Maven leaves lies in folders by the names of groups and artifacts, which may be any.
        if path.startswith("META-INF/") or not _FIXTURES.search(path):
            return False
        return (end := self._library(path)) >= 0 and _FIXTURES.search(path, end) is not None

    def roots(self, path: str) -> Iterator[str]:
        """Yield the folders above a file, with a slash at their ends, in which Python projects are installed."""
        for end in [-1, *_folders(path)] if self._installed else ():
            if path[: end + 1] in self._installed:
                yield path[: end + 1]

    def _library(self, path: str) -> int:
        """Return where the folder of the outermost library ends that a file lies in, -1 where it lies in none."""
        if not self._is_own:
            return 0
        ends = [found.end() - 1] if (found := _INSTALLED.search(path)) else []
        if self._installed or self._folders:
            ends += [next((end for end in _folders(path) if self._is_installed(path, end)), -1)]
        return min((end for end in ends if end >= 0), default=-1)

    def _is_installed(self, path: str, end: int) -> bool:
        """Return whether a folder that ends there is a library's, or a Python project's with its record beside it."""
        begin = path.rfind("/", 0, end) + 1
        if path[:end] in self._folders:
            return True
        names = self._installed.get(path[:begin])
        module = path[begin:end]
        return names is not None and (project_of(module) or normal(module)) in names


def _folders(path: str) -> Iterator[int]:
    """Yield where the name of each folder on a path ends."""
    end = path.find("/")
    while end >= 0:
        yield end
        end = path.find("/", end + 1)
