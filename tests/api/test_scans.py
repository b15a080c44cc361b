"""Scans over HTTP: a child process reads the emulated clouds; its events are followed, and it is stopped."""

import time
from collections.abc import Iterator

import pytest
from httpx2 import Client

from bartizan.api.problem import NO_ACCESS
from bartizan.api.settings import ServeSettings
from bartizan.service.answers.progress import STAGES
from bartizan.state.access.nouns import Role
from bartizan.state.onboarding.connectors import add_connector
from bartizan.state.onboarding.nouns import Connector
from bartizan_demo.process import Estate
from tests.api.serving import Served, served
from tests.conftest import Emulators

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def api(estate: Estate, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A home with a connector of one account, and one of an account that nobody can enter."""
    arn = estate.role_arns[0]
    account, role = arn.split(":")[4], arn.partition("/")[2]
    settings = {"endpoint_url": estate.aws, "role_name": role, "regions": "eu-west-1"}
    with served(ServeSettings(tmp_path_factory.mktemp("home"), "http://127.0.0.1")) as found:
        add_connector(found.state, "default", Connector("shop", "aws", "account", account, settings))
        nobodys = {"endpoint_url": "http://127.0.0.1:9", "role_name": role}
        add_connector(found.state, "default", Connector("nobodys", "aws", "account", account, nobodys))
        yield found


@pytest.fixture
def client(api: Served, emulators: Emulators) -> Client:
    return api.person(Role.ANALYST)


def ended(client: Client, id_: str, seconds: float = 60) -> dict[str, str]:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        run: dict[str, str] = client.get(f"/scans/{id_}").json()
        if run["ended_at"]:
            return run
        time.sleep(0.1)
    raise AssertionError(run)


def kinds(text: str) -> list[str]:
    return [line.removeprefix("event: ") for line in text.splitlines() if line.startswith("event: ")]


def test_a_scan_is_started_followed_and_resumed(api: Served, client: Client) -> None:
    made = client.post("/scans", json={"connector": "shop"})
    assert (made.status_code, made.json()["connector"]) == (202, "shop")
    id_ = made.json()["id"]
    with client.stream("GET", f"/scans/{id_}/events") as answer:
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        text = "".join(answer.iter_text())
    found = kinds(text)
    run = ended(client, id_)
    assert found[0] == "started"
    assert {"stage", "scope", "calls", "published"} <= set(found)
    stages = [each for each in STAGES if f'"stage":"{each}"' in text]
    assert stages == list(STAGES), "each stage is told as it begins"
    assert found[-1] == run["status"]
    assert run["status"] in {"complete", "partial"}
    assert client.get("/resources").json()["snapshot"] == run["snapshot"]
    assert client.get("/snapshots").json()[0]["id"] == run["snapshot"]
    with client.stream("GET", f"/scans/{id_}/events", headers={"Last-Event-ID": "2"}) as answer:
        assert kinds("".join(answer.iter_text())) == found[2:]
    elsewhere = api.person(Role.ADMIN, "team-shop")
    for path in (f"/scans/{id_}", f"/scans/{id_}/events"):
        assert elsewhere.get(path).json()["title"] == NO_ACCESS
    assert elsewhere.delete(f"/scans/{id_}").status_code == 404
    assert elsewhere.get("/scans").json() == {"items": [], "total": 0}
    key = client.get("/resources", params={"limit": 1}).json()["items"][0]["id"]
    checked = client.post("/scans/check", json={"resource": key}).json()
    assert (checked["kind"], checked["subject"]) == ("check", key)
    assert ended(client, checked["id"])["status"] in {"complete", "partial"}


async def test_a_scan_stops_within_seconds_and_publishes_nothing(client: Client, emulators: Emulators) -> None:
    await emulators.quota(latency_ms=2000)
    before = client.get("/snapshots").json()
    id_ = client.post("/scans", json={"connector": "shop"}).json()["id"]
    time.sleep(1)
    started = time.monotonic()
    assert client.delete(f"/scans/{id_}").json()["status"] == "cancelling"
    assert ended(client, id_, 8)["status"] == "cancelled"
    assert time.monotonic() - started < 6
    assert client.get("/snapshots").json() == before


def test_a_scan_that_fails_says_why(client: Client) -> None:
    id_ = client.post("/scans", json={"connector": "nobodys"}).json()["id"]
    run = ended(client, id_)
    assert run["status"] == "failed"
    assert run["detail"]


def test_what_cannot_be_scanned_is_refused(api: Served, client: Client) -> None:
    assert client.post("/scans", json={"connector": "none"}).json()["title"] == NO_ACCESS
    assert api.person(Role.VIEWER).post("/scans", json={}).status_code == 403
    assert api.person(Role.ANALYST, "team-shop").post("/scans", json={}).status_code == 400
    assert client.get("/scans/none").status_code == 404
