"""What Microsoft Graph says of groups, applications and their service principals.

Source: https://learn.microsoft.com/graph/api/group-list-transitivemembers, /graph/api/serviceprincipal-list-owners
"""

import re
from typing import Any

from bartizan_demo.emulators.azure.estate import TENANT_ID
from bartizan_demo.emulators.azure.index import Index
from bartizan_demo.emulators.azure.nouns import Service

_APPLICATION = re.compile(r"applications\(appId='([^']+)'\)")
_WANTED = re.compile(r"id eq '([^']+)'")
Body = dict[str, Any]


def directory_list(index: Index, words: list[str], query: str) -> list[Body] | None:
    """Return the list that a path of Graph names, None where it is none of these or names nobody."""
    if words[:1] == ["groups"] and words[2:] == ["transitiveMembers"]:
        members = index.estate.directory_groups.get(words[1])
        return None if members is None else [_object(each) for each in members]
    if words == ["servicePrincipals"]:
        wanted = _WANTED.search(query)
        return [_service(each) for each in index.estate.services if wanted and each.principal == wanted[1]]
    services = [each for each in index.estate.services if _is_about(each, words)]
    return [_object(owner) for owner in services[0].owners] if services and words[-1] == "owners" else None


def _is_about(each: Service, words: list[str]) -> bool:
    application = _APPLICATION.fullmatch(words[0])
    return application[1] == each.client if application else words[1:2] == [each.principal]


def _object(id_: str) -> Body:
    return {"@odata.type": "#microsoft.graph.user", "id": id_}


def _service(each: Service) -> Body:
    return {
        "id": each.principal,
        "appId": each.client,
        "displayName": each.name,
        "servicePrincipalType": "Application",
        "appOwnerOrganizationId": TENANT_ID,
    }
