"""Send a part of an export to its receiver in its form."""

import orjson

from bartizan.base.referred_secret import FORMS, referred_secret
from bartizan.model import UsageError, now
from bartizan.notify.destination import check_url, destination
from bartizan.notify.export.aws import AwsClients, check_role
from bartizan.notify.export.folder import check_folder, write_part
from bartizan.notify.export.part import ExportPart
from bartizan.notify.export.s3 import check_bucket, put_part
from bartizan.notify.export.security_hub import check_hub, import_findings
from bartizan.notify.export.sqs import MOST_MESSAGES, check_queue, send_messages
from bartizan.notify.export.whole import check_place
from bartizan.notify.post import post
from bartizan.notify.webhook import webhook_headers
from bartizan.state.notify.nouns import NotificationRule

MOST_EVENTS = {"file": 1000, "https": 200, "s3": 1000, "sqs": MOST_MESSAGES, "security-hub": 100}
"""In one part, by receiver."""


def check_export(rule: NotificationRule) -> None:
    """Check what can be checked of an export's receiver without the network.

    Raises:
        UsageError: the address is of another form, or a secret was written where a reference to it belongs.
    """
    if rule.secret and (rule.receiver != "https" or not rule.secret.startswith(FORMS)):
        raise UsageError("what https is signed with is named by env:NAME or file:PATH; other receivers take no secret")
    if rule.role and rule.receiver not in ("s3", "sqs", "security-hub", "sarif"):
        raise UsageError("a role is for s3, sqs, security-hub and sarif")
    if rule.receiver == "file":
        check_folder(rule.address)
    elif rule.receiver == "https":
        check_url(rule.address, allows_private=rule.allows_private)
    elif rule.receiver == "s3":
        check_bucket(rule.address)
    elif rule.receiver == "sqs":
        check_queue(rule.address)
    elif rule.receiver == "sarif":
        check_place(rule.address)
    else:
        check_hub(rule.address)
    check_role(rule.role, for_each=rule.receiver == "security-hub")


def send_part(part: ExportPart, rule: NotificationRule, clients: AwsClients) -> list[str]:
    """Send a part and return what of it was refused for good, in words; all else was taken where this returns.

    Raises:
        PostError: it was not taken, or nobody knows.
        UsageError: a secret or credentials are not there.
        RefusedError: the receiver's host has an address that is not allowed.
    """
    if rule.receiver == "file":
        write_part(part, rule.address)
    elif rule.receiver == "s3":
        put_part(part, rule.address, rule.role, clients)
    elif rule.receiver == "sqs":
        return send_messages(part, rule.address, rule.role, clients)
    elif rule.receiver == "security-hub":
        return import_findings(part, rule.role, clients)
    else:
        to, secret = destination(rule.address, allows_private=rule.allows_private), rule.secret
        content = orjson.dumps(part.events, default=str)
        key = referred_secret(secret) if secret else ""
        post(to, content, webhook_headers(part.id, part.attempt, content, key, now()))
    return []
