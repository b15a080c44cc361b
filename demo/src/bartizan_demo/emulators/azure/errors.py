"""Refusals in the shapes in which Azure makes them.

Source: https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors
"""

import uuid
from dataclasses import dataclass, field
from typing import Any

from bartizan.model import now


@dataclass
class ArmError(Exception):
    """An answer that is not 200: its status, error code, message, further details and headers."""

    status: int
    code: str
    message: str
    details: list[dict[str, Any]] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def body(self) -> dict[str, Any]:
        """The JSON body, as ARM writes it."""
        error: dict[str, Any] = {"code": self.code, "message": self.message}
        return {"error": {**error, "details": self.details} if self.details else error}


def unauthenticated(has_token: bool) -> ArmError:
    """Return the answer to a request without a token, or with one that ARM did not issue or that has run out."""
    if has_token:
        code, message = "InvalidAuthenticationToken", "The access token is invalid."
    else:
        code, message = "AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing."
    challenge = (
        f'Bearer authorization_uri="https://login.windows.net/", error="invalid_token", error_description="{message}"'
    )
    return ArmError(401, code, message, headers={"WWW-Authenticate": challenge})


def expired(until: str) -> ArmError:
    """Return the answer to a token that ran out at ``until``."""
    message = f"The access token expiry UTC time '{until}' is earlier than current UTC time '{_utc()}'."
    return ArmError(401, "ExpiredAuthenticationToken", message)


def forbidden(action: str, scope: str, principal: str) -> ArmError:
    """Return the answer to a principal that lacks an action at a scope."""
    message = (
        f"The client '{principal}' with object id '{principal}' does not have authorization to perform action "
        f"'{action}' over scope '{scope}' or the scope is invalid. If access was recently granted, please refresh "
        "your credentials."
    )
    return ArmError(403, "AuthorizationFailed", message)


def throttled(subscription: str, seconds: int, what: str = "read") -> ArmError:
    """Return the answer to a request beyond a subscription's quota; it may be asked again in ``seconds``."""
    message = (
        f"Number of '{what}' requests for subscription '{subscription}' exceeded. Please try again after '{seconds}' "
        "seconds after additional tokens are available. Refer to https://aka.ms/arm-throttling for additional "
        "information."
    )
    return ArmError(429, "SubscriptionRequestsThrottled", message, headers={"Retry-After": str(seconds)})


def query_throttled(seconds: int) -> ArmError:
    """Return the answer to a query beyond the quota of Resource Graph."""
    why = (
        "Client application has been throttled and should not attempt to repeat the request until an amount of time "
        "has elapsed. Please see https://aka.ms/resourcegraph-throttling for help."
    )
    headers = {"Retry-After": str(seconds), "x-ms-user-quota-resets-after": f"00:00:{seconds:02}"}
    return ArmError(429, "RateLimiting", support(), [{"code": "RateLimiting", "message": why}], headers)


def bad_query(code: str, message: str, **place: Any) -> ArmError:
    """Return the answer to a query that Resource Graph cannot run."""
    invalid = (
        "Query is invalid. Please refer to the documentation for the Azure Resource Graph service and fix the error "
        "before retrying."
    )
    details = [{"code": "InvalidQuery", "message": invalid}, {"code": code, "message": message, **place}]
    return ArmError(400, "BadRequest", support(), details)


def not_found(type_: str, name: str, group: str) -> ArmError:
    """Return the answer to a resource that does not exist in a resource group that does."""
    message = (
        f"The Resource '{type_}/{name}' under resource group '{group}' was not found. For more details please go to "
        "https://aka.ms/ARMResourceNotFoundFix"
    )
    return ArmError(404, "ResourceNotFound", message)


def support() -> str:
    """Return the message that stands above the details of every error of Resource Graph."""
    return f"Please provide below info when asking for support: timestamp = {_utc()}, correlationId = {uuid.uuid4()}."


def _utc() -> str:
    return now().isoformat(timespec="microseconds") + "0Z"
