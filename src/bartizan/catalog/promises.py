"""Tell whether what a lock file or requirements promise is installed, so that what is installed counts instead."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator

from bartizan.catalog.package import Evidence, Package

PROMISES = {Evidence.LOCKED, Evidence.PINNED}
_ENVIRONMENT = re.compile(
    r"(?:[^/]{1,100}/)?(?P<lib>lib(?:64)?/)(?:python[\d.]{1,9}/)?(?:site|dist)-packages/$", re.IGNORECASE
)
_WITHIN = {"npm": "node_modules/", "RubyGems": "vendor/bundle/", "Packagist": "vendor/composer/"}
"""Where installers put the packages of a folder's project."""
_BUILT = {"crates.io", "Go"}
"""Ecosystems whose packages are in a program; its record of them is as good as an installer's record."""
_LISTS = (".json", ".spdx")
_AS_A_WHOLE = {"Maven", "NuGet"}
"""Ecosystems whose builds leave nothing beside the project but what was built."""
_MOST_FOLDERS = 100
_LONGEST_TAIL = 300


class Installed:
    """The packages of a reading that are installed, to be compared with what the files of the customer promise."""

    def __init__(self, packages: Iterable[Package]) -> None:
        self._places: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        self._usual: set[tuple[str, str]] = set()
        for each in packages:
            if each.evidence is Evidence.INSTALLED or _is_in_program(each):
                self._add(each)
        for places in self._places.values():
            places.sort()

    def fulfil(self, file: str, ecosystem: str, names: set[str]) -> bool:
        """Return whether a file's promise is kept: its packages are where installers put them, or most are below."""
        folder = _folder(file)
        if ecosystem in _AS_A_WHOLE:
            return self._is_below(ecosystem, "", folder)
        if any((ecosystem, each) in self._usual for each in _tried(ecosystem, folder)):
            return True
        below = sum(self._is_below(ecosystem, name, folder) for name in names)
        # Of what is locked, a program lacks all that is for tests and other platforms.
        return below > (0 if ecosystem in _BUILT else len(names) / 2)

    def _add(self, package: Package) -> None:
        for name in ("", package.name):
            self._places[package.ecosystem, name].append(package.path)
        self._usual.update((package.ecosystem, folder) for folder in projects(package.ecosystem, package.path))

    def _is_below(self, ecosystem: str, name: str, folder: str) -> bool:
        places = self._places.get((ecosystem, name), [])
        at = bisect_left(places, folder)
        return at < len(places) and places[at].startswith(folder)


def _is_in_program(package: Package) -> bool:
    is_built = package.ecosystem in _BUILT and package.evidence is Evidence.EMBEDDED
    return is_built and not package.path.lower().endswith(_LISTS)


def projects(ecosystem: str, path: str) -> Iterator[str]:
    """Yield the folders of the projects for which an installer may have left a record where it is."""
    if ecosystem != "PyPI":
        start = f"/{path}".find(f"/{_WITHIN.get(ecosystem, '?')}")
        yield from [path[:start]] if start >= 0 else []
        return
    record = _folder(path) if "-info/" in path[-_LONGEST_TAIL:].lower() else path
    site = _folder(record.rstrip("/"))
    yield _folder(site[:-1]) if site.endswith(".egg/") else site
    if found := _ENVIRONMENT.search(site, max(0, len(site) - _LONGEST_TAIL)):
        yield from (site[: found.start()], site[: found.start("lib")])


def _tried(ecosystem: str, folder: str) -> list[str]:
    """Return the folders whose installed packages a file's project uses; Node looks further up, too."""
    tried = [folder]
    while ecosystem == "npm" and tried[-1] and len(tried) < _MOST_FOLDERS:
        tried.append(_folder(tried[-1][:-1]))
    return tried


def _folder(path: str) -> str:
    """Return the folder that a path lies in with a slash at its end, empty for the top."""
    return path[: path.rfind("/") + 1]
