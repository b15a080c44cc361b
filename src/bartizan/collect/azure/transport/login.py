"""Bearer tokens for Azure Resource Manager and Microsoft Graph: cached, and renewed before they run out."""

import asyncio
import logging
import os
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from yarl import URL

from bartizan.base.referred_secret import referred_secret
from bartizan.collect.shared.target import AzureLogin
from bartizan.model import UsageError, printable

TOKEN_VARIABLE = "BARTIZAN_ARM_TOKEN"  # noqa: S105 the name of a variable
ANYBODY = AzureLogin()
_RENEW_SECONDS = 300
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_ADVICE = (
    "Run `az login`, or set AZURE_CLIENT_ID, AZURE_TENANT_ID and AZURE_CLIENT_SECRET (or a federated token or a "
    "managed identity) for a principal that has the Reader role."
)


class Login(Protocol):
    """Something that has a bearer token."""

    async def token(self) -> str:
        """Return a token that is good for some minutes. Raises UsageError where none can be had."""

    async def renew(self, refused: str) -> bool:
        """Drop a token that Azure refused; return whether asking again can help."""

    async def close(self) -> None:
        """Let go of connections."""


def is_loopback(url: URL) -> bool:
    """Return whether a URL points to this machine."""
    return url.host in _LOOPBACK


def login(arm_url: URL, authority: str = "", who: AzureLogin = ANYBODY) -> Login:
    """Return the way to log in for an endpoint of Azure; ``authority`` is the host of Entra ID, empty for the default.

    A token from the environment is for emulators on this machine and nowhere else.

    Raises:
        UsageError: the endpoint and the environment do not fit together.
    """
    return _login(arm_url, f"{arm_url.origin()}/.default", partial(credential, authority, who), DefaultChain)


def brief_login(arm_url: URL, scope: str, authority: str = "", who: AzureLogin = ANYBODY) -> Login:
    """Return the way to log in for another service of the same cloud that stays good when nobody closes it.

    Raises:
        UsageError: as ``login``.
    """
    return _login(arm_url, scope, partial(credential, authority, who), BriefChain)


def _login(arm_url: URL, scope: str, make: Callable[[], Any], chain: "type[DefaultChain]") -> Login:
    fixed = os.environ.get(TOKEN_VARIABLE, "")
    if fixed and not is_loopback(arm_url):
        raise UsageError(f"{TOKEN_VARIABLE} is only for an --arm-url on this machine. Unset it to scan {arm_url}.")
    if fixed:
        return FixedToken(fixed)
    if arm_url.scheme != "https":
        raise UsageError(f"{arm_url} would receive a token in clear text. Use https, or {TOKEN_VARIABLE} on loopback.")
    return chain(scope, make)


@dataclass(frozen=True, repr=False)
class FixedToken:
    """A token given from outside; it cannot be renewed."""

    value: str

    async def token(self) -> str:
        """Return the token."""
        return self.value

    async def renew(self, refused: str) -> bool:  # noqa: ARG002 part of the protocol
        """Return False: there is no other token."""
        return False

    async def close(self) -> None:
        """Do nothing."""


class DefaultChain:
    """azure-identity's default chain: environment, workload and managed identity, Azure CLI; never a browser.

    Source: https://learn.microsoft.com/python/api/azure-identity/azure.identity.aio.defaultazurecredential
    """

    def __init__(self, scope: str, make: Callable[[], Any] | None = None) -> None:
        self._scope = scope
        self._make = make or credential
        self._credential: Any = None
        self._token: Any = None
        self._turn = asyncio.Lock()

    async def token(self) -> str:
        """Return a token that is good for at least five minutes."""
        async with self._turn:
            if self._token is None or self._token.expires_on - time.time() < _RENEW_SECONDS:
                self._token = await self._fetched()
            return str(self._token.token)

    async def renew(self, refused: str) -> bool:
        """Drop the refused token, unless another task has done so already; return True."""
        async with self._turn:
            if self._token is not None and self._token.token == refused:
                self._token = None
        return True

    async def close(self) -> None:
        """Close the chain's own connections."""
        if self._credential is not None:
            await self._credential.close()

    async def _fetched(self) -> Any:
        from azure.core.exceptions import AzureError

        if self._credential is None:
            self._credential = self._make()
        try:
            fetched: Awaitable[Any] = self._credential.get_token(self._scope)
            return await fetched
        except (AzureError, ValueError) as error:
            first = printable(str(error).splitlines()[0] if str(error) else type(error).__name__)
            raise UsageError(f"No Azure credential works: {first} {_ADVICE}") from None


class BriefChain(DefaultChain):
    """The same for tokens that are wanted seldom and late: no connection is kept open between them."""

    async def _fetched(self) -> Any:
        try:
            return await super()._fetched()
        finally:
            await self.close()
            self._credential = None


def credential(authority: str = "", who: AzureLogin = ANYBODY) -> Any:
    """Return azure-identity's credential of somebody.

    Raises:
        UsageError: a secret is not where it is said to be.

    Source: https://learn.microsoft.com/python/api/azure-identity/azure.identity.aio.defaultazurecredential
    """
    from azure.identity.aio import ClientSecretCredential, DefaultAzureCredential

    # The chain logs every member that has nothing to offer; the exception says it once.
    logging.getLogger("azure").setLevel(logging.CRITICAL)
    chosen = {"authority": authority} if authority else {}  # else AZURE_AUTHORITY_HOST, else the public cloud
    if who.secret:
        return ClientSecretCredential(who.tenant_id, who.client_id, referred_secret(who.secret), **chosen)
    if who.client_id:
        chosen |= dict.fromkeys(("managed_identity_client_id", "workload_identity_client_id"), who.client_id)
    if who.tenant_id:
        chosen |= {"workload_identity_tenant_id": who.tenant_id}
    return DefaultAzureCredential(exclude_interactive_browser_credential=True, **chosen)
