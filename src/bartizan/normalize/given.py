"""Tables that other stages make and that tables here read: their columns, and what stands behind them."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Given:
    """One such table.

    ``stands_on`` are the tables that its maker reads: what was refused of them is what is missing behind its nulls.
    """

    columns: Mapping[str, str]
    stands_on: frozenset[str] = frozenset()


_AWS_PRINCIPALS = frozenset(
    {"aws_iam_role", "aws_iam_user", "aws_iam_group", "aws_iam_policy", "aws_organizations_organization"}
)
_RESOURCE_POLICIES = frozenset({"policy", "attributes"})
"""The aspects in which services tell the policy of a resource."""
_AZURE_ROLES = frozenset(
    {
        "azure_role_assignment",
        "azure_role_definition",
        "azure_deny_assignment",
        "azure_principal",
        "azure_key_vault",
        "azure_user_assigned_identity",
        "azure_storage_account",
        "azure_cosmos_account",
        "azure_service_bus_namespace",
        "azure_event_hub_namespace",
        "azure_container_registry",
        "azure_group",
    }
)

GIVEN: Mapping[str, Given] = MappingProxyType(
    {
        # Which components of the plan are on.
        "component": Given({"name": "varchar", "is_on": "boolean"}),
        # What packages amount to.
        "code_risk": Given(
            {
                "digest": "varchar",
                "package_count": "bigint",
                **dict.fromkeys(("severe", "lesser", "exploited", "malicious", "secrets"), "varchar[]"),
            }
        ),
        # What policies allow. A test compares these with what permit writes.
        "aws_iam_power": Given(
            {
                "id": "varchar",
                "is_admin": "boolean",
                **dict.fromkeys(
                    (
                        "admin_grants",
                        "admin_services",
                        "service_grants",
                        "escalations",
                        "escalation_grants",
                        "data_read_actions",
                        "named_data_actions",
                        "data_write_actions",
                        "exposure_actions",
                        "credential_actions",
                        "user_takeover_actions",
                        "code_write_actions",
                        "topic_actions",
                    ),
                    "varchar[]",
                ),
                **dict.fromkeys(
                    ("invokes_any_function", "passes_any_role", "assumes_any_role", "writes_log_policies"), "boolean"
                ),
            },
            _AWS_PRINCIPALS,
        ),
        "aws_iam_trust": Given(
            {
                "id": "varchar",
                "is_assumable_by_anyone": "boolean",
                **dict.fromkeys(
                    ("foreign_trusted_accounts", "trusted_services", "trusted_accounts", "trusted_organizations"),
                    "varchar[]",
                ),
            },
            frozenset({"aws_iam_role"}),
        ),
        "aws_lambda_function_power": Given({"id": "varchar", "can_write_log": "boolean"}, _AWS_PRINCIPALS),
        "aws_resource_access": Given(
            {
                "id": "varchar",
                **dict.fromkeys(
                    (
                        "open_actions",
                        "public_actions",
                        "services",
                        "unscoped_services",
                        "foreign_accounts",
                        "organizations",
                        "source_arns",
                        "changing",
                    ),
                    "varchar[]",
                ),
                **dict.fromkeys(
                    (
                        "is_invocable",
                        "is_url_open",
                        "is_url_open_to_accounts",
                        "is_behind_cloudfront",
                        "allows_any_distribution",
                        "allows_every_action",
                        "is_layer_open",
                    ),
                    "boolean",
                ),
            },
            _RESOURCE_POLICIES,
        ),
        "aws_apigateway_gate": Given(
            {"id": "varchar", "is_open": "boolean", "is_open_to_endpoints": "boolean"},
            frozenset({"stages", "resources"}),
        ),
        "aws_apigateway_route_gate": Given(
            {"id": "varchar", "open_stages": "varchar[]"}, frozenset({"aws_apigateway_rest_api"})
        ),
        "azure_role_claim": Given(
            {"id": "varchar", "is_privileged": "boolean", "escalations": "varchar[]", "reads_data": "boolean"},
            _AZURE_ROLES,
        ),
        "azure_app_power": Given(
            {
                "id": "varchar",
                **dict.fromkeys(("effective_escalations", "data_access"), "varchar[]"),
                "broadest_scope": "varchar",
            },
            _AZURE_ROLES,
        ),
    }
)
