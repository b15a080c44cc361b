"""The shapes of secrets that are recognized by their value alone, whatever they are called.

Precision comes first: each kind has a prefix, a checksum or a neighbour of its own. What needs a telling name as well
is judged where names are known.
"""

import re
from collections.abc import Set
from functools import cache

_BETWEEN = r"(?:\\[nr]|[\s\"'`+,\\#])"
PRIVATE_KEY = re.compile(
    r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----" + _BETWEEN + r"{0,40}"
    r"(?:(?:Proc-Type|DEK-Info|Version|Comment): [^\n\\]{0,80}" + _BETWEEN + r"{1,40}){0,4}[A-Za-z0-9+/]{60,}+=*"
    + _BETWEEN
    + r"{0,40}(?:-----END|[A-Za-z0-9+/]{4}|\Z)"
)  # fmt: skip
"""Its head with the key after it: the head alone, or with one broken line, stands in code that reads keys and in the
documentation of it."""
_AWS = (
    r"(?i:aws_?secret_?access_?key|(?<![a-z])secret_?access_?key)[\"']?\s*(?:=>|[:=])\s*[\"']?"
    r"(?=[A-Za-z+/]{0,38}\d[\dA-Za-z+/]{0,38}[A-Za-z+/]\d)(?=[\da-z+/]{0,39}[A-Z])(?=[\dA-Z+/]{0,39}[a-z])"
    r"[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/=_.(\[-])"
)
"""It has no mark of its own, but a name that nothing else has and a length that no name or path is likely to have."""

_AZURE_SERVICE = (
    r"(?<![A-Za-z0-9])[A-Za-z0-9]{52}JQQJ9[9DH][A-Za-z0-9][A-L][A-Za-z0-9]{16}[A-Za-z][A-Za-z0-9]{7}"
    r"(?:[A-Za-z0-9]{2}==)?(?![A-Za-z0-9])"
)
"""Keys with a mark of their own, of Azure DevOps, OpenAI, AI services and others."""

SHAPES: tuple[tuple[str, tuple[str, ...], str], ...] = tuple(
    (kind, tuple(marks.split("|")), pattern)
    for kind, marks, pattern in (
        ("private_key", "PRIVATE KEY", PRIVATE_KEY.pattern),
        ("aws_access_key", "AKIA|ASIA", r"(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])"),
        ("aws_secret_key", "secret_access|secretaccess", _AWS),
        (
            "azure_storage_key",
            "accountkey=",
            r"(?i:\bAccountName=.{0,200}?;\s{0,9}AccountKey)=[A-Za-z0-9+/]{60,}={0,2}",
        ),
        (
            "azure_cosmos_key",
            "accountkey=",
            r"(?i:\bAccountEndpoint=.{0,200}?;\s{0,9}AccountKey)=[A-Za-z0-9+/]{60,}={0,2}",
        ),
        ("azure_storage_key", "+ASt", r"(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{76}\+ASt[A-Za-z0-9+/]{6}=="),
        ("azure_cosmos_key", "ACDb", r"(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{76}ACDb[A-Za-z0-9+/]{5}[AQgw]=="),
        ("azure_batch_key", "+ABa", r"(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{76}\+ABa[A-Za-z0-9+/]{5}[AQgw]=="),
        ("azure_api_management_key", "APIM", r"(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{76}APIM[A-Za-z0-9+/]{5}[AQgw]=="),
        ("azure_storage_key", "accountkey=", r"(?i:\bAccountKey)=[A-Za-z0-9+/]{60,}={0,2}"),
        ("azure_shared_access_key", "sharedaccesskey=", r"(?i:\bSharedAccessKey)=[A-Za-z0-9+/_-]{20,}={0,2}"),
        # SignalR, Web PubSub and Communication Services.
        ("azure_access_key", "accesskey=", r"(?i:\bEndpoint=[^;\s]{4,200};\s{0,9}AccessKey)=[A-Za-z0-9+/]{40,}={0,2}"),
        (
            "azure_app_configuration_key",
            ".azconfig.",
            r"(?i:\bEndpoint=[^;\s]{4,200};\s{0,9}Id=[^;\s]{4,100};\s{0,9}Secret)=[A-Za-z0-9+/_-]{30,}={0,2}",
        ),
        (
            "azure_shared_access_key",
            "+ASb|+AEh|+ARm|AIoT|AZEG",
            r"(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{33}(?:\+A(?:Sb|Eh|Rm)|AIoT|AZEG)[A-P][A-Za-z0-9+/]{5}=(?!=)",
        ),
        ("azure_redis_key", "AzCa", r"(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{33}AzCa[A-P][A-Za-z0-9+/]{5}=(?!=)"),
        (
            "azure_registry_key",
            "+ACR",
            r"(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{42}\+ACR[A-D][A-Za-z0-9+/]{5}(?![A-Za-z0-9+/=])",
        ),
        ("azure_search_key", "AzSe", r"(?<![\w+/-])[A-Za-z0-9]{42}AzSe[A-D][A-Za-z0-9]{5}(?![\w+/=-])"),
        ("azure_service_key", "JQQJ9", _AZURE_SERVICE),
        ("azure_client_secret", "Q~", r"(?<![\w~.-])[\w~.-]{3}[78]Q~[\w~.-]{31,34}(?![\w~.-])"),
        ("azure_function_key", ".azurewebsites.", r"\.azurewebsites\.(?:net|us|cn)/\S{0,300}[?&]code=[\w%+/=-]{20,}"),
        ("azure_function_key", "AzFu", r"(?<![\w-])[\w-]{44}AzFu[\w-]{5}[AQgw]=="),
        ("sas_signature", "sig=", r"(?:^|[?&;])sig=[\w%+/-]{30,}"),
        (
            "github_token",
            "ghp_|gho_|ghu_|ghs_|ghr_|github_pat_",
            r"(?<![A-Za-z0-9])(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{60,})",
        ),
        (
            "gitlab_token",
            "glpat-|gldt-|glrt-|glptt-|glcbt-|glft-|glsoat-|glagent-",
            r"(?<![A-Za-z0-9])gl(?:pat|dt|rt|ptt|cbt|ft|soat|agent)-[\w-]{20,}",
        ),
        ("slack_token", "xox", r"(?<![A-Za-z0-9])xox[abeoprs]-[A-Za-z0-9-]{10,}"),
        ("slack_token", "xapp-", r"(?<![A-Za-z0-9])xapp-\d-[A-Z0-9]{8,}-\d{8,}-[a-f0-9]{32,}"),
        ("slack_webhook", "hooks.slack.com", r"https://hooks\.slack\.com/(?:services|workflows)/\w+/\w+/\w{8,}"),
        ("stripe_key", "k_live_|k_test_", r"(?<![A-Za-z0-9])[rs]k_(?:live|test)_[A-Za-z0-9]{16,}"),
        ("google_api_key", "AIza", r"(?<![\w-])AIza[\w-]{35}(?![\w-])"),
        ("google_client_secret", "GOCSPX-", r"(?<![\w-])GOCSPX-[\w-]{28}(?![\w-])"),
        ("openai_key", "T3BlbkFJ", r"(?<![A-Za-z0-9])sk-[\w-]{16,200}T3BlbkFJ[\w-]{16,}"),
        ("anthropic_key", "sk-ant-", r"(?<![A-Za-z0-9])sk-ant-[a-z0-9]+-[\w-]{40,}"),
        ("sendgrid_key", "SG.", r"(?<![A-Za-z0-9])SG\.[\w-]{16,32}\.[\w-]{32,64}"),
        ("npm_token", "npm_", r"(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36}"),
        ("pypi_token", "pypi-AgE", r"(?<![A-Za-z0-9])pypi-AgE[\w-]{50,}"),
        ("nuget_key", "oy2", r"(?<![A-Za-z0-9])oy2[a-z2-7]{43}(?![A-Za-z0-9])"),
        ("docker_token", "dckr_", r"(?<![A-Za-z0-9])dckr_(?:pat|oat)_[\w-]{27,}"),
        ("vault_token", "hvs.|hvb.", r"(?<![A-Za-z0-9])hv[bs]\.[\w-]{24,}"),
        ("databricks_token", "dapi", r"(?<![A-Za-z0-9])dapi[0-9a-f]{32}"),
        ("digitalocean_token", "_v1_", r"(?<![A-Za-z0-9])do[opr]_v1_[a-f0-9]{64}"),
        ("huggingface_token", "hf_", r"(?<![\w-])hf_[A-Za-z]{34}(?![\w-])"),
        ("shopify_token", "shpat_|shpca_|shppa_|shpss_", r"(?<![A-Za-z0-9])shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}"),
        ("grafana_token", "glsa_", r"(?<![A-Za-z0-9])glsa_[A-Za-z0-9]{32}_[a-fA-F0-9]{8}"),
        ("newrelic_key", "NRAK-", r"(?<![A-Za-z0-9])NRAK-[A-Z0-9]{27}(?![A-Za-z0-9])"),
        ("linear_key", "lin_api_", r"(?<![A-Za-z0-9])lin_api_[A-Za-z0-9]{40}"),
        ("postman_key", "PMAK-", r"(?<![A-Za-z0-9])PMAK-[a-f0-9]{24}-[a-f0-9]{34}"),
        ("atlassian_token", "ATATT3", r"(?<![A-Za-z0-9])ATATT3[\w=-]{180,}"),
        ("terraform_token", ".atlasv1.", r"(?<![A-Za-z0-9])[A-Za-z0-9]{14}\.atlasv1\.[\w=-]{60,}"),
        ("dynatrace_token", "dt0c01.", r"(?<![A-Za-z0-9])dt0c01\.[A-Z0-9]{24}\.[A-Z0-9]{64}"),
        ("doppler_token", "dp.pt.", r"(?<![A-Za-z0-9])dp\.pt\.[A-Za-z0-9]{40,}"),
        ("pulumi_token", "pul-", r"(?<![A-Za-z0-9])pul-[a-f0-9]{40}(?![A-Za-z0-9])"),
        ("planetscale_token", "pscale_", r"(?<![A-Za-z0-9])pscale_(?:tkn|pw|oauth)_[\w.=-]{32,}"),
        ("jwt", "eyJ", r"(?<![\w-])eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}"),
    )
)
"""Kind, marks and pattern: a text without a mark has no such shape, and looking for marks is quick. Marks in lower case
may be in any case in the text."""
MARKS = frozenset(mark for _, marks, _ in SHAPES for mark in marks)

_TEMPLATE = (
    r"<[a-z][\w .:-]*>|\$\{\s*[\w.:-]+[^{}]*\}|\{\{\s*[\w.$-]+[^{}]*\}\}|\$\([a-z_][\w.]*\)|%[a-z_]\w*%|#\{[\w.:-]+\}#?"
)
"""What tools put a value in the place of. A random password may hold some of them, so that they count as a whole."""
PLACEHOLDER = re.compile(
    r"(?i)example|change_?me|placeholder|dummy|redacted|replace|your[_-]|x{5,}|\*{3,}"
    r"|devstoreaccount1|usedevelopmentstorage|^(?:none|null|undefined|todo|tbd|n/a)$"
    rf"|(?:^|[=:/])(?:{_TEMPLATE})+(?:$|[;,&@\s])"
)
"""What stands in documentation and templates in the place of a secret."""


def marks_in(text: str, among: Set[str] = MARKS) -> Set[str]:
    """Return the marks that a text holds: most texts hold none, and need no other look."""
    lower = text.lower()
    folded, exact = _by_case(frozenset(among))
    return {mark for mark in folded if mark in lower} | {mark for mark in exact if mark in text}


@cache
def _by_case(marks: frozenset[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the marks that may be in any case, and those that are as they stand."""
    folded = tuple(mark for mark in marks if mark.islower())
    return folded, tuple(marks.difference(folded))


@cache
def _compiled(shape: str) -> re.Pattern[str]:
    # Compiling all of them takes longer than most packages, which have none of their marks.
    return re.compile(shape)


def shaped(text: str, among: Set[str] = MARKS) -> str:
    """Return the kind of secret that a text has the shape of, empty where it has none of the marks ``among``."""
    present = marks_in(text, among)
    for kind, marks, shape in SHAPES if present and "devstoreaccount1" not in text else ():
        if present.isdisjoint(marks):
            continue
        if any(not PLACEHOLDER.search(found[0]) for found in _compiled(shape).finditer(text)):
            return kind
    return ""
