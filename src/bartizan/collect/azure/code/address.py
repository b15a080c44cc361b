"""Which addresses of packages are followed, and which of them are Azure's own and may be given a token.

Settings are written by anyone who may change an app: an address in them must not lead a scan into its own network.
"""

import asyncio
import ipaddress
import re
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from yarl import URL

from bartizan.collect.azure.transport.clouds import Cloud
from bartizan.collect.azure.transport.login import is_loopback

_NAME = re.compile(r"(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z][a-z0-9-]{1,62}")
_PRINTABLE = re.compile(r"[!-~]{1,8000}")
_INSIDE = ("local", "localhost", "internal", "intranet", "lan", "home", "corp", "arpa", "test", "invalid")


Resolve = Callable[[str], Awaitable[Sequence[str]]]
"""Returns the addresses of a host's name, as texts. Raises OSError where nobody knows it."""


async def _resolved(host: str) -> Sequence[str]:
    found = await asyncio.get_running_loop().getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    return [str(each[4][0]) for each in found]


@dataclass(frozen=True)
class Addresses:
    """The hosts of one cloud; ``arm_url`` on this machine is an emulator: all of the cloud, and the internet."""

    cloud: Cloud
    arm_url: URL
    resolve: Resolve = _resolved

    def storage(self, text: str) -> URL | None:
        """Return the URL of a storage account's container or blob, None for any other."""
        url = _parsed(text)
        return url if url and _is_in(url.host, self.cloud.blobs) else None

    def deployment(self, host: str, path: str) -> URL | None:
        """Return the URL of a path on an app's deployment site, None where the host is not one."""
        url = _parsed(f"https://{host}{path}")
        is_ours = url is not None and url.host == host and ".scm." in host and _is_in(host, self.cloud.sites)
        return url if is_ours else None

    async def public(self, text: str) -> URL | None:
        """Return a URL whose host is Azure's storage or, by its name and all its addresses, on the public internet."""
        url = self.storage(text) or _parsed(text)
        if url is None or _is_in(url.host, self.cloud.blobs) or is_loopback(self.arm_url):
            return url
        return url if await self._is_public(str(url.host)) else None

    async def _is_public(self, host: str) -> bool:
        """Return whether all of a name's addresses are public; a name that nobody knows here leads nowhere either."""
        try:
            found = await self.resolve(host)
        except OSError:
            return True
        return all(ipaddress.ip_address(each.partition("%")[0]).is_global for each in found)

    def reached(self, url: URL) -> URL:
        """Return the URL to ask: the same, or the emulator's own for it."""
        if not is_loopback(self.arm_url):
            return url
        return URL(f"{str(self.arm_url).rstrip('/')}/_host/{url.host}{url.raw_path_qs}", encoded=True)


def _parsed(text: str) -> URL | None:
    """Return an https URL of a full domain name at the usual port; addresses in numbers name no package."""
    try:
        url = URL(text, encoded=True) if _PRINTABLE.fullmatch(text) else None
        port = url.port if url else None
    except (ValueError, IndexError):  # the latter is what yarl makes of "[]@"
        return None
    if url is None or url.scheme != "https" or port != 443 or url.user or url.password:
        return None
    host = (url.host or "").lower()
    is_name = _NAME.fullmatch(host) is not None and host.rpartition(".")[2] not in _INSIDE
    return url if is_name else None


def _is_in(host: str | None, domains: tuple[str, ...]) -> bool:
    return (host or "").lower().endswith(tuple(f".{domain}" for domain in domains))
