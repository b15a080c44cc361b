"""Which storage account or key vault a setting names: no secret by itself, and what stands behind the app."""

import re
from urllib.parse import unquote

_ACCOUNT = re.compile(r"(?i)(?:^|;)\s*AccountName\s*=\s*([a-z0-9]{3,24})\s*(?:;|$)")
_ENDPOINT = re.compile(r"(?i)(?:^|;)\s*\w+Endpoint\s*=\s*https?://([a-z0-9]{3,24})\.(?:blob|file|queue|table|dfs)\.")
_VAULT = re.compile(
    r"(?i)@Microsoft\.KeyVault\(.*?(?:VaultName=|SecretUri=https://)([a-z][a-z0-9-]{1,22}[a-z0-9])(?=[.;)/\s])"
    r"|https://([a-z][a-z0-9-]{1,22}[a-z0-9])\.vault\.(?:azure\.net|azure\.cn|usgovcloudapi\.net)(?![\w.-])"
)
_SERVER = re.compile(
    r"(?i)(?:^|;)\s*(?:Server|Data Source|Address|Addr)\s*=\s*(?:tcp:)?\s*([a-z0-9][a-z0-9.-]{0,252})\s*[,;]"
)
_SIGNATURE = re.compile(r"(?i)[?&;]sig=.")
_EXPIRY = re.compile(r"(?i)[?&;]se=(\d{4}-\d\d-\d\d[\w:.%+-]*)")


def backing(value: object) -> dict[str, str | bool]:
    """Return ``account``, ``server`` and ``vault``, names in lower case, out of a connection string or an address.

    An address with a signature of its own is ``signed``, whatever kind of secret that is, and says until when it
    ``expires``.
    """
    if not isinstance(value, str):
        return {}
    found = {
        "account": _ACCOUNT.search(value) or _ENDPOINT.search(value),
        "server": _SERVER.search(value),
        "vault": _VAULT.search(value),
    }
    named = {what: next(name for name in match.groups() if name).lower() for what, match in found.items() if match}
    return named | (_signature(value) if value.lstrip().lower().startswith(("http://", "https://")) else {})


def _signature(address: str) -> dict[str, str | bool]:
    expiry = _EXPIRY.search(address)
    stated = {"expires": unquote(expiry[1])} if expiry else {}
    return {"signed": True, **stated} if _SIGNATURE.search(address) else {"signed": False}
