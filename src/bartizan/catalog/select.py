"""Which members of an archive are worth reading, and for which catalogers."""

from collections.abc import Iterable, Mapping, Sequence

from bartizan.catalog.archive.limits import MEBIBYTE
from bartizan.catalog.archive.tar import LARGEST, TARS, UNREAD
from bartizan.catalog.archive.zip_directory import Entry
from bartizan.catalog.cataloger import Cataloger
from bartizan.catalog.ecosystems.java.file import JARS
from bartizan.catalog.first_party import Own
from bartizan.catalog.package import Evidence

_NESTED = (*JARS, ".jmod", ".whl", ".egg", ".zip", ".nupkg", ".pyz", ".pex")
_NO_PROGRAM = (
    ".so",
    ".dll",
    ".node",
    ".pyd",
    ".dylib",
    ".py",
    ".js",
    ".json",
    ".txt",
    ".md",
    ".class",
    ".pyc",
    ".html",
)
_SMALLEST_PROGRAM = 16 * 1024
_EXECUTABLE = 0o111
_WORTH_A_LOOK, _WORTH_A_LOOK_ANYWAY = MEBIBYTE, 32 * MEBIBYTE
"""Bytes from which on it pays to ask for a file's first bytes before all of it; the latter for names of programs."""


class Selection:
    """The members of one archive by cataloger, the archives within it, and which of both are the customer's own."""

    def __init__(self, entries: Sequence[Entry], catalogers: Iterable[Cataloger], *, is_own: bool) -> None:
        self._by_name: dict[str, list[Cataloger]] = {}
        self._by_suffix: dict[str, list[Cataloger]] = {}
        self._of_programs = [each for each in catalogers if each.wants_programs]
        for each in catalogers:
            for name in each.names:
                self._by_name.setdefault(name, []).append(each)
            for suffix in each.suffixes:
                self._by_suffix.setdefault(suffix, []).append(each)
        self._suffixes = tuple(self._by_suffix)
        self.own = Own((entry.path for entry in entries), is_own=is_own)
        self.nested: list[Entry] = []
        self.too_large: list[Entry] = []
        self.unsupported: list[Entry] = []
        self.wanted: dict[str, tuple[Entry, list[Cataloger]]] = {}
        for entry in entries:
            self._judge(entry)

    @property
    def entries(self) -> list[Entry]:
        """All that is to be read."""
        return [entry for entry, _ in self.wanted.values()] + self.nested

    @property
    def suspects(self) -> list[Entry]:
        """Large files that only look like programs, by their mode or name: a browser's packed parts have both."""
        return [
            entry
            for entry, catalogers in self.wanted.values()
            if entry.packed >= _WORTH_A_LOOK
            and all(each.wants_programs for each in catalogers)
            and ("." in entry.path.rpartition("/")[2] or entry.packed >= _WORTH_A_LOOK_ANYWAY)
        ]

    def add(self, entries: Iterable[Entry], asked: Mapping[str, Sequence[Cataloger]]) -> None:
        """Want members for the catalogers that asked for their paths, too."""
        for entry in entries if asked else ():
            if entry.path in asked and not self.own.is_fixture(entry.path):
                self._want(entry, [c for c in asked[entry.path] if not c.is_of_own_code or entry.path in self.own])

    def _judge(self, entry: Entry) -> None:
        # Plain comparisons first: most members of large archives interest nobody.
        path = entry.path.lower()
        name = path.rpartition("/")[2]
        wanting = list(self._by_name.get(name, ()))
        if path.endswith(self._suffixes):
            wanting += [c for suffix in self._suffixes if path.endswith(suffix) for c in self._by_suffix[suffix]]
        if self._of_programs and _may_be_program(entry, path, name):
            wanting += self._of_programs
        is_archive = path.endswith(_NESTED)
        if (wanting or is_archive) and self.own.is_fixture(entry.path):
            return
        if wanting:
            self._want(entry, [each for each in dict.fromkeys(wanting) if self._accepts(each, entry.path)])
        if is_archive:
            self.nested.append(entry)
        elif path.endswith((*TARS, *UNREAD)) and entry.path in self.own and "node_modules/" not in path:
            # Others' are data: what they install has records of its own.
            self._judge_tar(entry, path)

    def _judge_tar(self, entry: Entry, path: str) -> None:
        if path.endswith(UNREAD):
            self.unsupported.append(entry)
        elif entry.size > LARGEST:
            self.too_large.append(entry)
        else:
            self.nested.append(entry)

    @property
    def roots_in_doubt(self) -> set[str]:
        """The folders of Python projects beside one of which a wanted file lies that may be of one of them."""
        own = (path for path, (_, catalogers) in self.wanted.items() if any(map(_is_promise, catalogers)))
        return {root for path in own for root in self.own.roots(path) if "/" in path[len(root) :]}

    def drop(self, paths: Iterable[str]) -> None:
        """Want files no more for catalogers of the customer's own code: they belong to installed projects."""
        for path in paths:
            entry, catalogers = self.wanted.pop(path, (None, []))
            if entry and (kept := [each for each in catalogers if not each.is_of_own_code]):
                self.wanted[path] = entry, kept

    def _want(self, entry: Entry, catalogers: Sequence[Cataloger]) -> None:
        fitting = [each for each in catalogers if entry.size <= each.max_bytes]
        if fitting:
            _, before = self.wanted.get(entry.path, (entry, []))
            self.wanted[entry.path] = (entry, before + fitting)
        elif catalogers:
            self.too_large.append(entry)

    def _accepts(self, cataloger: Cataloger, path: str) -> bool:
        return cataloger.accepts(path) and not (cataloger.is_of_own_code and path not in self.own)


def _is_promise(cataloger: Cataloger) -> bool:
    return cataloger.is_of_own_code and cataloger.evidence in {Evidence.LOCKED, Evidence.PINNED}


def _may_be_program(entry: Entry, path: str, name: str) -> bool:
    if entry.size < _SMALLEST_PROGRAM or path.endswith(_NO_PROGRAM) or ".so." in name or "/node_modules/." in path:
        return False
    return bool(entry.mode & _EXECUTABLE) or "." not in name or name.endswith(".exe")
