"""From a change at Azure to the API of a server that runs, through a storage queue and through a webhook."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx2 import Client

from bartizan_demo.process import Estate
from tests.collect.test_azure_queue import URL, put, send
from tests.conftest import Emulators
from tests.service.changed_azure import (
    connected,
    is_https_only,
    secure_apps,
    serving,
    set_https_only,
    until,
    webhook_path,
)
from tests.watch.grid import changed

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def own() -> Iterator[Emulators]:
    """An estate that is changed, for this module alone."""
    with Estate.start("demo") as estate:
        yield Emulators(estate)


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
        path = webhook_path(tmp_path)
    with serving(tmp_path, own.estate) as (address, _), Client(base_url=f"{address}/api/v1", timeout=60) as api:
        app = secure_apps(api)[0]
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
