"""What stands around every page: the age of the data, the numbers of the menu, and addresses that keep the snapshot."""

import re
from collections.abc import Iterator
from html import unescape

import pytest

from bartizan.access.owner import owner_link_secret
from bartizan.api.settings import ServeSettings
from bartizan.portal.app import create_portal
from bartizan.state.access.nouns import Role
from tests.api.serving import Served, served
from tests.portal.forms import send_form
from tests.service.estate import arn, published


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("home")
    functions = [{"id": arn(name), "name": name} for name in ("orders-in", "orders-out")]
    published(home, functions, id_="one")
    published(home, functions, id_="two")
    with served(ServeSettings(home, "http://127.0.0.1"), create_portal) as found:
        yield found


def around(text: str) -> tuple[list[str], list[str]]:
    """Return what the frame says of the age, and the numbers of its menu."""
    side = text.split('id="menu"')[1].split("</nav>", maxsplit=1)[0]
    return re.findall(r"Scanned <span>([^<]+)</span>", text), re.findall(r'class="count">([^<]+)<', side)


def test_a_search_and_a_new_token_stand_in_the_frame_that_pages_have(portal: Served) -> None:
    viewer = portal.person(Role.VIEWER)
    page = viewer.get(f"{portal.address}/posture/inventory").text
    assert around(page)[0] != ["never"]
    assert all(around(page))
    found = viewer.get(f"{portal.address}/posture/search", params={"q": "orders"}).text
    assert "orders-out" in found
    assert around(found) == around(page)
    made = send_form(portal, viewer, "tokens/make", name="export", role="viewer").text
    assert around(made) == around(page)
    assert "data-snapshot" in found
    assert "data-snapshot" not in made  # nothing offers to load anew what is shown once


def test_the_frame_of_an_older_snapshot_leads_to_that_snapshot(portal: Served) -> None:
    viewer = portal.person(Role.VIEWER)
    for path in ("/inventory", "/search?q=orders", "/search?q="):
        answer = viewer.get(f"{portal.address}/posture{path}", params={"at": "one"}, follow_redirects=True)
        assert "This page shows the older snapshot" in answer.text
        bar = answer.text.split("<main")[0]
        assert '<input type="hidden" name="at" value="one">' in bar
        links = set(re.findall(r'href="(/(?:posture|operations)/[^"]*)"', bar))
        assert {"/posture/overview?at=one", "/posture/scans?at=one"} <= links
        assert [link for link in links if "at=one" not in link] == []
        assert 'name="at"' not in viewer.get(f"{portal.address}/posture/inventory").text


@pytest.mark.parametrize("path", ["/posture/search?q=a%26b+c", "/posture/lists/inventory.csv?region=eu-west-1&q=%3F"])
def test_sign_in_leads_on_to_the_address_with_its_query(portal: Served, path: str) -> None:
    with portal.anybody() as client:
        answer = client.get(portal.address + path, follow_redirects=False)
        assert answer.status_code == 303
        page = client.get(portal.address + answer.headers["Location"]).text
        (to,) = set(re.findall(r'name="next" value="([^"]*)"', page))
        secret = owner_link_secret(portal.state)
        sent = {"secret": secret, "next": unescape(to)}
        answer = client.post(f"{portal.address}/signin/link", data=sent, follow_redirects=False)
        assert answer.headers["Location"] == path
