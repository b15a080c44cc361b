"""Where the company keeps its data on AWS, and the grants that functions get to it."""

from bartizan_demo.company.aws.nouns import ANALYTICS, IRELAND, PRODUCTION, VIRGINIA, Bucket, Grant, key_arn

_PUBLIC_READ = {"Sid": "read", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject"}
_PARTNERS = {
    "Sid": "partners",
    "Effect": "Allow",
    "Principal": {"AWS": "*"},
    "Action": ["s3:GetObject", "s3:PutObject"],
}
_TLS_ONLY = {"Sid": "tls", "Effect": "Deny", "Principal": "*", "Action": "s3:*"} | {
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}

CUSTOMER_DATA = Bucket(
    "company-prod-customer-data",
    "team-customer",
    policy=({**_TLS_ONLY, "Resource": "arn:aws:s3:::company-prod-customer-data/*"},),
    tags={"data-class": "personal"},
)
BUCKETS = (
    CUSTOMER_DATA,
    Bucket("company-prod-invoices", "team-finance", tags={"data-class": "confidential"}),
    Bucket("company-prod-telemetry", "team-fleet", has_kms=False),
    Bucket("company-prod-artefacts", "team-platform"),
    Bucket("company-prod-logs", "team-platform", has_kms=False),
    Bucket(
        "company-prod-storefront",
        "team-stores",
        is_blocked=False,
        has_kms=False,
        policy=({**_PUBLIC_READ, "Resource": "arn:aws:s3:::company-prod-storefront/*"},),
        tags={"data-class": "public"},
    ),
    Bucket(
        "company-prod-partner-drop",
        "team-partners",
        is_blocked=False,
        has_kms=False,
        policy=({**_PARTNERS, "Resource": "arn:aws:s3:::company-prod-partner-drop/*"},),
        tags={"data-class": "confidential"},
    ),
    Bucket("company-us-edge-assets", "team-stores", region=VIRGINIA, has_kms=False),
    Bucket("company-analytics-lake", "team-data", ANALYTICS, tags={"data-class": "personal"}),
    Bucket("company-analytics-scratch", "team-data", ANALYTICS, is_blocked=False, acl="public-read", has_kms=False),
    Bucket("company-analytics-reports", "team-data", ANALYTICS, VIRGINIA),
)


def objects(bucket: str, *actions: str) -> Grant:
    """Return a grant on the objects of one bucket."""
    return Grant(tuple(f"s3:{action}" for action in actions or ("GetObject",)), (f"arn:aws:s3:::{bucket}/*",))


def table(name: str, *actions: str, account: str = PRODUCTION, region: str = IRELAND) -> Grant:
    """Return a grant on one DynamoDB table, to read and write items unless it names actions."""
    resource = f"arn:aws:dynamodb:{region}:{account}:table/{name}"
    return Grant(tuple(f"dynamodb:{action}" for action in actions or ("GetItem", "PutItem")), (resource,))


def secret(name: str, account: str = PRODUCTION, region: str = IRELAND) -> Grant:
    """Return a grant to read secrets by a name or a pattern of names."""
    return Grant(("secretsmanager:GetSecretValue",), (f"arn:aws:secretsmanager:{region}:{account}:secret:{name}",))


def parameter(name: str) -> Grant:
    """Return a grant to read one parameter of production."""
    return Grant(("ssm:GetParameter",), (f"arn:aws:ssm:{IRELAND}:{PRODUCTION}:parameter/{name}",))


def queue(name: str, *actions: str, account: str = PRODUCTION, region: str = IRELAND) -> Grant:
    """Return a grant on one queue."""
    wanted = actions or ("ReceiveMessage", "DeleteMessage", "GetQueueAttributes")
    return Grant(tuple(f"sqs:{action}" for action in wanted), (f"arn:aws:sqs:{region}:{account}:{name}",))


def decrypt(account: str = PRODUCTION, region: str = IRELAND) -> Grant:
    """Return a grant to decrypt with the key of a place; without it, what is encrypted there cannot be read."""
    return Grant(("kms:Decrypt",), (key_arn(account, region),))
