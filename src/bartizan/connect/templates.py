"""What gives Bartizan its access, to be deployed by the account's own tools: CloudFormation, Terraform, Bicep.

The same actions as the policy, from the same collectors; nothing in a template is a secret.
"""

import json
from collections.abc import Callable
from typing import Any

from bartizan.connect.event_bicep import event_bicep
from bartizan.connect.event_template import event_stack
from bartizan.connect.policy import aws_actions, azure_role, with_room
from bartizan.connect.target import ROLE
from bartizan.model import UsageError
from bartizan.state.onboarding.nouns import Connector

TEMPLATES = ("cloudformation", "cloudformation-events", "terraform", "bicep", "bicep-events")
_MANAGED_POLICY_BYTES = 6144
"""Characters that a managed policy may have, white space left out.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
"""


def template(connector: Connector | None, provider: str, kind: str, *, room: bool = False, trusted: str = "") -> str:
    """Return a template as text; ``trusted`` is the ARN of who assumes the role, ``room`` lets later releases ask more.

    Raises:
        UsageError: there is no such template for the cloud.
    """
    making: dict[tuple[str, str], Callable[[Connector | None, bool, str], str]] = {
        ("aws", "cloudformation"): _cloudformation,
        ("aws", "cloudformation-events"): lambda found, _room, _trusted: event_stack(found),
        ("aws", "terraform"): _aws_terraform,
        ("azure", "bicep-events"): lambda found, _room, _trusted: event_bicep(found),
        ("azure", "terraform"): lambda found, _room, _trusted: _azure_terraform(found),
        ("azure", "bicep"): lambda _found, _room, _trusted: _bicep(),
    }
    if (provider, kind) not in making:
        has = ", ".join(made for cloud, made in making if cloud == provider)
        raise UsageError(f"--template {kind}: for {provider} there is {has}")
    return making[provider, kind](connector, room, trusted)


def _statements(room: bool) -> list[list[str]]:
    """Return the actions in as many parts as managed policies take."""
    actions = with_room(aws_actions()) if room else aws_actions()
    parts: list[list[str]] = [[]]
    for action in actions:
        if len(json.dumps(_policy([*parts[-1], action]), separators=(",", ":"))) > _MANAGED_POLICY_BYTES:
            parts.append([])
        parts[-1].append(action)
    return parts


def _policy(actions: list[str]) -> dict[str, Any]:
    statement = {"Sid": "BartizanRead", "Effect": "Allow", "Action": actions, "Resource": "*"}
    return {"Version": "2012-10-17", "Statement": [statement]}


def _cloudformation(connector: Connector | None, room: bool, trusted: str) -> str:
    """Return a stack, which a StackSet deploys to the accounts of an organization as it is."""
    external_id = {"Type": "String", "NoEcho": True, "MinLength": 2, "Description": "Given by bartizan connectors"}
    principal = {"Type": "String", "Description": "ARN of the role or user that Bartizan runs as"}
    parameters = {
        "ExternalId": external_id | ({"Default": connector.external_id} if connector else {}),
        "TrustedPrincipalArn": principal | ({"Default": trusted} if trusted else {}),
        "RoleName": {"Type": "String", "Default": _role_name(connector)},
    }
    trust = {
        "Effect": "Allow",
        "Principal": {"AWS": {"Ref": "TrustedPrincipalArn"}},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"sts:ExternalId": {"Ref": "ExternalId"}}},
    }
    parts = _statements(room)
    names = [f"Read{n}" for n in range(1, len(parts) + 1)]
    policies = {
        name: {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": _policy(actions)}}
        for name, actions in zip(names, parts, strict=True)
    }
    role = {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "RoleName": {"Ref": "RoleName"},
            "Description": "Read the posture of serverless workloads",
            "MaxSessionDuration": 3600,
            "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trust]},
            "ManagedPolicyArns": [{"Ref": name} for name in names],
        },
    }
    stack = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "Lets Bartizan read the posture of serverless workloads",
        "Parameters": parameters,
        "Resources": {**policies, "Role": role},
        "Outputs": {"RoleArn": {"Value": {"Fn::GetAtt": ["Role", "Arn"]}}},
    }
    return json.dumps(stack, indent=2)


def _aws_terraform(connector: Connector | None, room: bool, trusted: str) -> str:
    parts = _statements(room)
    blocks = [
        'variable "external_id" {\n  type      = string\n  sensitive = true\n'
        + (f"  default   = {_text(connector.external_id)}\n" if connector else "")
        + "}",
        'variable "trusted_principal_arn" {\n  type = string\n'
        + (f"  default = {_text(trusted)}\n" if trusted else "")
        + "}",
        f'resource "aws_iam_role" "bartizan" {{\n  name = {_text(_role_name(connector))}\n'
        '  description = "Read the posture of serverless workloads"\n'
        "  assume_role_policy = jsonencode({\n"
        '    Version = "2012-10-17"\n'
        "    Statement = [{\n"
        '      Effect    = "Allow"\n'
        "      Principal = { AWS = var.trusted_principal_arn }\n"
        '      Action    = "sts:AssumeRole"\n'
        '      Condition = { StringEquals = { "sts:ExternalId" = var.external_id } }\n'
        "    }]\n  })\n}",
    ]
    for n, actions in enumerate(parts, 1):
        blocks.append(
            f'resource "aws_iam_policy" "read_{n}" {{\n  name_prefix = "bartizan-read-"\n'
            f"  policy = jsonencode({_hcl(_policy(actions))})\n}}"
        )
        blocks.append(
            f'resource "aws_iam_role_policy_attachment" "read_{n}" {{\n  role = aws_iam_role.bartizan.name\n'
            f"  policy_arn = aws_iam_policy.read_{n}.arn\n}}"
        )
    blocks.append('output "role_arn" {\n  value = aws_iam_role.bartizan.arn\n}')
    return "\n\n".join(blocks) + "\n"


def _azure_terraform(connector: Connector | None) -> str:
    role = azure_role(settings=True, packages=True)
    scope = f"/subscriptions/{connector.target}" if connector and connector.kind == "subscription" else ""
    default = f"  default = {_text(scope)}\n" if scope else ""
    return (
        f'variable "scope" {{\n  type = string\n{default}}}\n\n'
        'variable "principal_id" {\n  type = string\n}\n\n'
        f'resource "azurerm_role_definition" "bartizan" {{\n  name = {_text(role["Name"])}\n'
        f"  description = {_text(role['Description'])}\n  scope = var.scope\n"
        "  permissions {\n"
        f"    actions = {_hcl(role['Actions'])}\n    data_actions = {_hcl(role['DataActions'])}\n  }}\n"
        "  assignable_scopes = [var.scope]\n}\n\n"
        'resource "azurerm_role_assignment" "bartizan" {\n  scope = var.scope\n'
        "  role_definition_id = azurerm_role_definition.bartizan.role_definition_resource_id\n"
        "  principal_id = var.principal_id\n}\n"
    )


def _bicep() -> str:
    role = azure_role(settings=True, packages=True)
    actions = "\n".join(f"          {_quoted(action)}" for action in role["Actions"])
    data = "\n".join(f"          {_quoted(action)}" for action in role["DataActions"])
    return (
        "targetScope = 'subscription'\n\n"
        "@description('Object ID of the application or identity that Bartizan runs as')\n"
        "param principalId string\n\n"
        "resource role 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {\n"
        "  name: guid(subscription().id, 'bartizan-reader')\n"
        "  properties: {\n"
        f"    roleName: {_quoted(role['Name'])}\n    description: {_quoted(role['Description'])}\n"
        "    type: 'CustomRole'\n"
        "    permissions: [\n      {\n"
        f"        actions: [\n{actions}\n        ]\n        notActions: []\n"
        f"        dataActions: [\n{data}\n        ]\n        notDataActions: []\n      }}\n    ]\n"
        "    assignableScopes: [\n      subscription().id\n    ]\n  }\n}\n\n"
        "resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {\n"
        "  name: guid(subscription().id, principalId, role.id)\n"
        "  properties: {\n    roleDefinitionId: role.id\n    principalId: principalId\n"
        "    principalType: 'ServicePrincipal'\n  }\n}\n"
    )


def _role_name(connector: Connector | None) -> str:
    return (connector.settings.get("role_name") if connector else "") or ROLE


def _text(text: str) -> str:
    """Return a text as HCL writes it; it interpolates what begins like a template."""
    return json.dumps(text).replace("${", "$${").replace("%{", "%%{")


def _hcl(value: Any) -> str:
    """Return a value as HCL: its JSON is HCL too, but for interpolation."""
    return json.dumps(value, indent=2).replace("${", "$${").replace("%{", "%%{")


def _quoted(text: str) -> str:
    """Return a text as Bicep writes it."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("${", "\\${") + "'"
