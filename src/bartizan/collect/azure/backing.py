"""Which storage account or key vault a setting names: no secret by itself, and what stands behind the app."""

import re

_ACCOUNT = re.compile(r"(?i)(?:^|;)\s*AccountName\s*=\s*([a-z0-9]{3,24})\s*(?:;|$)")
_VAULT = re.compile(
    r"(?i)@Microsoft\.KeyVault\(.*?(?:VaultName=|SecretUri=https://)([a-z][a-z0-9-]{1,22}[a-z0-9])(?=[.;)/\s])"
)


def backing(value: object) -> dict[str, str]:
    """Return ``account``, ``vault`` or nothing: names in lower case, out of a connection string or a reference."""
    if not isinstance(value, str):
        return {}
    found = {"account": _ACCOUNT.search(value), "vault": _VAULT.search(value)}
    return {what: match[1].lower() for what, match in found.items() if match}
