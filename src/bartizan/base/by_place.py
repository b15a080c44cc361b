"""Values that are found by where they lie: adding a module to a package adds what it defines, in no other place."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


def defined_below(package: str, kind: type[T]) -> tuple[T, ...]:
    """Return every public value of a type in the modules below a package, each once, sorted by module."""
    found: dict[int, T] = {}
    for module in _modules_below(package):
        members = vars(import_module(module))
        found |= {id(value): value for name, value in members.items() if name.isupper() and isinstance(value, kind)}
    return tuple(found.values())


def packages_in(package: str) -> list[str]:
    """Return the names of the packages that lie directly in a package, sorted."""
    return [f"{package}.{file.parent.name}" for file in sorted(_folder(package).glob("*/__init__.py"))]


def _modules_below(package: str) -> Iterator[str]:
    # Not by pkgutil, which imports much to find as much: a short command would notice.
    folder = _folder(package)
    for file in sorted(folder.rglob("*.py")):
        if file.stem != "__init__":
            yield ".".join((package, *file.relative_to(folder).with_suffix("").parts))


def _folder(package: str) -> Path:
    return Path(import_module(package).__path__[0])
