"""What stands around every page: the age of the data, the numbers of the menu, and addresses that keep the snapshot."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from httpx2 import Client

from bartizan.access.owner import owner_link_secret
from bartizan.access.signing_in import signed_in
from bartizan.api.settings import ServeSettings
from bartizan.portal.app import create_portal
from bartizan.portal.links import resource_path
from bartizan.state.access.nouns import Role
from bartizan.state.access.people import grant_role, known_person
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


def test_another_directory_shows_the_object_else_its_list_and_a_link_stays_denied(portal: Served) -> None:
    published(portal.settings.home, [{"id": arn("orders-in"), "name": "orders-in"}], "team-shop", "shop")
    portal.person(Role.VIEWER, "team-shop")  # makes the directory
    person = known_person(portal.state, "https://issuer.example", "both", "both")
    for each in ("default", "team-shop"):
        grant_role(portal.state, each, person.id, Role.VIEWER, "owner")
    client = portal.by_cookie(signed_in(portal.state, person.id, "default").cookie)
    shared, own = (f"/posture{resource_path(arn(each), 'x')}" for each in ("orders-in", "orders-out"))
    assert changed(portal, client, "team-shop", shared) == (200, shared)
    assert changed(portal, client, "default", own) == (200, own)
    assert changed(portal, client, "team-shop", own) == (200, "/posture/inventory")
    assert client.get(portal.address + own).status_code == 404
    for lost in ("/posture/inventory?at=one", "/posture/recommendations/aws.lambda.gone?at=one"):
        assert changed(portal, client, "team-shop", lost) == (200, lost.split("?")[0].removesuffix("/aws.lambda.gone"))
    assert changed(portal, client, "team-shop", "/posture/no-such-page")[0] == 404


def changed(portal: Served, client: Client, directory: str, to: str) -> tuple[int, str]:
    """Return how the answer to a change of the directory comes out, and the path where it ends."""
    csrf = client.get(f"{portal.address}/api/v1/session").json()["csrf"]
    sent = {"csrf": csrf, "directory": directory, "next": to}
    answer = client.post(f"{portal.address}/directories", data=sent, follow_redirects=True)
    return answer.status_code, answer.url.path
