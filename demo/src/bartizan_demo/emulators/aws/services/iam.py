"""IAM's whole-account reading: pages, names and ids of policies, and which of AWS's own policies are told."""

from typing import Any
from urllib.parse import quote

from moto.iam.models import AWSManagedPolicy, iam_backends
from moto.settings import load_iam_aws_managed_policies

from bartizan_demo.emulators.aws.front.answer import EmulatedAnswer
from bartizan_demo.emulators.aws.front.call import Call
from bartizan_demo.emulators.aws.functions.lambda_ import paged
from bartizan_demo.emulators.aws.services.xml import xml_answer

_SECTIONS = {
    "User": "UserDetailList",
    "Group": "GroupDetailList",
    "Role": "RoleDetailList",
    "LocalManagedPolicy": "Policies",
    "AWSManagedPolicy": "Policies",
}


def get_account_authorization_details(call: Call) -> EmulatedAnswer:
    """Answer GetAccountAuthorizationDetails: every user, group, role and policy, at most 1,000 on a page."""
    wanted = {v for k, v in call.params.items() if k.startswith("Filter.member.")} or _SECTIONS.keys()
    backend = iam_backends[call.account]["aws"]
    everything = [(section, item) for section, item in _entities(backend) if section in wanted]
    params = {"MaxItems": "100", **call.params}
    items, marker = paged(everything, params, 1000)
    result: dict[str, Any] = {name: [] for name in _SECTIONS.values()}
    for section, item in items:
        result[_SECTIONS[section]].append(_DETAILS[section](item))
    return xml_answer(call, result | {"IsTruncated": marker is not None, "Marker": marker})


def _entities(backend: Any) -> list[tuple[str, Any]]:
    policies = [p for p in backend.managed_policies.values() if not isinstance(p, AWSManagedPolicy)]
    is_all = load_iam_aws_managed_policies()
    attached = [
        p
        for p in backend.managed_policies.values()
        if isinstance(p, AWSManagedPolicy) and (is_all or p.attachment_count)
    ]
    return [
        *(("User", user) for user in backend.users.values()),
        *(("Group", group) for group in backend.groups.values()),
        *(("Role", role) for role in backend.roles.values()),
        *(("LocalManagedPolicy", policy) for policy in policies),
        *(("AWSManagedPolicy", policy) for policy in attached),
    ]


def _inline(policies: dict[str, str]) -> list[dict[str, str]]:
    """Return inline policies with their documents percent-encoded, as the API gives them."""
    return [{"PolicyName": name, "PolicyDocument": quote(document)} for name, document in policies.items()]


def _user(user: Any) -> dict[str, Any]:
    return {
        "Path": user.path,
        "UserName": user.name,
        "UserId": user.id,
        "Arn": user.arn,
        "CreateDate": user.create_date,
        "UserPolicyList": _inline(user.policies),
        "GroupList": user.group_list,
        "AttachedManagedPolicies": user.attached_managed_policies,
        "Tags": user.tags or [],
    }


def _group(group: Any) -> dict[str, Any]:
    return {
        "Path": group.path,
        "GroupName": group.name,
        "GroupId": group.id,
        "Arn": group.arn,
        "CreateDate": group.create_date,
        "GroupPolicyList": _inline(group.policies),
        "AttachedManagedPolicies": group.attached_managed_policies,
    }


def _role(role: Any) -> dict[str, Any]:
    body = {
        "Path": role.path,
        "RoleName": role.name,
        "RoleId": role.id,
        "Arn": role.arn,
        "CreateDate": role.create_date,
        "AssumeRolePolicyDocument": quote(role.assume_role_policy_document),
        "InstanceProfileList": [],
        "RolePolicyList": _inline(role.policies),
        "AttachedManagedPolicies": role.attached_managed_policies,
        "Tags": role.tags,
        "RoleLastUsed": {"LastUsedDate": role.last_used, "Region": role.last_used_region} if role.last_used else {},
    }
    boundary = role.permissions_boundary
    return body | ({"PermissionsBoundary": boundary} if boundary else {})


def _policy(policy: Any) -> dict[str, Any]:
    return {
        "PolicyName": policy.name,
        "PolicyId": policy.id,
        "Arn": policy.arn,
        "Path": policy.path,
        "DefaultVersionId": policy.default_version_id,
        "AttachmentCount": policy.attachment_count,
        "PermissionsBoundaryUsageCount": 0,
        "IsAttachable": True,
        "CreateDate": policy.create_date,
        "UpdateDate": policy.update_date,
        "PolicyVersionList": [
            {
                "Document": quote(version.document),
                "VersionId": version.version_id,
                "IsDefaultVersion": version.is_default_version,
                "CreateDate": version.create_date,
            }
            for version in policy.versions
        ],
    }


_DETAILS = {"User": _user, "Group": _group, "Role": _role, "LocalManagedPolicy": _policy, "AWSManagedPolicy": _policy}
