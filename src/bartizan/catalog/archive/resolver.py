"""Which addresses a package is never asked for at: those where machines of a cloud hand out their own credentials.

Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html and
https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16
"""

import ipaddress
import socket

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import DefaultResolver

from bartizan.catalog.archive.source import SourceError
from bartizan.catalog.package import Reason

_METADATA = frozenset(map(ipaddress.ip_address, ("fd00:ec2::254", "fd00:ec2::23", "168.63.129.16", "100.100.100.200")))
"""Of AWS, Azure and Alibaba; the others are link-local."""


def is_refused(address: str) -> bool:
    """Return whether an IP address is link-local or answers only the machine that asks; False for a name."""
    try:
        stated = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    stated = (isinstance(stated, ipaddress.IPv6Address) and stated.ipv4_mapped) or stated
    return stated.is_link_local or stated.is_multicast or stated.is_unspecified or stated in _METADATA


def is_public(address: str) -> bool:
    """Return whether an IP address is anyone's to ask, and not of this machine or its network."""
    told = ipaddress.ip_address(address.partition("%")[0])
    return ((isinstance(told, ipaddress.IPv6Address) and told.ipv4_mapped) or told).is_global


def refusal() -> SourceError:
    """Return the error of a host with no other address."""
    return SourceError(Reason.FAILED, "the host in its link has an address that is never asked: it is link-local")


class GuardedResolver(AbstractResolver):
    """Resolves names as usual but leaves out addresses that are refused; connections go to what it returned.

    A name that was public when it was first asked for stays so: its owner may not turn it towards this machine or its
    network between one request and the next, after a redirect for one.
    """

    def __init__(self, usual: AbstractResolver | None = None) -> None:
        self._usual = usual or DefaultResolver()
        self._public: dict[str, bool] = {}

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the addresses of a host.

        Raises:
            SourceError: it has none but such as are refused.
        """
        found = await self._usual.resolve(host, port, family)
        allowed = [each for each in found if not is_refused(each["host"])]
        if found and not allowed:
            raise refusal()
        are_public = bool(allowed) and all(is_public(each["host"]) for each in allowed)
        if self._public.setdefault(host, are_public):
            allowed = [each for each in allowed if is_public(each["host"])]
            if not allowed:
                raise SourceError(Reason.FAILED, "the host in its link was public and is now of a private network")
        return allowed

    async def close(self) -> None:
        """Close the resolver below."""
        await self._usual.close()
