"""Where a role or a denial applies: scopes hand down to what is inside them.

Source: https://learn.microsoft.com/azure/role-based-access-control/scope-overview
"""

from collections.abc import Collection, Mapping

ROOT = "/"
_GROUP = "/providers/microsoft.management/managementgroups/"
_ORDER = ("", "resource", "resource_group", "subscription", "management_group", "root")

Ancestors = Mapping[str, Collection[str] | None]
"""The management groups above each subscription; None where they could not be read."""


def level(scope: str) -> str:
    """Return what kind of place a scope is: root, management_group, subscription, resource_group or resource."""
    if scope == ROOT:
        return "root"
    if scope.startswith(_GROUP):
        return "management_group"
    depth = len(scope.strip("/").split("/"))
    return {2: "subscription", 4: "resource_group"}.get(depth, "resource")


def broadest(scopes: Collection[str]) -> str:
    """Return the level of the broadest scope; empty for none."""
    return max((level(scope) for scope in scopes), key=_ORDER.index, default="")


def covers(outer: str, inner: str, ancestors: Ancestors) -> bool | None:
    """Return whether ``outer`` is ``inner`` or holds it; None where the management groups between were not read.

    Scopes are ARM ids in lower case.
    """
    if outer in (ROOT, inner):
        return True
    if not outer.startswith(_GROUP):
        return inner.startswith(outer.rstrip("/") + "/")
    if not inner.startswith("/subscriptions/"):
        return False if inner == ROOT else None
    above = ancestors.get(inner.split("/")[2])
    return None if above is None else outer in above


def reaches(scope: str, resource_type: str) -> bool:
    """Return whether a resource of a type (``microsoft.web/sites``) can be at or below a scope."""
    return level(scope) != "resource" or not resource_type or f"/providers/{resource_type}/" in f"{scope}/"
