"""The shapes of secrets that are told by their value alone, whatever they are called.

Precision comes first: each kind has a prefix, a checksum or a neighbour of its own. What needs a telling name as well
is judged where names are known.
"""

import re

SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("private_key", r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY"),
        ("aws_access_key", r"(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])"),
        ("azure_storage_key", r"(?i:\bAccountName=.*?;\s*AccountKey)=[A-Za-z0-9+/]{60,}={0,2}"),
        ("azure_cosmos_key", r"(?i:\bAccountEndpoint=.*?;\s*AccountKey)=[A-Za-z0-9+/]{60,}={0,2}"),
        ("azure_storage_key", r"(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{76}\+ASt[A-Za-z0-9+/]{6}=="),
        ("azure_storage_key", r"(?i:\bAccountKey)=[A-Za-z0-9+/]{60,}={0,2}"),
        ("azure_shared_access_key", r"(?i:\bSharedAccessKey)=[A-Za-z0-9+/_-]{20,}={0,2}"),
        ("azure_client_secret", r"(?<![\w~.-])[\w~.-]{3}[78]Q~[\w~.-]{31,34}(?![\w~.-])"),
        ("azure_function_key", r"\.azurewebsites\.(?:net|us|cn)/\S*[?&]code=[\w%+/=-]{20,}"),
        ("sas_signature", r"(?:^|[?&;])sig=[\w%+/-]{30,}"),
        ("github_token", r"(?<![A-Za-z0-9])(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{60,})"),
        ("gitlab_token", r"(?<![A-Za-z0-9])glpat-[\w-]{20,}"),
        ("slack_token", r"(?<![A-Za-z0-9])xox[abeoprs]-[A-Za-z0-9-]{10,}"),
        ("slack_webhook", r"https://hooks\.slack\.com/(?:services|workflows)/\w+/\w+/\w{8,}"),
        ("stripe_key", r"(?<![A-Za-z0-9])[rs]k_(?:live|test)_[A-Za-z0-9]{16,}"),
        ("google_api_key", r"(?<![\w-])AIza[\w-]{35}(?![\w-])"),
        ("openai_key", r"(?<![A-Za-z0-9])sk-[\w-]{16,}T3BlbkFJ[\w-]{16,}"),
        ("anthropic_key", r"(?<![A-Za-z0-9])sk-ant-[a-z0-9]+-[\w-]{40,}"),
        ("sendgrid_key", r"(?<![A-Za-z0-9])SG\.[\w-]{16,32}\.[\w-]{32,64}"),
        ("npm_token", r"(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36}"),
        ("pypi_token", r"(?<![A-Za-z0-9])pypi-AgE[\w-]{50,}"),
        ("vault_token", r"(?<![A-Za-z0-9])hv[bs]\.[\w-]{24,}"),
        ("databricks_token", r"(?<![A-Za-z0-9])dapi[0-9a-f]{32}"),
        ("jwt", r"(?<![\w-])eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}"),
    )
)
HINT = re.compile(
    r"PRIVATE KEY|AKIA|ASIA|ASt|Q~|(?i:AccountKey|SharedAccessKey|code=|sig=)|gh[pousr]_|github_pat_|glpat-|xox"
    r"|hooks\.slack|[rs]k_|AIza|T3BlbkFJ|sk-ant|SG\.|npm_|pypi-|hv[bs]\.|dapi|eyJ"
)
"""A part of every shape above: most settings hold none of them, and one search is cheaper than two dozen."""

PLACEHOLDER = re.compile(
    r"(?i)example|change_?me|placeholder|dummy|redacted|replace|your[_-]|x{5,}|\*{3,}|<[^>]*>|\$\{|\{\{|%\w+%|\$\("
    r"|devstoreaccount1|usedevelopmentstorage|^(?:none|null|undefined|todo|tbd|n/a)$|^#\{"
)
"""What stands in documentation and templates in the place of a secret."""


def shaped(text: str) -> str:
    """Return the kind of secret that a text has the shape of, empty where it has none."""
    for kind, shape in SHAPES if HINT.search(text) else ():
        if (found := shape.search(text)) and not PLACEHOLDER.search(found[0]) and "devstoreaccount1" not in text:
            return kind
    return ""
