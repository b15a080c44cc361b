"""Forms as a page sends them."""

from httpx2 import Client, Response

from tests.api.serving import Served


def send_form(portal: Served, client: Client, path: str, **values: str) -> Response:
    """Send a form with the token of the session; where it leads is not followed."""
    csrf = client.get(f"{portal.address}/api/v1/session").json()["csrf"]
    sent = {"csrf": csrf, "next": "/posture/settings", **values}
    return client.post(f"{portal.address}/posture/{path}", data=sent, follow_redirects=False)
