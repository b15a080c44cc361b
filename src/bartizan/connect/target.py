"""What a connector has a scan read."""

import re
from collections.abc import Mapping

from bartizan.base.referred_secret import FORMS
from bartizan.collect.shared.target import AwsTarget, AzureLogin, AzureTarget
from bartizan.model import UsageError
from bartizan.state.onboarding.nouns import EVENTS_APP, EVENTS_QUEUE, EVENTS_WEBHOOK, INTERVALS, Connector

_ACCOUNT = re.compile(r"\d{12}")
_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_APP = re.compile(f"({_GUID.pattern})/({_GUID.pattern})", re.IGNORECASE)
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_GROUP = re.compile(r"[\w().-]{1,90}")
_KINDS = {
    "aws": {"account": _ACCOUNT, "organization": _ACCOUNT},
    "azure": {"subscription": _GUID, "management_group": _GROUP, "tenant": _GUID},
}
_SETTINGS = {
    "aws": {"regions", "role_name", "profile", "endpoint_url", "partition", EVENTS_QUEUE},
    "azure": {"client_id", "tenant_id", "secret", "cloud", "arm_url", EVENTS_QUEUE, EVENTS_WEBHOOK, EVENTS_APP},
}
ROLE = "bartizan-reader"
"""What the templates call the role."""


def check_connector(connector: Connector) -> None:
    """Check what a person said of a connector.

    Raises:
        UsageError: it is not well formed, or holds what should be a reference to a secret.
    """
    if not _NAME.fullmatch(connector.name):
        raise UsageError(f"connector {connector.name!r}: use up to 63 small letters, digits and -")
    form = _KINDS[connector.provider].get(connector.kind)
    if form is None or not form.fullmatch(connector.target):
        what = connector.kind.replace("_", " ")
        article = "an" if what[0] in "aeiou" else "a"
        raise UsageError(f"{connector.target!r} is not the ID of {article} {what}")
    if connector.interval_hours not in (0, *INTERVALS):
        raise UsageError(f"scan every {', '.join(map(str, INTERVALS))} hours, or 0 for events and a scan a day")
    if unknown := sorted(connector.settings.keys() - _SETTINGS[connector.provider]):
        raise UsageError(f"connector {connector.name}: unknown setting {unknown[0]!r}")
    if (secret := connector.settings.get("secret")) and not secret.startswith(FORMS):
        raise UsageError("name the client secret by env:NAME or file:PATH; it is not stored here")
    if queue := connector.settings.get(EVENTS_QUEUE):
        _check_queue(queue, target(connector))
    if (app := connector.settings.get(EVENTS_APP)) and not _APP.fullmatch(app):
        raise UsageError(f"{app!r}: give the tenant's ID and the application's, as TENANT/APPLICATION")
    if EVENTS_QUEUE in connector.settings and EVENTS_WEBHOOK in connector.settings:
        raise UsageError(f"events of {connector.name} come to a queue or to a webhook, not to both")


def _check_queue(queue: str, read: AwsTarget | AzureTarget) -> None:
    # Imported on use: most commands ask no cloud.
    if isinstance(read, AzureTarget):
        from bartizan.collect.azure.queue import queue_address

        queue_address(queue, read)
    else:
        from bartizan.collect.aws.queue import QueueAddress

        QueueAddress.parse(queue)


def authority(connector: Connector) -> str:
    """Return the host of Entra ID in the cloud of a connector."""
    from bartizan.collect.azure.transport.clouds import cloud

    return cloud(connector.settings.get("cloud") or AzureTarget.cloud).authority


def target(connector: Connector, quota_share: float | None = 0.8) -> AwsTarget | AzureTarget:
    """Return what to scan for a connector."""
    said = connector.settings
    if connector.provider == "azure":
        return AzureTarget(
            subscriptions=(connector.target,) if connector.kind == "subscription" else (),
            arm_url=said.get("arm_url", ""),
            quota_share=quota_share,
            cloud=said.get("cloud", "AzureCloud"),
            management_group=connector.target if connector.kind == "management_group" else "",
            login=AzureLogin(said.get("tenant_id", ""), said.get("client_id", ""), said.get("secret", "")),
        )
    role = said.get("role_name", "")
    arn = f"arn:{said.get('partition', 'aws')}:iam::{connector.target}:role/{role}"
    is_organization = connector.kind == "organization"
    return AwsTarget(
        regions=tuple(filter(None, said.get("regions", "").split(","))),
        endpoint_url=said.get("endpoint_url") or None,
        profile=said.get("profile") or None,
        role_arns=(arn,) if role and not is_organization else (),
        quota_share=quota_share,
        organization_role=role or ROLE if is_organization else "",
        external_id=connector.external_id,
    )


def made_of(read: AwsTarget | AzureTarget, scope: str) -> Connector:
    """Return a connector for an account or subscription that was read without one, named after it."""
    if isinstance(read, AzureTarget):
        said = {"arm_url": read.arm_url, "cloud": read.cloud if read.cloud != AzureTarget.cloud else ""}
        return Connector(f"azure-{scope[:8]}", "azure", "subscription", scope, _given(said))
    role = next((arn for arn in read.role_arns if arn.split(":")[4] == scope), "")
    said = {
        "endpoint_url": read.endpoint_url or "",
        "profile": read.profile or "",
        "regions": ",".join(read.regions),
        "role_name": role.partition(":role/")[2],
    }
    return Connector(f"aws-{scope}", "aws", "account", scope, _given(said), external_id=read.external_id)


def _given(said: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in said.items() if value}
