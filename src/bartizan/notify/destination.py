"""Where a message may go: the internet, private networks where they are allowed, and never a cloud's own services.

A name is resolved once and the connection goes to what that gave, so that its owner cannot turn it elsewhere between
the check and the connection.
"""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from bartizan.model import BartizanError, UsageError

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_METADATA = frozenset(map(ipaddress.ip_address, ("fd00:ec2::254", "fd00:ec2::23", "168.63.129.16", "100.100.100.200")))
"""Where machines of AWS, Azure and Alibaba get their credentials; the others are link-local."""
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
"""IPv6 addresses that stand for an IPv4 one, https://www.rfc-editor.org/rfc/rfc6052"""


class RefusedError(BartizanError):
    """A message is not sent there; the message says why and does not hold the address."""


@dataclass(frozen=True)
class Destination:
    """A checked place: the connection goes to ``address``, the request is for ``host`` and ``path``."""

    host: str
    port: int
    path: str
    is_tls: bool
    address: str


def check_url(url: str, *, allows_private: bool = False) -> None:
    """Check the form of a receiver's URL.

    Raises:
        UsageError: it is none, has a password, or is not of HTTPS though it leaves this network.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise UsageError("the receiver's URL cannot be read") from None
    if parts.scheme not in ("https", "http") or not parts.hostname or port == 0:
        raise UsageError("a receiver is an https URL")
    if parts.scheme == "http" and not allows_private:
        raise UsageError("a receiver is an https URL; plain http is for private networks alone")
    if parts.username or parts.password:
        raise UsageError("leave user and password out of the receiver's URL")
    if any(character <= " " or character == "\x7f" for character in url):
        raise UsageError("the receiver's URL cannot be read")


def destination(url: str, *, allows_private: bool = False) -> Destination:
    """Return the place that a URL names, its host resolved and checked.

    Raises:
        UsageError: the URL cannot be used.
        RefusedError: its host does not resolve, or has an address that is not allowed.
    """
    check_url(url, allows_private=allows_private)
    parts = urlsplit(url)
    host, is_tls = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if is_tls else 80)
    path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise RefusedError("the receiver's host does not resolve") from error
    addresses = [str(each[4][0]) for each in found]
    for address in addresses:
        _check(address, allows_private=allows_private)
    return Destination(host, port, path.encode("ascii", "replace").decode(), is_tls, addresses[0])


def _check(address: str, *, allows_private: bool) -> None:
    # All of a host's addresses: a name with one public and one private address is somebody's trick.
    meant = {ipaddress.ip_address(address.partition("%")[0])}
    meant |= {inner for each in meant for inner in _inner(each)}
    if any(each.is_link_local or each.is_multicast or each.is_unspecified or each in _METADATA for each in meant):
        raise RefusedError(
            "the receiver's host has an address that is never sent to: it is link-local or a cloud's own"
        )
    if not allows_private and not all(each.is_global for each in meant):
        raise RefusedError("the receiver's host has an address of a private network; allow that with --allow-private")


def _inner(address: _Address) -> list[ipaddress.IPv4Address]:
    """Return the IPv4 addresses that an IPv6 address stands for."""
    if isinstance(address, ipaddress.IPv4Address):
        return []
    found = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _TRANSLATED:
        found.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return [each for each in found if each is not None]
