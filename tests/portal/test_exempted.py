"""One exemption from the page of a recommendation: undone at once, and on record with who, when, why and until when."""

import html
import re
from collections.abc import Iterator

import pytest
from httpx2 import Client

from bartizan.model import now
from bartizan.state.access.nouns import Role
from tests.api.serving import Served

pytestmark = pytest.mark.slow

RULE = "aws.lambda.public_function_url"
PAGE = f"/posture/recommendations/{RULE}"


@pytest.fixture
def client(portal: Served) -> Iterator[Client]:
    client = portal.person(Role.ANALYST)
    client.base_url, client.follow_redirects = portal.address, True
    yield client
    client.close()


def exempt_one(client: Client, width: str) -> str:
    """Send the form of the first resource that fails, and return the page that comes back."""
    text = client.get(PAGE).text
    fields = text.split('action="/posture/exempt"')[1].split("</form>")[0]
    sent = {key: html.unescape(value) for key, value in re.findall(r'name="(\w+)" value="([^"]*)"', fields)}
    sent |= {"width": width, "category": "risk_accepted", "reason": "A public price list", "until": "2099-01-31"}
    return client.post("/posture/exempt", data=sent).text


def exempt_count(client: Client) -> int:
    return int(client.get("/api/v1/findings", params={"rule_id": RULE, "status": "exempt", "limit": 1}).json()["total"])


def take_back(client: Client, text: str, way: str = "undo") -> None:
    token = re.search(r'name="csrf" value="([^"]+)"', text)
    assert token
    assert client.post(f"/posture/{way}", data={"csrf": token[1], "next": PAGE}).status_code == 200


@pytest.mark.parametrize("width", ["resource", "rule"])
def test_it_is_undone_at_once(client: Client, width: str) -> None:
    failing = client.get("/api/v1/findings", params={"rule_id": RULE, "status": "fail", "limit": 1}).json()["total"]
    text = exempt_one(client, width)
    n = 1 if width == "resource" else failing
    assert exempt_count(client) == n
    assert f"{n:,} finding{'' if n == 1 else 's'} decided on." in text
    take_back(client, text)
    assert exempt_count(client) == 0
    after = client.get(PAGE).text
    assert "decided on." not in after
    assert "decided on; that was undone." in after
    take_back(client, text, "redo")
    assert exempt_count(client) == n
    take_back(client, text)
    assert exempt_count(client) == 0


def test_who_exempted_it_when_and_why_stands_in_the_row_and_beside_it(client: Client) -> None:
    back = exempt_one(client, "resource")
    finding = client.get("/api/v1/findings", params={"rule_id": RULE, "status": "exempt"}).json()["items"][0]["id"]
    today = f"{now():%d %b %Y}"
    row = client.get(PAGE, params={"status": "exempt"}).text.split("<tr data-row")[1].split("</tr>")[0]
    asked = {"group": "check", "status": "exempt", "rule_id": RULE, "open": finding}
    panel = client.get("/posture/recommendations", params=asked).text.split("Exempted by")[1].split("</dl>")[0]
    for said in ("analyst-default", today, "A public price list"):
        assert said in row
        assert said in panel
    assert "31 Jan 2099" in row
    take_back(client, back)
