"""Values that are found by where they lie: adding a module to a package adds what it defines, in no other place."""

from importlib import import_module
from pkgutil import walk_packages
from typing import TypeVar

T = TypeVar("T")


def defined_below(package: str, kind: type[T]) -> tuple[T, ...]:
    """Return every public value of a type in the modules below a package, each once, sorted by module."""
    found: dict[int, T] = {}
    for module in sorted(each.name for each in walk_packages(import_module(package).__path__, f"{package}.")):
        members = vars(import_module(module))
        found |= {id(value): value for name, value in members.items() if name.isupper() and isinstance(value, kind)}
    return tuple(found.values())
