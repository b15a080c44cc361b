"""Which subscriptions to read, and what to say where none can be."""

from dataclasses import dataclass
from typing import Any

from bartizan.collect.azure.engine.collector import Body
from bartizan.collect.azure.engine.management_group import ancestors
from bartizan.collect.azure.transport.arm_id import is_guid
from bartizan.collect.azure.transport.client import ArmCall, ArmClient
from bartizan.collect.shared.failure import CallError
from bartizan.model import BartizanError, Outcome, UsageError

_CALL = ArmCall("arm:GET subscriptions", "Microsoft.Resources/subscriptions/read")
_VERSION = "2022-12-01"


@dataclass(frozen=True)
class Scopes:
    """The visible subscriptions to read, by lower-case id, and those that were asked for and are not visible."""

    visible: dict[str, Body]
    missing: tuple[str, ...]


async def scopes(client: ArmClient, wanted: tuple[str, ...]) -> Scopes:
    """Return the subscriptions to read: those wanted, or all that the principal sees.

    Raises:
        UsageError: a wanted id is none, Azure refuses or cannot be reached, or nothing is visible.
        BartizanError: Azure answered, but not with subscriptions.

    Source: https://learn.microsoft.com/rest/api/resources/subscriptions/list
    """
    malformed = [each for each in wanted if not is_guid(each)]
    if malformed:
        raise UsageError(f"{malformed[0]!r} is no subscription id. It looks like 00000000-0000-0000-0000-000000000000.")
    seen = await _visible(client)
    asked = list(dict.fromkeys(each.lower() for each in wanted)) or sorted(seen)
    visible = {each: seen[each] for each in asked if each in seen}
    if not visible:
        whom = ", ".join(asked) if asked else "any subscription"
        raise UsageError(f"These credentials do not see {whom}. Assign them the Reader role there, or change account.")
    return Scopes(visible, tuple(each for each in asked if each not in visible))


async def below(client: ArmClient, management_group: str, seen: Scopes) -> Scopes:
    """Return those of the visible subscriptions that a management group stands above.

    Raises:
        UsageError: none does, or Resource Graph does not say what stands above subscriptions.
    """
    known = await ancestors(client, list(seen.visible))
    if isinstance(known, CallError):
        raise UsageError(f"Resource Graph does not say what stands above subscriptions: {known.detail}")
    wanted = management_group.lower()
    found = {
        each: body
        for each, body in seen.visible.items()
        if wanted
        in {str(above["name"]).lower() for above in known.get(each, {}).get("managementGroupAncestorsChain", ())}
    }
    if not found:
        raise UsageError(f"These credentials see no subscription below the management group {management_group}.")
    return Scopes(found, ())


async def _visible(client: ArmClient) -> dict[str, Body]:
    seen: dict[str, Body] = {}
    try:
        async for page in client.pages(_CALL, client.address("/subscriptions", _VERSION)):
            seen |= {each["subscriptionId"].lower(): each for each in page if _is_subscription(each)}
    except CallError as error:
        raise _explained(client, error) from error
    return seen


def _is_subscription(body: Any) -> bool:
    return isinstance(body, dict) and is_guid(body.get("subscriptionId"))


def _explained(client: ArmClient, error: CallError) -> BartizanError:
    if error.code in {"NetworkError", "TimeOut"}:
        return UsageError(f"Cannot reach {client.url}: {error.detail}. Check the network, the proxy and --arm-url.")
    if error.code in {"MalformedAnswer", "UnexpectedShape", "HTTP 404"}:
        return UsageError(f"{client.url} does not answer like Azure Resource Manager. Check --arm-url.")
    if error.outcome is Outcome.DENIED:
        return UsageError(f"These credentials may not list subscriptions: {error.detail}. Assign the Reader role.")
    if error.code.lower() in _LOGIN_CODES:
        return UsageError(f"Azure refused the credentials: {error.detail}. Log in again (`az login`) or renew them.")
    return BartizanError(f"Azure did not list the subscriptions: {error.detail}. Try again later.")


_LOGIN_CODES = frozenset({
    "http 401", "authenticationfailed", "expiredauthenticationtoken", "invalidauthenticationtoken",
    "invalidauthenticationtokentenant", "invalidauthenticationtokenaudience",
    "missingauthenticationtoken", "unauthorized",
})  # fmt: skip
