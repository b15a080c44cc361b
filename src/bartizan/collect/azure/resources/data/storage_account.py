"""Storage accounts: data, and for many apps their code and host keys; which containers anyone reads."""

from typing import Any

from bartizan.collect.azure.engine.collector import Answers, AzureCollector, Body, Item, Question
from bartizan.collect.azure.engine.plain_listing import plain_listing

_ACCOUNTS = "Microsoft.Storage/storageAccounts"


def _containers(answer: Any) -> Answers:
    return {"containers": {"value": [_container(each) for each in answer["value"]]}}


def _container(item: Any) -> Body:
    access = item["properties"].get("publicAccess") or "None"
    return {"name": str(item["name"]), "properties": {"publicAccess": str(access)}}


def _may_be_public(item: Item) -> bool:
    return item.properties.get("allowBlobPublicAccess") is not False


STORAGE_ACCOUNT = AzureCollector(
    "azure_storage_account",
    plain_listing(_ACCOUNTS, "2023-05-01", "provisioningState", "primaryEndpoints"),
    questions=(
        # Of an account that allows no public container, none needs to be asked for.
        Question(
            "/blobServices/default/containers", ("containers",), f"{_ACCOUNTS}/blobServices/containers/read",
            _containers, is_paged=True, owner=_ACCOUNTS, is_needed=_may_be_public,
        ),
    ),
)  # fmt: skip
"""Source: https://learn.microsoft.com/rest/api/storagerp/storage-accounts/list,
/rest/api/storagerp/blob-containers/list
"""
