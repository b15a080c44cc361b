"""What Microsoft Graph says of groups, applications and their service principals.

Source: https://learn.microsoft.com/graph/api/group-list-transitivemembers, /graph/api/serviceprincipal-list-owners,
/graph/api/application-list-federatedidentitycredentials, /graph/api/resources/group,
/graph/api/rbacapplication-list-roleassignments
"""

import re
from typing import Any

from bartizan_demo.emulators.azure.directory_nouns import DirectoryGroup, RoleHolder
from bartizan_demo.emulators.azure.estate import TENANT_ID
from bartizan_demo.emulators.azure.index import Index
from bartizan_demo.emulators.azure.nouns import Service, guid

_APPLICATION = re.compile(r"applications\(appId='([^']+)'\)")
_WANTED = re.compile(r"id eq '([^']+)'")
Body = dict[str, Any]


def directory_list(index: Index, words: list[str], query: str) -> list[Body] | None:
    """Return the list that a path of Graph names, None where it is none of these or names nobody."""
    wanted = _WANTED.search(query)
    if words[:1] == ["groups"]:
        return _of_group(index, words[1:], wanted[1] if wanted else "")
    if words == ["servicePrincipals"]:
        return [_service(each) for each in index.estate.services if wanted and each.principal == wanted[1]]
    services = [each for each in index.estate.services if _is_about(each, words)]
    return _of_application(services[0], words[-1]) if services else None


def _of_group(index: Index, words: list[str], wanted: str) -> list[Body] | None:
    members = index.estate.directory_groups.get(words[0] if words else wanted)
    if members is None or not words:
        return None if words else [_group(each) for each in index.estate.groups_told if each.id == wanted]
    told = [each for each in index.estate.groups_told if each.id == words[0]]
    lists = {"transitiveMembers": members, "owners": [owner for each in told for owner in each.owners]}
    return [_object(each) for each in lists[words[1]]] if words[1] in lists else None


def _of_application(each: Service, word: str) -> list[Body] | None:
    lists = {
        "owners": [_object(owner) for owner in each.owners],
        "federatedIdentityCredentials": [_credential(*trusted) for trusted in each.federated],
    }
    return lists.get(word)


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


def _group(each: DirectoryGroup) -> Body:
    # Graph leaves flags of the plain kind of group null.
    return {
        "id": each.id,
        "displayName": each.name,
        "groupTypes": ["DynamicMembership"] if each.is_dynamic else [],
        "isAssignableToRole": each.is_role_assignable or None,
        "onPremisesSyncEnabled": each.is_synchronized or None,
    }


def _credential(issuer: str, subject: str | None) -> Body:
    return {"id": guid("application credential", issuer, subject or ""), "issuer": issuer, "subject": subject}


def role_management(index: Index, word: str, skip: str, link: str) -> Body:
    """Return a page of one of the lists below ``/roleManagement/directory``; ``link`` is the page's own address."""
    estate = index.estate
    services = [
        RoleHolder(principal, template, "ServicePrincipal")
        for principal, roles in estate.directory_roles.items()
        for template, _ in roles
    ]
    lists = {
        "roleAssignments": [_assignment(each) for each in (*services, *estate.role_holders) if not each.is_eligible],
        "roleEligibilityScheduleInstances": [_assignment(each) for each in estate.role_holders if each.is_eligible],
        "roleDefinitions": [{"id": role, "displayName": name} for role, name in estate.custom_directory_roles.items()],
    }
    start = int(skip) if skip.isdigit() else 0
    end = start + estate.page_size
    page: Body = {"value": lists.get(word, [])[start:end]}
    is_last = end >= len(lists.get(word, []))
    return page if is_last else {**page, "@odata.nextLink": f"{link}&$skiptoken={end}"}


def _assignment(each: RoleHolder) -> Body:
    type_ = each.kind[:1].lower() + each.kind[1:]
    return {
        "id": guid("directory role assignment", each.principal, each.role, each.scope),
        "principalId": each.principal,
        "roleDefinitionId": each.role,
        "directoryScopeId": each.scope,
        "appScopeId": None,
        # Of a principal that is gone only the id is left.
        "principal": {"@odata.type": f"#microsoft.graph.{type_}", "id": each.principal} if each.kind else None,
    }
