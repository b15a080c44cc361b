"""Icons: 16 px, drawn with lines; all of them decoration beside a word."""

from functools import lru_cache

from htpy import Element, path, svg
from markupsafe import Markup

_PATHS = {
    "overview": "M2 2h5v5H2zM9 2h5v3H9zM9 7h5v7H9zM2 9h5v5H2z",
    "queue": "M2 3h12M2 8h12M2 13h7M11 13l1.5 1.5L15 12",
    "inventory": "M2 3h12M2 8h12M2 13h12M5 3v10",
    "recommendations": "M7 4h7M7 8h7M7 12h7M2 4l1 1 2-2M2 8l1 1 2-2M2 12l1 1 2-2",
    "vulnerabilities": "M8 2l6.5 11.5h-13zM8 6.5v3M8 11.5v.2",
    "attack-paths": "M3 8h3M10 4H8L6 8l2 4h2M12 4h.1M12 12h.1M2 8h.1M10.5 2.5h3v3h-3zM10.5 10.5h3v3h-3z",
    "explorer": "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9M10.5 10.5L14 14M7 5v4M5 7h4",
    "identities": "M8 2.5a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6M3 14c.5-3 2.5-4.3 5-4.3s4.5 1.3 5 4.3",
    "compliance": "M8 2l5 2v4c0 3-2 5-5 6-3-1-5-3-5-6V4zM5.8 8l1.6 1.600L10.5 6.5",
    "coverage": "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2M8 2v12M8 5h5.100M8 8h6M8 11h5.1",
    "environment": "M4.5 12.500a3 3 0 0 1 0-6 4 4 0 0 1 7.7 1 2.5 2.5 0 0 1-.7 5z",
    "scans": "M13.5 8a5.5 5.5 0 1 1-1.6-3.900M13.5 2v3h-3",
    "settings": "M8 5.500a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5M8 1.500v2M8 12.500v2M1.5 8h2M12.5 8h2M3.4 3.400l1.4 "
    "1.400M11.2 11.200l1.4 1.400M3.4 12.600l1.4-1.400M11.2 4.800l1.4-1.4",
    "search": "M7 2.500a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9M10.5 10.500L14 14",
    "download": "M8 2v8M4.5 7L8 10.5 11.5 7M2.5 13.500h11",
    "copy": "M5.5 5.500h8v8h-8zM3 10.500H2.500v-8h8V3",
    "globe": "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2M2 8h12M8 2c2 2 2.5 4 2.5 6S10 12 8 14c-2-2-2.5-4-2.5-6S6 4 8 2",
    "function": "M4 13.500L8 6M5 2.500h1.500L12 13.500h1",
    "app": "M2 3h12v10H2zM2 6h12",
    "key": "M5.5 7.500a3 3 0 1 0 0 6 3 3 0 0 0 0-6M7.6 8.400L13.5 2.500M11 5l2 2",
    "bucket": "M3 4h10l-1.5 10h-7zM3 4a5 1.5 0 0 1 10 0",
    "lock": "M3.5 7.500h9v6.500h-9zM5.5 7.500V5a2.5 2.5 0 0 1 5 0v2.5",
    "table": "M2 3h12v10H2zM2 6.500h12M6 3v10",
    "route": "M2 5h9M8.5 2.500L11 5 8.5 7.500M14 11H5M7.5 8.500L5 11l2.5 2.5",
    "box": "M8 2l5.5 3v6L8 14l-5.5-3V5zM2.5 5L8 8l5.5-3M8 8v6",
    "filter": "M2 3.500h12M4.5 8h7M6.5 12.500h3",
    "info": "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2M8 7v4M8 4.800v.2",
    "menu": "M2 4h12M2 8h12M2 12h12",
    "next": "M6 3l5 5-5 5",
    "edit": "M3 13l1-3.500L10.500 3 13 5.500 6.500 12z",
    "cross": "M4 4l8 8M12 4l-8 8",
}


@lru_cache(maxsize=128)
def icon(name: str) -> Markup:
    """Return an icon, which is written out once for all pages; an unknown name gives a box."""
    return svg(".icon", viewBox="0 0 16 16", aria_hidden="true", focusable="false")[icon_path(name)].__html__()


def icon_path(name: str) -> Element:
    """Return an icon's lines alone, 16 by 16, for what is a drawing itself."""
    return path(d=_PATHS.get(name, _PATHS["box"]))


_KINDS = {
    "aws_lambda_function": "function",
    "azure_function_app": "function",
    "azure_function": "function",
    "azure_web_app": "app",
    "azure_logic_app": "app",
    "aws_s3_bucket": "bucket",
    "azure_storage_account": "bucket",
    "aws_dynamodb_table": "table",
    "aws_secretsmanager_secret": "lock",
    "azure_key_vault": "lock",
    "aws_ssm_parameter": "lock",
    "aws_kms_key": "key",
    "aws_rds_instance": "table",
    "aws_rds_cluster": "table",
    "azure_cosmos_account": "table",
    "azure_sql_server": "table",
    "aws_sqs_queue": "queue",
    "aws_events_bus": "queue",
    "aws_sns_topic": "queue",
    "aws_ec2_instance": "app",
    "azure_subscription": "environment",
    "admin": "settings",
    "foreign": "environment",
    "any_aws_account": "globe",
    "internet": "globe",
    "aws_iam_user": "identities",
}


def kind_icon(kind: str) -> str:
    """Return the name of the icon of a type of resource or of a kind of node."""
    if kind in _KINDS:
        return _KINDS[kind]
    if any(part in kind for part in ("apigateway", "url", "route")):
        return "route"
    return "key" if any(part in kind for part in ("role", "identity", "principal")) else "box"
