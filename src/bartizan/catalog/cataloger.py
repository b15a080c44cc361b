"""What a cataloger is: a value that says which files it wants and what it makes of them."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from bartizan.catalog.package import Evidence, Package, Unreadable


@dataclass(frozen=True)
class Contents:
    """One archive, or one nested archive, as a cataloger sees it.

    ``path`` is where the archive lies in the package, empty for the package itself, ``lib/a.jar`` for a nested one;
    ``paths`` has the names of all its members, ``files`` the content of those that the cataloger wanted and that
    could be read. ``file`` is what the package itself is called, empty where nothing tells. Names are hostile: they are
    compared and printed, never opened.
    """

    path: str
    paths: Sequence[str]
    files: Mapping[str, bytes]
    file: str = ""

    @property
    def name(self) -> str:
        """The name of the archive's own file."""
        return self.path.rpartition("/")[2] or self.file

    @cached_property
    def path_set(self) -> frozenset[str]:
        """The names of all members, to ask whether one is there."""
        return frozenset(self.paths)

    def having(self, files: Mapping[str, bytes]) -> "Contents":
        """Return the same archive with other files read; the set of names, which may be long, is made once."""
        other = replace(self, files=files)
        vars(other)["path_set"] = self.path_set
        return other

    def place(self, member: str) -> str:
        """Return where a member lies in the whole package: ``lib/a.jar!/META-INF/MANIFEST.MF``."""
        return f"{self.path}!/{member}" if self.path else member


Paths = Callable[[Contents], Collection[str]]


@dataclass(frozen=True, slots=True)
class Cataloger:
    """Finds the packages of one ecosystem by one kind of evidence; its name is ``<ecosystem>-<evidence>``.

    A member is wanted when its base name is in ``names`` or its path ends in one of ``suffixes`` (both lower case,
    compared without case) and ``accepts`` its path; ``wants_programs`` adds members that may be executables.
    With ``is_alone``, ``read`` is called for each wanted file by itself, so that large ones are not held together;
    otherwise once for an archive, also for one of which nothing was wanted when ``looks_at_names`` is set.
    ``read`` yields what it finds, and Unreadable for a file it cannot make sense of; what it raises counts as such.
    With ``is_of_own_code``, files of installed Python projects and of Java libraries are nothing to it.
    ``picks`` names more members to read by the names of all, and ``also`` still more by what was read of them, until
    it names nothing new.
    ``max_bytes`` is the largest file worth reading.
    """

    name: str
    ecosystem: str
    evidence: Evidence
    read: Callable[[Contents], Iterable[Package | Unreadable]]
    names: frozenset[str] = frozenset()
    suffixes: tuple[str, ...] = ()
    accepts: Callable[[str], bool] = field(default=lambda _path: True)
    wants_programs: bool = False
    is_alone: bool = False
    looks_at_names: bool = False
    is_of_own_code: bool = False
    picks: Paths | None = None
    also: Paths | None = None
    max_bytes: int = 16 * 1024 * 1024
