"""Saved queries over the API: an own one is nobody else's business, and only analysts change what all see."""

from collections.abc import Iterator

import pytest
from httpx2 import Client, Response

from bartizan.api.settings import ServeSettings
from bartizan.service.answers.questions import PAGES_OF_EXPLORER
from bartizan.state.access.nouns import Role
from bartizan.state.audit import audit_log
from tests.api.serving import Served, served
from tests.service.estate import arn, published

pytestmark = pytest.mark.slow

OPEN = "find aws_lambda_function where exposure = internet"
CLOSED = "find aws_lambda_function where exposure = none"
SECRET = "kept-to-myself"


@pytest.fixture
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("home")
    published(home, [{"id": arn("orders"), "name": "orders", "exposure": "internet"}])
    with served(ServeSettings(home, "http://127.0.0.1")) as found:
        yield found


def save(client: Client, name: str, text: str = OPEN, *, is_private: bool = False) -> Response:
    return client.post("/explore/queries", json={"name": name, "text": text, "is_private": is_private})


def saved(client: Client) -> dict[str, str]:
    return {each["key"]: each["text"] for each in client.get("/explore/queries").json() if not each["is_template"]}


def test_a_viewer_keeps_queries_and_shares_none(api: Served) -> None:
    viewer, analyst = api.person(Role.VIEWER), api.person(Role.ANALYST)
    made = save(viewer, "mine", is_private=True)
    assert made.status_code == 201
    key = made.json()["key"]
    assert (made.json()["name"], made.json()["is_private"], made.json()["text"]) == ("mine", True, OPEN)
    assert viewer.get(f"/explore/queries/{key}").json() == made.json()
    assert save(viewer, "ours").status_code == 403
    assert viewer.post(f"/explore/queries/{key}/share").status_code == 403
    assert save(analyst, "ours").status_code == 201
    assert viewer.delete("/explore/queries/ours").status_code == 403
    assert saved(viewer) == {key: OPEN, "ours": OPEN}
    assert viewer.delete(f"/explore/queries/{key}").status_code == 204
    assert analyst.delete("/explore/queries/ours").status_code == 204
    assert saved(viewer) == {}


@pytest.mark.parametrize("role", list(Role))
def test_somebody_else_s_own_query_is_as_one_that_is_not_there(api: Served, role: Role) -> None:
    made = save(api.owner(), SECRET, f"{OPEN} and name != {SECRET}", is_private=True).json()
    other, key = api.person(role), made["key"]
    for method, path in (("GET", ""), ("DELETE", ""), ("POST", "/share")):
        answers = [other.request(method, f"/explore/queries/{each}{path}") for each in (key, SECRET, f"x{key}", "none")]
        assert len({(each.status_code, each.text) for each in answers}) == 1, (method, path)
        assert answers[0].status_code == (403 if path and role is Role.VIEWER else 404)
    told = [other.get(path).text for path in ("/explore/queries", "/explore/queries/counts", f"/search?q={SECRET[:7]}")]
    told += [other.get("/audit").text, other.get("/events?seconds=0").text]
    assert [each for each in told if SECRET in each or key in each] == []


def test_who_saved_it_finds_it_and_the_answer_is_never_an_old_one(api: Served) -> None:
    owner, other = api.owner(), api.person(Role.ADMIN)
    before = owner.get(f"/search?q={SECRET}")
    assert before.json()["hits"] == []
    key = save(owner, SECRET, is_private=True).json()["key"]
    after = owner.get(f"/search?q={SECRET}", headers={"If-None-Match": before.headers["ETag"]})
    assert [(each["key"], each["name"]) for each in after.json()["hits"]] == [(key, SECRET)]
    counts = {each["key"]: each["total"] for each in owner.get("/explore/queries/counts").json()}
    assert counts[key] == 1
    theirs = other.get(f"/search?q={SECRET}", headers={"If-None-Match": after.headers["ETag"]})
    assert (theirs.status_code, theirs.json()["hits"]) == (200, [])
    again = owner.get(f"/search?q={SECRET}", headers={"If-None-Match": after.headers["ETag"]})
    assert again.status_code == 304


def test_a_name_tells_nobody_of_another_query(api: Served) -> None:
    owner, analyst, viewer = api.owner(), api.person(Role.ANALYST), api.person(Role.VIEWER)
    own = save(owner, "open", is_private=True).json()["key"]
    theirs = save(viewer, "open", CLOSED, is_private=True).json()["key"]
    assert save(analyst, "open", CLOSED).json()["key"] == "open"
    assert saved(owner) == {own: OPEN, "open": CLOSED}
    assert saved(viewer) == {theirs: CLOSED, "open": CLOSED}
    assert saved(analyst) == {"open": CLOSED}
    refused = owner.post(f"/explore/queries/{own}/share")
    assert (refused.status_code, "everybody here has a query" in refused.text) == (400, True)
    assert saved(owner) == {own: OPEN, "open": CLOSED}


def test_what_is_shared_is_everybody_s(api: Served) -> None:
    owner, viewer = api.owner(), api.person(Role.VIEWER)
    own = save(owner, "open", is_private=True).json()["key"]
    assert [each.action for each in audit_log(api.state, "default") if "quer" in each.action] == []
    shared = owner.post(f"/explore/queries/{own}/share").json()
    assert (shared["key"], shared["is_private"], shared["text"]) == ("open", False, OPEN)
    assert viewer.get("/explore/queries/open").json() == shared
    assert owner.get(f"/explore/queries/{own}").status_code == 404
    (entry,) = [each for each in audit_log(api.state, "default") if "quer" in each.action]
    assert (entry.action, entry.subject) == ("query.share", "open")


def test_only_what_is_shared_is_notified_of(api: Served) -> None:
    owner = api.owner()
    key = save(owner, SECRET, is_private=True).json()["key"]
    rule = {"name": "new ones", "receiver": "email", "address": "cloud@example.com", "kinds": ["query"]}
    for query in (SECRET, f"{SECRET}x", key):
        answer = owner.post("/notifications/rules", json=rule | {"query": query})
        assert (answer.status_code, "did you mean" in answer.text) == (400, False), answer.text
    owner.post(f"/explore/queries/{key}/share")
    assert owner.post("/notifications/rules", json=rule | {"query": SECRET}).status_code == 201


def test_no_name_hides_behind_a_page(api: Served) -> None:
    analyst = api.person(Role.ANALYST)
    for name in sorted(PAGES_OF_EXPLORER):
        key = save(analyst, name).json()["key"]
        assert analyst.get(f"/explore/queries/{key}").json()["name"] == name
        assert analyst.delete(f"/explore/queries/{key}").status_code == 204


@pytest.mark.parametrize(("name", "said"), [("Not a name", "small letters"), ("administrators", "a template")])
def test_what_is_no_name_is_refused(api: Served, name: str, said: str) -> None:
    for is_private in (True, False):
        answer = save(api.owner(), name, is_private=is_private)
        assert (answer.status_code, said in answer.text) == (400, True), answer.text
    assert api.owner().delete("/explore/queries/administrators").status_code == 400
