"""NuGet packages in what .NET compiles: programs in a single file, and assemblies that nothing else lists."""

from collections.abc import Collection, Iterator
from pathlib import Path

from bartizan.catalog.cataloger import Cataloger, Contents
from bartizan.catalog.ecosystems.dotnet.assembly import is_assembly, version_of
from bartizan.catalog.ecosystems.dotnet.bundle import DEPENDENCIES, Bundled, bundled, content
from bartizan.catalog.ecosystems.dotnet.deps import read_dependencies
from bartizan.catalog.ecosystems.shared.program import elf_section, is_program
from bartizan.catalog.ecosystems.shared.text import table
from bartizan.catalog.package import Evidence, Package, Reason, Unreadable

_PACKAGES = table(Path(__file__).with_name("dotnet_packages.csv"))
"""Well-known packages by the names of their assemblies; ``a.*`` stands for all that begin so and are named alike."""
_BEGINNINGS = tuple(name[:-1] for name in _PACKAGES if name.endswith("*"))
_LISTS = (".deps.json", "/packages.config", ".psd1")
"""Names of files that list what lies beside and below them; PowerShell's modules come from elsewhere than NuGet."""
_DEEPEST = 30
_NATIVE = b"__managedcode"
"""The section of programs that were compiled ahead of time."""


def _read_programs(contents: Contents) -> Iterator[Package | Unreadable]:
    for path, program in contents.files.items():
        if not is_program(program):
            continue
        place = contents.place(path)
        files = bundled(program)
        if files is None:
            yield Unreadable(place, Reason.MALFORMED, "its list of bundled .NET files is damaged")
        elif files:
            yield from _read_bundle(program, files, place)
        elif elf_section(program, _NATIVE):
            yield Unreadable(
                place, Reason.UNSUPPORTED, "a .NET program compiled ahead of time, which lists no packages"
            )


def _read_bundle(program: bytes, files: list[Bundled], place: str) -> Iterator[Package | Unreadable]:
    lists = [file for file in files if file.kind == DEPENDENCIES]
    for file in lists:
        if stated := content(program, file):
            yield from read_dependencies(stated, place, Evidence.EMBEDDED)
        else:
            yield Unreadable(place, Reason.MALFORMED, "its list of .NET dependencies is damaged")
    if not lists:
        yield Unreadable(place, Reason.UNSUPPORTED, "a .NET program in a single file that does not list its packages")


def _picks(contents: Contents) -> Collection[str]:
    """Return the assemblies that no list in their folder or above mentions."""
    listed = {_folder(path) for path in contents.paths if f"/{path.lower()}".endswith(_LISTS)}
    folders: dict[str, bool] = {}
    return [
        path
        for path in contents.paths
        if path.lower().endswith(".dll")
        and "node_modules/" not in path
        and not folders.setdefault(_folder(path), _is_below(_folder(path), listed))
    ]


def _folder(path: str) -> str:
    return path[: path.rfind("/") + 1]


def _is_below(folder: str, listed: Collection[str]) -> bool:
    """Return whether a folder or one above it is among others, as far down as lists are."""
    end = 0
    for _ in range(_DEEPEST):
        if folder[:end] in listed:
            return True
        end = folder.find("/", end) + 1
        if end == 0:
            return False
    return folder in listed


def _read_assemblies(contents: Contents) -> Iterator[Package | Unreadable]:
    for path, library in contents.files.items():
        if not is_assembly(library):
            continue
        name = path.rpartition("/")[2][: -len(".dll")]
        package = name if name.startswith(_BEGINNINGS) else _PACKAGES.get(name, "")
        if package:
            yield Package("NuGet", package, version_of(library), contents.place(path), Evidence.INFERRED)
        elif not name.endswith(".resources"):
            yield Unreadable(contents.place(path), Reason.UNSUPPORTED, "the package of this assembly is unknown")


DOTNET_EMBEDDED = Cataloger(
    name="dotnet-embedded",
    ecosystem="NuGet",
    evidence=Evidence.EMBEDDED,
    read=_read_programs,
    wants_programs=True,
    is_alone=True,
    max_bytes=512 * 1024 * 1024,
)

DOTNET_INFERRED = Cataloger(
    name="dotnet-inferred",
    ecosystem="NuGet",
    evidence=Evidence.INFERRED,
    read=_read_assemblies,
    picks=_picks,
    is_alone=True,
    is_of_own_code=True,
    max_bytes=64 * 1024 * 1024,
)
