"""Read one package: every archive in it, every cataloger over each, within the limits."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bartizan.catalog.archive.archive import Archive
from bartizan.catalog.archive.bytes_source import BytesSource
from bartizan.catalog.archive.folder import Folder, FolderMembers
from bartizan.catalog.archive.limits import MEBIBYTE, Budget, Limits
from bartizan.catalog.archive.source import ByteSource, SourceError
from bartizan.catalog.archive.tar import TARS, Tar
from bartizan.catalog.archive.zip_directory import Entry
from bartizan.catalog.cataloger import Cataloger, Contents, Paths
from bartizan.catalog.catalogers import CATALOGERS
from bartizan.catalog.ecosystems.java.file import JARS
from bartizan.catalog.ecosystems.shared.program import is_program
from bartizan.catalog.merge import merged
from bartizan.catalog.package import Package, Reason, Secret, Unreadable
from bartizan.catalog.python_record import brought
from bartizan.catalog.reading import PackageReading
from bartizan.catalog.sanitize import plain, plain_path
from bartizan.catalog.secrets import SECRETS, SecretScanner
from bartizan.catalog.select import Selection
from bartizan.model import printable

_AT_ONCE = 8
"""Archives within an archive that are read by ranges side by side."""
_MOST_SUSPECTS = 32
_MOST_KEPT = 256 * MEBIBYTE
"""Of one archive: the manifests of twenty thousand modules take a sixth."""
_MOST_ROUNDS = 8
"""Of asking for files that other files name."""
_MOST_UNREADABLE = 200
"""Kept of one package: a hostile one could have a million."""

Members = Archive | FolderMembers | Tar


async def read_package(
    source: ByteSource | Folder,
    catalogers: Sequence[Cataloger] = CATALOGERS,
    limits: Limits | None = None,
    secrets: SecretScanner | None = SECRETS,
    name: str = "",
) -> PackageReading:
    """Return what is in a package, packed or not; whatever its content, this does not raise.

    ``name`` is that of its file, where it has one: a jar's tells which library it is.
    """
    limits = limits or Limits()
    run = _Run(catalogers, Budget(limits.of_package(source.size)), secrets, name)
    try:
        async with asyncio.timeout(limits.seconds):
            await run.package(source)
    except SourceError as error:
        run.unreadable.insert(0, Unreadable("", error.reason, printable(error)))
    except TimeoutError:
        run.unreadable.insert(0, Unreadable("", Reason.TOO_LARGE, f"not read within {limits.seconds:.0f} seconds"))
    return PackageReading(
        digest=source.digest,
        bytes_total=source.size,
        bytes_read=source.bytes_read,
        packages=merged(run.packages),
        secrets=run.secrets,
        unreadable=_reported(run.unreadable),
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an archive lies in the package, which is at the empty path, and whether it is the customer's own."""

    path: str = ""
    depth: int = 0
    is_own: bool = True

    def within(self, path: str, is_own: bool) -> "_Place":
        """Return the place of an archive in this one."""
        return _Place(path, self.depth + 1, is_own)


class _Run:
    def __init__(
        self, catalogers: Sequence[Cataloger], budget: Budget, scanner: SecretScanner | None, name: str
    ) -> None:
        self._name = name
        self._catalogers = catalogers
        self._budget = budget
        self._scanner = scanner
        self.packages: list[Package] = []
        self.secrets: list[Secret] = []
        self.unreadable: list[Unreadable] = []

    async def package(self, source: ByteSource | Folder) -> None:
        """Read the package itself."""
        if isinstance(source, Folder):
            await self._read(FolderMembers(source, self._budget), _Place())
        else:
            await self._read(await Archive.open(source, self._budget), _Place())

    async def _read(self, archive: Members, at: "_Place") -> None:
        whole = Contents(at.path, [entry.path for entry in archive.entries], {}, self._name)
        kept = _Kept(self._catalogers)
        selection = Selection(archive.entries, self._catalogers, is_own=at.is_own)
        selection.add(archive.entries, self._asked([(each, each.picks) for each in self._catalogers], whole, kept))
        selection.drop(await brought(archive, selection.roots_in_doubt))
        self._miss_unread(selection, whole)
        if isinstance(archive, Archive):
            await self._leave_data_out(archive, selection)
        places = {each.path: at.within(whole.place(each.path), each.path in selection.own) for each in selection.nested}
        own = self._own_code(archive.entries, selection, whole)
        looked_through = {entry.path for entry in own}
        far = _far(archive, selection)
        apart = {entry.path for entry in far}
        near = [entry for entry in selection.entries if entry.path not in apart]
        async for entry, content in archive.contents(_once([*near, *own])):
            if isinstance(content, SourceError):
                self._miss(whole.place(entry.path), content)
                continue
            self._give(selection.wanted.get(entry.path, (entry, []))[1], kept, whole, entry.path, content)
            if entry.path in places:
                await self._nested(BytesSource(content), places[entry.path])
            elif entry.path in looked_through:
                self._look_through(whole.place(entry.path), content)
        if isinstance(archive, Archive):
            await self._by_ranges(archive, [(entry, places[entry.path]) for entry in far])
        await self._read_more(archive, whole, kept)
        for cataloger in self._catalogers:
            if not cataloger.is_alone and (kept.files[cataloger.name] or cataloger.looks_at_names):
                self._ask(cataloger, whole.having(kept.files[cataloger.name]))

    async def _leave_data_out(self, archive: Archive, selection: Selection) -> None:
        """Look at the beginning of large files that may be programs, and at no more of those that are none."""
        suspects = selection.suspects[:_MOST_SUSPECTS]
        heads = await asyncio.gather(*(archive.head(entry) for entry in suspects))
        for entry, head in zip(suspects, heads, strict=True):
            if head is not None and not is_program(head):
                del selection.wanted[entry.path]

    async def _read_more(self, archive: Members, whole: Contents, kept: "_Kept") -> None:
        """Add to what catalogers have of an archive what they want once they have seen that, and so on."""
        also = [(each, each.also) for each in self._catalogers if each.also]
        tried: set[tuple[str, str]] = set()
        for _ in range(_MOST_ROUNDS):
            asked: dict[str, list[Cataloger]] = {}
            for path, catalogers in self._asked(also, whole, kept).items():
                if new := [c for c in catalogers if (c.name, path) not in tried and path not in kept.files[c.name]]:
                    asked[path] = new
                    tried.update((each.name, path) for each in new)
            if not asked:
                return
            selection = Selection((), self._catalogers, is_own=True)
            selection.add(archive.entries, asked)
            self._miss_unread(selection, whole)
            async for entry, content in archive.contents(selection.entries):
                if isinstance(content, SourceError):
                    self._miss(whole.place(entry.path), content)
                else:
                    self._give(selection.wanted[entry.path][1], kept, whole, entry.path, content)

    def _give(self, catalogers: Iterable[Cataloger], kept: "_Kept", whole: Contents, path: str, content: bytes) -> None:
        """Show a file to catalogers that look at it alone, and keep it for the others."""
        for cataloger in catalogers:
            if cataloger.is_alone:
                self._ask(cataloger, whole.having({path: content}))
            elif error := kept.refused(cataloger, path, content):
                self._miss(whole.place(path), error)

    def _own_code(self, entries: Sequence[Entry], selection: Selection, whole: Contents) -> list[Entry]:
        """Return the members that are looked through for secrets."""
        if self._scanner is None:
            return []
        return [e for e in entries if self._scanner.wants(whole.place(e.path), e.size) and e.path in selection.own]

    def _look_through(self, path: str, content: bytes) -> None:
        try:
            self.secrets += self._scanner.scan(plain_path(path), content) if self._scanner else ()
        except Exception as error:  # as for catalogers
            self.unreadable.append(Unreadable(plain_path(path), Reason.MALFORMED, printable(f"secrets: {error}")))

    async def _by_ranges(self, archive: Archive, nested: Sequence[tuple[Entry, "_Place"]]) -> None:
        """Read large archives that lie uncompressed in an archive, some at once."""
        turns = asyncio.Semaphore(_AT_ONCE)

        async def read(entry: Entry, at: _Place) -> None:
            async with turns:
                try:
                    source = await archive.window(entry)
                except SourceError as error:
                    self._miss(at.path, error)
                else:
                    await self._nested(source, at)

        ends = await asyncio.gather(*(read(*each) for each in nested), return_exceptions=True)
        for error in ends:
            if error:
                raise error

    async def _nested(self, source: ByteSource, at: "_Place") -> None:
        if at.depth > self._budget.limits.depth:
            most = self._budget.limits.depth
            self._miss(at.path, SourceError(Reason.TOO_LARGE, f"archives within archives, more than {most} deep"))
            return
        self._budget.take_archive()
        try:
            if at.path.lower().endswith(TARS):
                await self._read(Tar.open(await source.read(0, source.size), self._budget), at)
            else:
                await self._read(await Archive.open(source, self._budget), at)
        except SourceError as error:
            if self._budget.is_spent:
                raise
            # A file that only has the name of an archive is none of our business, but a jar is one, or a library less.
            if error.reason is not Reason.UNSUPPORTED or at.path.lower().endswith(JARS):
                self._miss(at.path, error)

    def _asked(
        self, hooks: Iterable[tuple[Cataloger, Paths | None]], whole: Contents, kept: "_Kept"
    ) -> dict[str, list[Cataloger]]:
        """Return the members that catalogers name by what they have, with those who name them."""
        asked: dict[str, list[Cataloger]] = {}
        for cataloger, paths in hooks:
            contents = whole.having(kept.files.get(cataloger.name, {}))
            try:
                for path in paths(contents) if paths else ():
                    asked.setdefault(path, []).append(cataloger)
            except Exception as error:  # as below
                self._stumbled(cataloger, contents, error)
        return asked

    def _ask(self, cataloger: Cataloger, contents: Contents) -> None:
        try:
            for found in map(plain, cataloger.read(contents)):
                if isinstance(found, Package):
                    self.packages.append(found)
                else:
                    self.unreadable.append(found)
        # Whatever a cataloger stumbles over is in the package, and no package ends a scan.
        except Exception as error:
            self._stumbled(cataloger, contents, error)

    def _stumbled(self, cataloger: Cataloger, contents: Contents, error: Exception) -> None:
        path = next(iter(contents.files), "")
        detail = printable(f"{cataloger.name}: {type(error).__name__}: {error}")
        self.unreadable.append(Unreadable(plain_path(contents.place(path)), Reason.MALFORMED, detail))

    def _miss_unread(self, selection: Selection, whole: Contents) -> None:
        for entry in selection.unsupported:
            self._miss(
                whole.place(entry.path), SourceError(Reason.UNSUPPORTED, "an archive of a kind that is not read")
            )
        for entry in selection.too_large:
            self._miss(whole.place(entry.path), SourceError(Reason.TOO_LARGE, f"{entry.size:,} bytes"))

    def _miss(self, path: str, error: SourceError) -> None:
        self.unreadable.append(Unreadable(plain_path(path), error.reason, printable(error)))


class _Kept:
    """The files of one archive that catalogers see together, by the catalogers' names."""

    def __init__(self, catalogers: Iterable[Cataloger]) -> None:
        self.files: dict[str, dict[str, bytes]] = {each.name: {} for each in catalogers if not each.is_alone}
        self._bytes = 0

    def refused(self, cataloger: Cataloger, path: str, content: bytes) -> SourceError | None:
        """Keep a file for a cataloger, or return why not."""
        self._bytes += len(content)
        if self._bytes > _MOST_KEPT:
            return SourceError(Reason.TOO_LARGE, f"more than {_MOST_KEPT // MEBIBYTE:,} MiB to look at together")
        self.files[cataloger.name][path] = content
        return None


def _reported(unreadable: list[Unreadable]) -> list[Unreadable]:
    """Return what could not be read, or so much of it as is worth keeping and how much more there was."""
    left = len(unreadable) - _MOST_UNREADABLE
    more = [Unreadable("*", Reason.TOO_LARGE, f"and {left:,} more files")] if left > 0 else []
    return unreadable[:_MOST_UNREADABLE] + more


def _far(archive: Members, selection: Selection) -> list[Entry]:
    """Return the archives within an archive that are better read by ranges, and wanted by nobody as files."""
    if not isinstance(archive, Archive):
        return []
    return [
        entry
        for entry in selection.nested
        if archive.is_open_to_ranges(entry)
        and entry.path not in selection.wanted
        and not entry.path.lower().endswith(TARS)
    ]


def _once(entries: Iterable[Entry]) -> list[Entry]:
    return list({entry.path: entry for entry in entries}.values())
