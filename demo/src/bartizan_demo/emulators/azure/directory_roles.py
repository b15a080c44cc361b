"""What Microsoft Graph lists of the directory's own roles: who holds one, who may activate one, which are custom.

Source: https://learn.microsoft.com/graph/api/rbacapplication-list-roleassignments
"""

from typing import Any

from bartizan_demo.emulators.azure.index import Index
from bartizan_demo.emulators.azure.nouns import RoleHolder, guid

Body = dict[str, Any]


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
