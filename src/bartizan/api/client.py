"""Where a request comes from: what a proxy says counts only where the proxy is trusted."""

from starlette.requests import HTTPConnection


def client_address(request: HTTPConnection) -> str:
    """Return the address of the client, as the nearest proxy that is not trusted, or the socket, has it."""
    trusted: frozenset[str] = request.app.state.settings.trusted_proxies
    address = request.client.host if request.client else ""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
    while address in trusted and hops and hops[-1]:
        address = hops.pop()
    return address
