"""The words in which screens name things: types, scopes, counts."""

from collections.abc import Iterable, Mapping

from bartizan.cli.screen.line import Line, Span, line
from bartizan.model import Severity, printable

_TYPES = {
    "aws_lambda_function": "Lambda",
    "aws_lambda_version": "Lambda version",
    "aws_lambda_layer_version": "Lambda layer",
    "azure_function_app": "Function app",
    "azure_web_app": "Web app",
}
_CAPITALS = {
    "acl": "ACL", "acr": "ACR", "api": "API", "arm": "ARM", "aws": "AWS", "ec2": "EC2", "ecr": "ECR", "efs": "EFS",
    "http": "HTTP", "iam": "IAM", "ip": "IP", "kms": "KMS", "oidc": "OIDC", "rds": "RDS", "s3": "S3", "saml": "SAML",
    "sns": "SNS", "sql": "SQL", "sqs": "SQS", "ssm": "SSM", "url": "URL", "vpc": "VPC", "waf": "WAF",
    "apigateway": "API Gateway", "apigatewayv2": "API Gateway v2", "dynamodb": "DynamoDB", "cosmosdb": "Cosmos DB",
    "cloudfront": "CloudFront", "cloudtrail": "CloudTrail", "cloudwatch": "CloudWatch", "eventbridge": "EventBridge",
}  # fmt: skip


def type_word(type_: str) -> str:
    """Return a type as people call it: ``aws_iam_role`` is an IAM role."""
    if type_ in _TYPES:
        return _TYPES[type_]
    words = [_CAPITALS.get(word, word) for word in printable(type_, 80).split("_")[1:]]
    text = " ".join(words) or printable(type_, 80)
    return text[:1].upper() + text[1:]


def types_of(word: str, known: Iterable[str]) -> list[str]:
    """Return the known types that a person may mean by a word: the name itself, or what ``type_word`` calls it."""
    wanted = word.replace("-", " ").replace("_", " ").lower().removesuffix("s")
    return [type_ for type_ in known if word == type_ or type_word(type_).lower() == wanted]


def short_scopes(scopes: Iterable[str], aliases: Mapping[str, str] | None = None, least: int = 8) -> dict[str, str]:
    """Return what stands for each scope: its alias, an account's whole number, or as much of an ID as tells it apart.

    ``least`` is the fewest characters of an ID.
    """
    named = aliases or {}
    every = sorted({scope for scope in scopes if scope})
    return {scope: named.get(scope) or _short(scope, every, least) for scope in every}


def _short(scope: str, every: Iterable[str], least: int) -> str:
    if scope.isdigit():
        return scope
    others = [other for other in every if other != scope]
    for head, tail in ((least, 0), (4, 4), (8, 8)):
        end = scope[-tail:] if tail else ""
        if not any(other.startswith(scope[:head]) and other.endswith(end) for other in others):
            return printable(f"{scope[:head]}…{end}" if tail else scope[:head], 80)
    return printable(scope, 80)


def plural(n: int, one: str, many: str = "") -> str:
    """Return a count with its noun: ``1 package``, ``1,200 packages``."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def count(n: int | None, style: str = "") -> Span:
    """Return a count for a column; none shows as a dot, so that what there is stands out."""
    return Span(f"{n:,}", style) if n else Span("·", "dim")


def severity_counts(counts: Mapping[str, int], none: str = "no findings") -> Line:
    """Return counts by severity or risk, worst first, each in its colour."""
    there = [Span(f"{counts[s]:,} {s}", s) for s in map(str, Severity) if counts.get(s)]
    return line(*_between(there)) if there else line(Span(none, "ok"))


def _between(spans: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for each in spans:
        joined += [Span("  "), each] if joined else [each]
    return joined


def risk(level: str | None) -> Span:
    """Return a level of risk or severity in its colour."""
    return Span(level, level) if level in (*map(str, Severity), "none") else Span(printable(level or "", 20), "dim")
