"""The nodes: one per row of the tables that edges meet in, and those that stand for who is outside."""

from pathlib import Path

from bartizan.graph.tables import NODE
from bartizan.store import Engine
from bartizan.store.engine import literal, quoted

_FOLDER = Path(__file__).parents[1] / "node"
NODE_TABLES = (
    "aws_apigateway_rest_api",
    "aws_apigateway_route",
    "aws_apigatewayv2_api",
    "aws_apprunner_service",
    "aws_batch_job_definition",
    "aws_bedrock_code_interpreter",
    "aws_cloudformation_stack",
    "aws_codebuild_project",
    "aws_dynamodb_table",
    "aws_ec2_instance",
    "aws_ec2_security_group",
    "aws_ec2_subnet",
    "aws_ec2_vpc",
    "aws_ecr_repository",
    "aws_elbv2_load_balancer",
    "aws_events_bus",
    "aws_events_rule",
    "aws_glue_dev_endpoint",
    "aws_iam_group",
    "aws_iam_policy",
    "aws_iam_role",
    "aws_iam_user",
    "aws_kms_key",
    "aws_lambda_alias",
    "aws_lambda_function",
    "aws_lambda_layer_version",
    "aws_lambda_version",
    "aws_logs_log_group",
    "aws_rds_cluster",
    "aws_rds_instance",
    "aws_s3_bucket",
    "aws_sagemaker_notebook_instance",
    "aws_secretsmanager_secret",
    "aws_sns_topic",
    "aws_sqs_queue",
    "aws_ssm_parameter",
    "aws_stepfunctions_state_machine",
    "azure_app_service_plan",
    "azure_container_registry",
    "azure_cosmos_account",
    "azure_event_hub_namespace",
    "azure_function",
    "azure_function_app",
    "azure_key_vault",
    "azure_logic_app",
    "azure_service_bus_namespace",
    "azure_sql_server",
    "azure_storage_account",
    "azure_user_assigned_identity",
    "azure_web_app",
)
"""The tables whose rows are nodes."""

_NUMBERED = """
insert into node
select cast(row_number() over (order by kind, id) - 1 as integer), id, kind, name, provider, scope
from (select distinct on (id) id, kind, coalesce(name, '') as name, provider, coalesce(scope, '') as scope
    from ({nodes}) where id is not null order by id, kind)
"""


def number_nodes(engine: Engine) -> None:
    """Create ``node`` from the tables and from what ``found_edge`` names outside them."""
    engine.create_empty("node", NODE)
    there = set(engine.tables())
    nodes = [_rows(table) for table in NODE_TABLES if table in there]
    nodes += [f"select * from ({select(name)})" for name in ("azure_principal", "outside")]
    engine.execute(_NUMBERED.format(nodes=" union all ".join(nodes)))


def _rows(table: str) -> str:
    provider = table.split("_", 1)[0]
    return f"select id, {literal(table)} as kind, name, {literal(provider)} as provider, scope from {quoted(table)}"


def resolve_ids(engine: Engine) -> None:
    """Create ``found_node``: the node that each end of ``found_edge`` means.

    A version or alias that is no row is its function, the principal of a user-assigned identity is the identity, and
    an unread principal of another account is that account. ``is_gone`` where a whole listing does not have it.
    """
    engine.create("found_node", select("resolved"))


def select(name: str) -> str:
    """Return one of the SELECTs of ``graph/node``."""
    return (_FOLDER / f"{name}.sql").read_text(encoding="utf-8").rstrip()
