"""The door over HTTP: links, passwords, directories, tokens, people, and what all answers have in common."""

import json

import pytest

from bartizan.access.owner import owner_link_secret
from bartizan.api.guard import CSRF_HEADER
from bartizan.api.headers import POLICY
from bartizan.api.problem import MEDIA_TYPE, NO_ACCESS
from bartizan.state.access.nouns import Role
from tests.api.serving import Served


def test_the_owner_comes_in_by_the_link_and_then_by_password(api: Served) -> None:
    client = api.anybody()
    assert client.get("/session").status_code == 401
    secret = owner_link_secret(api.state)
    answer = client.post("/session/link", json={"secret": secret})
    assert answer.status_code == 204
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    session = client.get("/session").json()
    assert session["role"] == "admin"
    assert session["directories"] == [{"id": "default", "name": "Default", "role": "admin"}]
    assert api.anybody().post("/session/link", json={"secret": secret}).status_code == 401
    words = " ".join(["four", "words", "are", "enough"])
    assert client.put("/session/password", json={"password": words}).status_code == 403
    client.headers[CSRF_HEADER] = session["csrf"]
    assert client.put("/session/password", json={"password": words}).status_code == 204
    other = api.anybody()
    assert other.post("/session/password", json={"password": words + "x"}).status_code == 401
    assert other.post("/session/password", json={"password": words}).status_code == 204
    assert other.cookies != client.cookies
    assert client.delete("/session").status_code == 204
    assert client.get("/session").status_code == 401
    assert other.get("/session").status_code == 200


def test_every_answer_has_the_headers_and_errors_are_problems(api: Served) -> None:
    client = api.anybody()
    for path in ("/session", "/nothing", "/openapi.json", "/../../healthz"):
        answer = client.get(path)
        assert answer.headers["Content-Security-Policy"] == POLICY
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
        if answer.status_code >= 400:
            assert answer.headers["Content-Type"] == MEDIA_TYPE
            assert set(answer.json()) == {"type", "title", "status", "detail", "trace"}
    assert client.get("/session").headers["WWW-Authenticate"] == "Bearer"


def test_what_is_not_there_and_what_is_not_yours_look_the_same(api: Served) -> None:
    here, elsewhere = api.person(Role.ADMIN), api.person(Role.ADMIN, "team-shop")
    token = elsewhere.post("/tokens", json={"name": "pipeline"}).json()
    answers = [here.delete(f"/tokens/{id_}") for id_ in (token["id"], "0" * 16)]
    answers += [here.put(f"/people/{token['person_id']}", json={"role": "viewer"}), here.get("/nothing")]
    answers += [here.post("/session/directory", json={"directory": name}) for name in ("team-shop", "team-none")]
    assert {(answer.status_code, answer.text) for answer in answers} == {(404, answers[0].text)}
    assert answers[0].json()["title"] == NO_ACCESS
    nobody = api.person(None)
    assert nobody.get("/tokens").text == answers[0].text
    assert nobody.get("/session").json()["role"] is None


def test_changing_directory_gives_another_session(api: Served) -> None:
    api.person(Role.VIEWER, "team-pay")
    client = api.person(Role.ANALYST, "team-ship")
    assert client.post("/session/directory", json={"directory": "team-pay"}).status_code == 404
    assert client.get("/session").json()["directory"] == "team-ship"


def test_tokens_are_shown_once_and_refused_once_revoked(api: Served) -> None:
    client = api.person(Role.ANALYST)
    made = client.post("/tokens", json={"name": "pipeline", "role": "viewer", "days": 7}).json()
    assert made["secret"] not in client.get("/tokens").text
    program = api.anybody()
    program.headers["Authorization"] = f"Bearer {made['secret']}"
    assert program.get("/session").json()["role"] == "viewer"
    # A token needs no CSRF token: no browser sends it by itself.
    assert program.post("/tokens", json={"name": "another", "role": "admin"}).status_code == 400
    assert client.delete(f"/tokens/{made['id']}").status_code == 204
    assert program.get("/session").status_code == 401
    assert client.delete(f"/tokens/{made['id']}").status_code == 404
    program.headers["Authorization"] = "Basic x"
    assert program.get("/session").status_code == 401


def test_admins_give_and_take_roles_and_the_log_says_so(api: Served) -> None:
    admin, viewer = api.person(Role.ADMIN, "team-data"), api.person(Role.VIEWER, "team-data")
    id_ = viewer.get("/session").json()["person_id"]
    assert viewer.get("/people").status_code == 403
    assert admin.put(f"/people/{id_}", json={"role": "analyst"}).json()["role"] == "analyst"
    assert viewer.get("/session").json()["role"] == "analyst"
    assert admin.delete(f"/people/{id_}").status_code == 204
    assert viewer.get("/session").status_code == 401
    log = admin.get("/audit", params={"limit": 2}).json()
    assert [entry["action"] for entry in log["items"]] == ["role.remove", "role.grant"]
    assert log["total"] > 2


def test_no_secret_is_in_an_error(api: Served) -> None:
    canary = "canary-" + "0123456789abcdef" * 4
    client = api.anybody()
    for body in ({"secret": [canary]}, {"secret": canary * 30}, {"other": canary}):
        answer = client.post("/session/link", json=body)
        assert answer.status_code == 422
        assert canary not in answer.text
    answer = client.post("/session/link", content=json.dumps(canary)[:-1], headers={"Content-Type": "application/json"})
    assert canary not in answer.text


def test_too_many_tries_have_to_wait(api: Served) -> None:
    client = api.anybody()
    answers = [client.post("/session/password", json={"password": "x"}) for _ in range(12)]
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["Retry-After"]) >= 0


@pytest.mark.parametrize(
    ("next_", "path"),
    [
        ("/posture/overview?x=1", "/posture/overview?x=1"), ("//evil.example", "/"), ("https://evil.example", "/"),
        ("/\\evil.example", "/"), ("javascript:alert(1)", "/"), ("", "/"), ("/a\nb", "/"), ("/a\\b", "/"),
    ],
)  # fmt: skip
def test_sign_in_leads_back_into_this_site_only(next_: str, path: str) -> None:
    from bartizan.api.routes.door import own_path

    assert own_path(next_) == path
