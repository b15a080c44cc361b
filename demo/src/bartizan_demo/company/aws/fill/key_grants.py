"""Whom the company lets use its keys by a grant: a backup vendor decrypts, a mail vendor only encrypts."""

from typing import Any

from moto.kms.models import kms_backends

from bartizan_demo.company.aws.nouns import ANALYTICS, IRELAND, PRODUCTION, VENDOR, key_arn

_GRANTS = (
    (PRODUCTION, "vendor-backup", ["Decrypt", "DescribeKey"]),
    (ANALYTICS, "vendor-mail", ["Encrypt", "DescribeKey"]),
)


def fill_key_grants() -> None:
    """Give the vendor's roles their grants on the keys that encrypt data."""
    for account, name, operations in _GRANTS:
        kms: Any = kms_backends[account][IRELAND]
        role = f"arn:aws:iam::{VENDOR}:role/{name}"
        kms.create_grant(key_arn(account, IRELAND).rpartition("/")[2], role, operations, name, {}, "")
