"""Conditions on the address of a caller, whose ranges count together: two halves are the whole internet.

Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
"""

from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, collapse_addresses, ip_address, ip_network

from bartizan.permit.aws.language.context import INTERNET, Undecided, Values

_BITS = {4: 32, 6: 128}
_WIDE = {4: 2**24, 6: 2**96}
"""More addresses than a /8 of IPv4 or a /32 of IPv6 count as the internet, as AWS itself has it."""
_PRIVATE = tuple(map(ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")))

Network = IPv4Network | IPv6Network


def holds_for_address(ranges: tuple[str, ...], values: Values, *, is_negated: bool, allows: bool) -> bool | None:
    """Return whether a condition on aws:SourceIp holds, see ``condition.hold``."""
    # A caller picks the kind of its address as suits it: an Allow takes either kind, a Deny must stop both.
    is_any = allows is not is_negated
    if isinstance(values, Undecided):
        is_in = _holds_all(ranges, is_any=is_any)
    elif values == (INTERNET,):
        is_in = _holds_internet(ranges, is_any=is_any)
    else:
        is_in = any(_contains(ranges, value) for value in values)
    return is_in if is_in is None else is_in is not is_negated


def _holds_all(ranges: tuple[str, ...], *, is_any: bool) -> bool | None:
    """Return whether ranges hold every address of either kind, or of both; None where it depends on the address."""
    full = [_count(ranges, version) == 2 ** _BITS[version] for version in _BITS]
    if any(full) if is_any else all(full):
        return True
    return None if _networks(ranges) else False


def _holds_internet(ranges: tuple[str, ...], *, is_any: bool) -> bool:
    """Return whether address ranges are wide enough to include the public, or to include nearly all of it."""
    public = tuple(str(each) for each in _networks(ranges) if not any(_is_within(each, own) for own in _PRIVATE))
    counts = {version: _count(public, version) for version in _BITS}
    if is_any:
        return any(count > _WIDE[version] for version, count in counts.items())
    return all(2 ** _BITS[version] - count <= _WIDE[version] for version, count in counts.items())


def _contains(ranges: tuple[str, ...], value: str) -> bool:
    try:
        address = ip_address(value)
    except ValueError:
        return False
    return any(address in network for network in _networks(ranges) if network.version == address.version)


def _is_within(inner: Network, outer: Network) -> bool:
    return inner.version == outer.version and inner.network_address in outer and inner.prefixlen >= outer.prefixlen


def _count(ranges: tuple[str, ...], version: int) -> int:
    """Return how many addresses of a version of IP ranges hold together."""
    if version == 4:
        four = [network for network in _networks(ranges) if isinstance(network, IPv4Network)]
        return sum(network.num_addresses for network in collapse_addresses(four))
    six = [network for network in _networks(ranges) if isinstance(network, IPv6Network)]
    return sum(network.num_addresses for network in collapse_addresses(six))


@lru_cache(4096)
def _networks(ranges: tuple[str, ...]) -> tuple[Network, ...]:
    found = []
    for each in ranges:
        try:
            found.append(ip_network(each, strict=False))
        except ValueError:
            continue
    return tuple(found)
