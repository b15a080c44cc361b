"""Decisions over HTTP: many at once, what moved meanwhile, undoing, keys, governance; all of it in the audit log."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from httpx2 import Client

from bartizan.api.problem import NO_ACCESS
from bartizan.api.settings import ServeSettings
from bartizan.state.access.nouns import Role
from tests.api.serving import Served, served
from tests.service.estate import arn, published

SAID = {"category": "risk_accepted", "justification": "known to the team"}


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("home")
    functions = [{"id": arn(f"orders-{n}"), "name": f"orders-{n}", "runtime": "python3.12"} for n in range(20)]
    published(home, functions)
    published(home, [{"id": arn("theirs"), "name": "theirs"}], "team-shop", "two")
    with served(ServeSettings(home, "http://127.0.0.1")) as found:
        yield found


@pytest.fixture
def client(api: Served) -> Iterator[Client]:
    """An analyst; what is exempt is ended after the test."""
    client = api.person(Role.ANALYST)
    yield client
    ids = [each["id"] for each in client.get("/exemptions").json()]
    assert not ids or client.post("/exemptions/end", json={"exemptions": ids}).status_code == 200


def failing(client: Client, **params: str) -> int:
    found: int = client.get("/findings", params={"status": "fail", "limit": 1, **params}).json()["total"]
    return found


def test_findings_are_exempt_by_id_and_undone_once(api: Served, client: Client) -> None:
    before = failing(client)
    ids = [row["id"] for row in client.get("/findings", params={"limit": 5}).json()["items"]]
    made = client.post("/exemptions", json={"ids": ids, **SAID})
    assert made.status_code == 201
    assert made.json()["findings"] == len(made.json()["ids"]) == 5
    assert failing(client) == before - 5
    assert {each["findings"] for each in client.get("/exemptions").json()} == {1}
    undo = {"token": made.json()["undo"]}
    # Nobody else undoes it, here or elsewhere, and it goes once.
    for other in (api.person(Role.ADMIN), api.person(Role.ANALYST, "team-shop")):
        assert other.post("/undo", json=undo).json()["title"] == NO_ACCESS
    undone = client.post("/undo", json=undo).json()
    assert undone == {"changed": 5, "redo": undone["redo"]}
    assert failing(client) == before
    assert client.post("/undo", json=undo).status_code == 404
    log = api.person(Role.ADMIN).get("/audit").json()["items"]
    log = [entry for entry in log if entry["action"].startswith("exemption.")]
    assert [entry["action"] for entry in log] == ["exemption.remove"] * 5 + ["exemption.add"] * 5
    assert {entry["actor"] for entry in log} == {"analyst-default"}


def test_a_filter_goes_with_the_total_that_was_seen(client: Client) -> None:
    before, ask = failing(client), {"filter": "rule_id = aws.lambda.old", "values": {"status": ["fail"]}, **SAID}
    answer = client.post("/exemptions", json={**ask, "expected": 3})
    assert (answer.status_code, failing(client)) == (409, before)
    made = client.post("/exemptions", json={**ask, "expected": 20}).json()
    assert (made["findings"], failing(client)) == (20, before - 20)
    ended = {"filter": "status = exempt", "expected": 20}
    assert client.post("/exemptions/end", json={**ended, "expected": 1}).status_code == 409
    done = client.post("/exemptions/end", json=ended).json()
    assert (done["findings"], failing(client)) == (20, before)
    undone = client.post("/undo", json={"token": done["undo"]}).json()
    assert undone == {"changed": 20, "redo": undone["redo"]}
    assert failing(client) == before - 20
    assert client.post("/undo", json={"token": undone["redo"]}).json()["changed"] == 20
    assert failing(client) == before


@pytest.mark.parametrize(
    ("body", "status"),
    [({}, 400), ({"ids": ["0" * 16]}, 404), ({"ids": [], "expected": 40}, 400), ({"filter": "x ="}, 400),
     ({"filter": "x = 1", "expected": 1}, 400), ({"ids": ["0" * 16], "expected": 1}, 400),
     ({"ids": ["0" * 16], "until": "tomorrow"}, 422), ({"ids": ["0" * 16], "until": "2001-01-31"}, 400),
     ({"ids": ["0" * 16], "justification": ""}, 422), ({"ids": ["0" * 16], "justification": " "}, 400),
     ({"ids": ["0" * 16], "category": "other"}, 422)],
)  # fmt: skip
def test_what_is_not_a_decision_is_refused_and_changes_nothing(
    client: Client, body: dict[str, object], status: int
) -> None:
    before = failing(client)
    assert client.post("/exemptions", json={**SAID, **body}).status_code == status
    assert failing(client) == before
    assert client.post("/exemptions/end", json={"exemptions": ["e-00000000"]}).status_code == 404


def test_a_key_makes_a_change_once(client: Client) -> None:
    (row,) = client.get("/findings", params={"limit": 1}).json()["items"]
    body, headers = {"ids": [row["id"]], **SAID}, {"Idempotency-Key": "one"}
    first = client.post("/exemptions", json=body, headers=headers)
    again = client.post("/exemptions", json=body, headers=headers)
    assert (again.status_code, again.json()) == (201, first.json())
    assert len(client.get("/exemptions").json()) == 1
    other = client.post("/exemptions", json={**body, "justification": "another"}, headers=headers)
    assert other.status_code == 422
    wrong = client.post("/exemptions", json={"ids": ["0" * 16], **SAID}, headers={"Idempotency-Key": "two"})
    assert wrong.status_code == 404  # and the key is free again
    assert (
        client.post("/exemptions", json={**body, "ids": [row["id"]]}, headers={"Idempotency-Key": "two"}).status_code
        == 400
    )


def test_two_who_exempt_the_same_at_once_get_an_answer(client: Client) -> None:
    ids = [row["id"] for row in client.get("/findings", params={"limit": 3}).json()["items"]]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: client.post("/exemptions", json={"ids": ids, **SAID}), range(4)))
    assert {answer.status_code for answer in answers} <= {201, 400}
    assert client.get("/findings", params={"status": "exempt"}).json()["total"] == 3


def test_governance_rules_assign_at_once(client: Client) -> None:
    made = client.post("/governance", json={"due_days": 30, "owner": "team-shop", "severity": "critical"})
    assert made.status_code == 201
    assert failing(client, owner="team-shop") == 20
    assert [each["id"] for each in client.get("/governance").json()] == [made.json()["id"]]
    assert client.delete(f"/governance/{made.json()['id']}").status_code == 204
    assert client.delete(f"/governance/{made.json()['id']}").status_code == 404
    assert failing(client, owner="team-shop") == 0
    assert client.post("/governance", json={"due_days": 30}).status_code == 400


def test_a_governance_rule_is_changed_as_it_was_seen(api: Served, client: Client) -> None:
    said = {"due_days": 30, "owner": "team-shop", "severity": "critical"}
    made = client.post("/governance", json=said).json()
    url, other = f"/governance/{made['id']}", said | {"owner": "team-web"}
    changed = client.put(url, json=other | {"was": made["version"]})
    assert (changed.status_code, changed.json()["owner"], changed.json()["id"]) == (200, "team-web", made["id"])
    assert failing(client, owner="team-web") == 20
    late = client.put(url, json=said | {"was": made["version"]})
    assert (late.status_code, late.json()["title"]) == (409, "Something changed meanwhile.")
    assert client.delete(url, params={"was": made["version"]}).status_code == 409
    assert api.person(Role.VIEWER).put(url, json=other).status_code == 403
    assert api.person(Role.ADMIN, "team-shop").put(url, json=other).status_code == 404
    assert client.put(url, json={"due_days": 30}).status_code == 400
    assert client.get("/governance").json() == [changed.json()]
    assert client.delete(url, params={"was": changed.json()["version"]}).status_code == 204
    log = [each["action"] for each in api.person(Role.ADMIN).get("/audit").json()["items"]]
    assert [action for action in log if action.startswith("governance.")][:3] == [
        "governance.remove",
        "governance.change",
        "governance.add",
    ]


def test_an_exemption_is_changed_once(api: Served, client: Client) -> None:
    ids = [row["id"] for row in client.get("/findings", params={"limit": 1}).json()["items"]]
    (made,) = client.post("/exemptions", json={"ids": ids, **SAID, "until": "2999-01-31"}).json()["ids"]
    url, change = f"/exemptions/{made}", {"justification": "a firewall stands before it"}
    changed = client.patch(url, json=change).json()
    assert changed["id"] != made
    assert (changed["justification"], changed["until"], changed["findings"]) == (
        "a firewall stands before it", "2999-02-01T00:00:00", 1,
    )  # fmt: skip
    assert client.patch(url, json=change).status_code == 409, "it is another by now"
    assert client.patch(f"/exemptions/{changed['id']}", json={"until": ""}).json()["until"] is None
    assert client.patch(url, json={"until": "2020-01-31"}).status_code == 400
    assert api.person(Role.VIEWER).patch(url, json=change).status_code == 403
    assert api.person(Role.ADMIN, "team-shop").patch(url, json=change).status_code == 404
    assert client.get("/findings", params={"status": "exempt"}).json()["total"] == 1


def test_a_viewer_and_another_directory_decide_nothing_here(api: Served, client: Client) -> None:
    ids = [row["id"] for row in client.get("/findings", params={"limit": 2}).json()["items"]]
    assert api.person(Role.VIEWER).post("/exemptions", json={"ids": ids, **SAID}).status_code == 403
    theirs = api.person(Role.ADMIN, "team-shop")
    assert theirs.post("/exemptions", json={"ids": ids, **SAID}).json()["title"] == NO_ACCESS
    made = client.post("/exemptions", json={"ids": ids, **SAID}).json()
    assert theirs.post("/exemptions/end", json={"exemptions": made["ids"]}).json()["title"] == NO_ACCESS
    assert theirs.get("/exemptions", params={"every": True}).json() == []
