"""From a change at Azure to the API of a server that runs, through a storage queue and through a webhook."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Client

from bartizan.service.connecting import connect, listed
from bartizan.service.work.webhook import open_webhook
from bartizan.state.onboarding.nouns import Connector
from bartizan_demo.process import Estate
from tests.cli.process import run
from tests.collect.test_azure_queue import URL, put, send
from tests.conftest import Emulators
from tests.watch.grid import changed

pytestmark = pytest.mark.slow

PATIENCE = 120
"""Seconds, on a machine that others keep busy; what is measured is in bench."""


@pytest.fixture(scope="module")
def own() -> Iterator[Emulators]:
    """An estate that is changed, for this module alone."""
    with Estate.start("demo") as estate:
        yield Emulators(estate)


@contextmanager
def serving(home: Path, estate: Estate) -> Iterator[str]:
    """Run `bartizan serve` and give its address."""
    command = [sys.executable, "-m", "bartizan", "serve", "--home", str(home), "--port", "0", "--no-sign-in"]
    environ = {**os.environ, **estate.environ}
    with subprocess.Popen(command, env=environ, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr is not None
            yield server.stderr.readline().split()[1]
        finally:
            server.terminate()
            server.communicate(timeout=30)


def set_https_only(own: Emulators, app: str, *, is_on: bool) -> None:
    body = json.dumps({"properties": {"httpsOnly": is_on}}).encode()
    headers = {"Authorization": f"Bearer {own.arm_token}", "Content-Type": "application/json"}
    request = urllib.request.Request(f"{own.arm}{app}?api-version=2024-11-01", body, headers, method="PATCH")
    with urllib.request.urlopen(request, timeout=10) as response:
        assert json.load(response)["properties"]["httpsOnly"] is is_on


def connected(home: Path, own: Emulators, **settings: str) -> str:
    subscription = own.estate.subscriptions[0]
    said = {"arm_url": own.arm, **settings}
    connect(home, Connector("web", "azure", "subscription", subscription, said, interval_hours=0))
    done = run("scan", "--connector", "web", "--quota-share", "off", home=home, **own.estate.environ)
    assert done.returncode in (0, 3), done.stderr
    return subscription


def secure_app(api: Client) -> str:
    """Return an app that takes HTTPS alone."""
    items: list[dict[str, Any]] = api.get("/resources", params={"filter": "type = azure_web_app", "limit": 100}).json()[
        "items"
    ]
    for item in items:
        if is_https_only(api, item["id"]):
            return str(item["id"])
    raise AssertionError("every app takes HTTP")


def is_https_only(api: Client, app: str) -> bool | None:
    facts = api.get(f"/resources/{app}/facts").json()
    return next(each["value"] for each in facts if each["name"] == "is_https_only")  # type: ignore[no-any-return]


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, "it was not seen"
        time.sleep(0.5)


def seen(api: Client, app: str) -> tuple[set[str], set[tuple[str, str]]]:
    """Return the rules that an app fails, and who changed it how."""
    findings = api.get(f"/resources/{app}/findings", params={"limit": 100}).json()["items"]
    history = api.get(f"/resources/{app}/history").json()
    return {each["rule_id"] for each in findings}, {
        (each["title"], each["by"]) for each in history if each["kind"] == "change"
    }


@pytest.mark.parametrize("way", ["queue", "webhook"])
def test_a_change_is_seen_in_the_api(own: Emulators, tmp_path: Path, way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in own.estate.environ.items():
        monkeypatch.setenv(name, value)
    if way == "queue":
        send(own, "PUT", "bartizan")
    connected(tmp_path, own, **({"events_queue": URL} if way == "queue" else {}))
    path = ""
    if way == "webhook":
        path = open_webhook(tmp_path, listed(tmp_path)[0].name, "https://b.example").address.removeprefix(
            "https://b.example"
        )
    with serving(tmp_path, own.estate) as address, Client(base_url=f"{address}/api/v1", timeout=60) as api:
        app = secure_app(api)
        try:
            set_https_only(own, app, is_on=False)
            message = changed("Microsoft.Web/sites/write", app)
            if way == "queue":
                put(own, message)
            else:
                assert api.post(f"{address}{path}", content=message).status_code == 200
            until(lambda: is_https_only(api, app) is False)
            failing, made = seen(api, app)
            assert "azure.app.plaintext_http" in failing
            assert made == {("sites/write", "deploy@example.com")}
            until(lambda: api.get("/connectors/web/events").json()["waiting"] == 0)
        finally:
            set_https_only(own, app, is_on=True)
