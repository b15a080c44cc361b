"""Where resources are listed that are what their list says: one type, nothing further to ask."""

from bartizan.collect.azure.engine.collector import GraphQuery, Listing

_COLUMNS = ("id", "name", "type", "kind", "location", "tags", "sku", "identity", "properties")


def plain_listing(type_: str, api_version: str, *members: str) -> Listing:
    """Return the listing of a resource type, spelled as in ``Microsoft.Storage/storageAccounts``.

    ``members`` are properties that each resource of the type has.
    """
    return Listing(
        GraphQuery("resources", (type_.lower(),), _COLUMNS),
        path=f"/providers/{type_}",
        api_version=api_version,
        permissions=(f"{type_}/read",),
        members=members,
    )
