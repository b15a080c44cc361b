"""An Azure estate whose changes a server that runs is told of: what is changed there, and what the API says of it."""

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

from httpx2 import Client

from bartizan.service.connecting import connect, listed
from bartizan.service.work.webhook import open_webhook
from bartizan.state.onboarding.nouns import Connector
from bartizan_demo.process import Estate
from tests.cli.process import run_anew
from tests.conftest import Emulators

PATIENCE = 120
"""Seconds, on a machine that others keep busy; what is measured is in bench."""


def webhook_path(home: Path) -> str:
    """Open a webhook for the only connector and return its path with the key."""
    public = "https://b.example"
    return open_webhook(home, listed(home)[0].name, public).address.removeprefix(public)


@contextmanager
def serving(home: Path, estate: Estate) -> Iterator[tuple[str, int]]:
    """Run `bartizan serve` and give its address and the number of its process."""
    command = [sys.executable, "-m", "bartizan", "serve", "--home", str(home), "--port", "0", "--no-sign-in"]
    environ = {**os.environ, **estate.environ}
    with subprocess.Popen(command, env=environ, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr is not None
            yield server.stderr.readline().split()[1], server.pid
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
    done = run_anew("scan", "--connector", "web", "--quota-share", "off", home=home, **own.estate.environ)
    assert done.returncode in (0, 3), done.stderr
    return subscription


def secure_apps(api: Client) -> list[str]:
    """Return the apps that take HTTPS alone."""
    asked: dict[str, str | int] = {"filter": "type = azure_web_app", "limit": 100}
    items: list[dict[str, Any]] = api.get("/resources", params=asked).json()["items"]
    return [str(item["id"]) for item in items if is_https_only(api, item["id"])]


def is_https_only(api: Client, app: str) -> bool | None:
    facts = api.get(f"/resources/{app}/facts").json()
    return next(each["value"] for each in facts if each["name"] == "is_https_only")  # type: ignore[no-any-return]


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, "it was not seen"
        time.sleep(0.5)
