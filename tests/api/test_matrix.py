"""Who may call what, for every route that OpenAPI names: exactly these codes, and no byte of another directory."""

import datetime
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest
from httpx2 import Client, Response

from bartizan.access.caller import ApiCaller
from bartizan.access.secret import digest
from bartizan.access.tokens import make_token
from bartizan.api.app import PREFIX
from bartizan.api.guard import CSRF_HEADER
from bartizan.api.problem import MEDIA_TYPE
from bartizan.api.settings import ServeSettings
from bartizan.model import now
from bartizan.state.access.nouns import ApiToken, Role
from bartizan.state.access.tokens import add_token, revoke_token
from tests.api.serving import Served, served
from tests.service.estate import arn, published

pytestmark = pytest.mark.slow

CANARY = "canary-of-another-directory"
HOUR = datetime.timedelta(hours=1)
KEY = re.compile(r"\{\w+\}")
OPEN = {"/healthz", "/readyz"} | {
    f"{PREFIX}{path}"
    for path in (
        "/sign-in",
        "/sign-in/{name}",
        "/sign-in/{name}/callback",
        "/session/link",
        "/session/password",
        "/event-grid/{connector}",
    )
}
"""What may be called by anyone: how a session begins, what a key in the address opens, whether the process lives."""
COVERS = {Role.VIEWER: {"any", "viewer"}, Role.ANALYST: {"any", "viewer", "analyst"}}
COVERS[Role.ADMIN] = COVERS[Role.ANALYST] | {"admin"}


class Operation(NamedTuple):
    """A route by its path as declared, its method and the role that it needs."""

    path: str
    method: str
    role: str
    id: str


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("home")
    published(home, [{"id": arn("orders"), "name": "orders"}])
    published(home, [{"id": arn(CANARY), "name": CANARY, "runtime": CANARY}], "team-shop", "two")
    with served(ServeSettings(home, "http://127.0.0.1")) as found:
        theirs = found.person(Role.ADMIN, "team-shop")
        settings = {"role_name": CANARY}
        connector = {"name": "canary", "provider": "aws", "kind": "account", "target": "1" * 12, "settings": settings}
        assert theirs.post("/connectors", json=connector).status_code == 201
        query = {"name": "canary", "text": f"find aws_lambda_function where name = {CANARY}"}
        assert theirs.post("/explore/queries", json=query).status_code == 201
        # What somebody of this directory keeps for themselves is as far away.
        own = {"name": CANARY, "text": f"find aws_lambda_function where name = {CANARY}", "is_private": True}
        assert found.owner().post("/explore/queries", json=own).status_code == 201
        yield found


@pytest.fixture(scope="module")
def operations(api: Served) -> list[Operation]:
    schema: dict[str, Any] = api.anybody().get("/openapi.json").json()
    found = [
        Operation(path, method, each.get("x-role", ""), each["operationId"])
        for path, methods in schema["paths"].items()
        for method, each in methods.items()
    ]
    # What ends a session comes last.
    return sorted(found, key=lambda each: (each.path == f"{PREFIX}/session" and each.method == "delete", each))


def called(client: Client, operation: Operation, base: str) -> Response:
    path = KEY.sub("0123456789abcdef", operation.path)
    body: dict[str, str] | None = None if operation.method in {"get", "delete"} else {}
    # A stream ends at once.
    return client.request(operation.method.upper(), f"{base}{path}", json=body, params={"seconds": "0"})


def token_of(api: Served, role: Role, **times: datetime.timedelta) -> Client:
    """Return the client of a token that ends at some time from now."""
    person = api.person(role, "team-tokens").get("/session").json()["person_id"]
    caller = ApiCaller(person, "program", "team-tokens", role, "session")
    token, secret = make_token(api.state, caller, "program", role, 1)
    if times:
        values = vars(token) | {"id": f"{token.id[:-1]}x", "expires_at": now() + times["ends"]}
        secret += "x"
        add_token(api.state, ApiToken(**values), digest(secret), "program")
    else:
        revoke_token(api.state, "team-tokens", token.id, "program")
    client = api.anybody()
    client.headers["Authorization"] = f"Bearer {secret}"
    return client


def without_csrf(api: Served) -> Client:
    client = api.person(Role.ADMIN)
    client.headers[CSRF_HEADER] = "0" * 32
    return client


def test_every_route_but_the_door_says_which_role_it_needs(operations: list[Operation]) -> None:
    assert {each.path for each in operations if not each.role} == OPEN
    assert {each.role for each in operations} == {"", "any", "viewer", "analyst", "admin"}
    assert len(operations) > 60


def test_no_two_routes_have_one_name(operations: list[Operation]) -> None:
    """Clients that are generated name their functions by it."""
    assert len({each.id for each in operations}) == len(operations)


@pytest.mark.parametrize(
    "client",
    [Served.anybody, lambda api: token_of(api, Role.ADMIN), lambda api: token_of(api, Role.ADMIN, ends=-HOUR)],
    ids=["nobody", "revoked token", "expired token"],
)
def test_nobody_gets_past_the_door(
    api: Served, operations: list[Operation], client: Callable[[Served], Client]
) -> None:
    caller = client(api)
    answers = {each: called(caller, each, api.address) for each in operations if each.role}
    assert {each: answer.status_code for each, answer in answers.items() if answer.status_code != 401} == {}
    assert len({answer.text for answer in answers.values()}) == 1


def test_a_token_in_force_is_let_through(api: Served, operations: list[Operation]) -> None:
    caller = token_of(api, Role.VIEWER, ends=HOUR)
    found = {each: called(caller, each, api.address).status_code for each in operations if each.role == "viewer"}
    assert {each: code for each, code in found.items() if code in {401, 403}} == {}


@pytest.mark.parametrize("role", [Role.VIEWER, Role.ANALYST, Role.ADMIN])
def test_each_role_may_what_it_may_and_sees_its_own_directory(
    api: Served, operations: list[Operation], role: Role
) -> None:
    caller = api.person(role)
    for each in operations:
        answer = called(caller, each, api.address)
        assert CANARY not in answer.text, each
        assert answer.status_code < 500, each
        if each.role:
            assert (answer.status_code == 403) is (each.role not in COVERS[role]), (each, answer.status_code)
            assert answer.status_code != 401, each
        if answer.status_code >= 400:
            assert answer.headers["Content-Type"] == MEDIA_TYPE, each


def test_a_change_without_the_right_csrf_token_is_refused(api: Served, operations: list[Operation]) -> None:
    caller = without_csrf(api)
    changes = [each for each in operations if each.role and each.method != "get"]
    found = {each: called(caller, each, api.address).status_code for each in changes}
    assert {each: code for each, code in found.items() if code != 403} == {}
    assert len(changes) > 20


@pytest.mark.parametrize("what", [CANARY, arn(CANARY), "two", "canary"])
def test_nothing_of_another_directory_is_found_by_its_name(api: Served, operations: list[Operation], what: str) -> None:
    caller = api.person(Role.ADMIN)
    for each in operations:
        if each.method == "get" and each.role:
            path = KEY.sub(what, each.path)
            for params in ({}, {"q": what}, {"filter": f'name = "{what}"'}, {"at": "two"}, {"entry": what}):
                answer = caller.get(f"{api.address}{path}", params=params | {"seconds": "0"})
                said = answer.text.replace(what, "")
                assert CANARY not in said, (each, params)
                assert answer.status_code < 500, (each, params, answer.text)
