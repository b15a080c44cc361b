"""What lies inside a scope, found by the scope: no list of resources is walked for each role assignment."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

from bartizan.permit.azure.scope import ROOT, Ancestors, level

T = TypeVar("T")


def resource_type(id_: str) -> str:
    """Return the type that an ARM id in lower case names, such as ``microsoft.web/sites/slots``; empty for none."""
    _, _, inner = id_.rpartition("/providers/")
    provider, *parts = inner.split("/")
    return "/".join((provider, *parts[::2])) if parts and inner != id_ else ""


def above(id_: str) -> Iterator[str]:
    """Yield the scopes within a subscription that hold a resource, itself first."""
    parts = id_.strip("/").split("/")
    for length in range(len(parts), 0, -2):
        if parts[length - 2 : length - 1] != ["providers"]:
            yield "/" + "/".join(parts[:length])


class Inside(Generic[T]):
    """Things by the scopes that hold them, and by their types."""

    def __init__(self, things: Iterable[tuple[str, T]], ancestors: Ancestors) -> None:
        self._by_scope: defaultdict[tuple[str, str], list[tuple[str, T]]] = defaultdict(list)
        self._unsure: defaultdict[str, list[tuple[str, T]]] = defaultdict(list)
        for id_, thing in things:
            groups = ancestors.get(id_.split("/")[2]) if id_.startswith("/subscriptions/") else ()
            for type_ in {"", resource_type(id_)}:
                if groups is None:
                    self._unsure[type_].append((id_, thing))
                for scope in (*above(id_), ROOT, *(groups or ())):
                    self._by_scope[scope, type_].append((id_, thing))

    def at(self, scope: str, type_: str = "") -> Iterator[tuple[str, T, bool]]:
        """Yield what a scope holds of a type, of any where that is empty, as id, thing and whether that is sure.

        It is not where management groups were not read.
        """
        for id_, thing in self._by_scope.get((scope, type_), ()):
            yield id_, thing, True
        if level(scope) == "management_group":
            for id_, thing in self._unsure.get(type_, ()):
                yield id_, thing, False
