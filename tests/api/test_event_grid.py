"""The webhook that Event Grid posts to: its handshakes, who may post, what is taken, and what is kept of it."""

import json
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Client, Response
from joserfc import jwt
from joserfc.jwk import RSAKey

from bartizan.access.event_grid import AUTHORITY, SENDERS
from bartizan.api.settings import ServeSettings
from bartizan.model import UsageError
from bartizan.service.connecting import connect, disconnect, follow_events, listed
from bartizan.service.work.webhook import PATH, open_webhook
from bartizan.state import State
from bartizan.state.access.nouns import Role
from bartizan.state.events.health import EventHealth, event_health
from bartizan.state.onboarding.nouns import Connector, Kind
from tests.api.serving import Served, served
from tests.watch.grid import APP, SUBSCRIPTION, changed, cloud_event

WRITE = "Microsoft.Web/sites/write"
KINDS = 3
"""What an app may be: its event does not say which kind of app it is."""
TENANT, APPLICATION = "22222222-2222-4222-8222-222222222222", "33333333-3333-4333-8333-333333333333"
SENDER = SENDERS["login.microsoftonline.com"]


@dataclass
class Hook:
    """A connector's webhook on a server."""

    api: Served
    connector: Connector
    address: str

    def post(self, *messages: str, **headers: str) -> Response:
        return self.send(f"[{','.join(messages)}]".encode(), **headers)

    def send(self, body: bytes, **headers: str) -> Response:
        with Client(timeout=30) as client:
            return client.post(self.address, content=body, headers=headers)

    @property
    def health(self) -> EventHealth:
        return event_health(self.api.state, self.connector.id)


@pytest.fixture
def api(tmp_path: Path) -> Iterator[Served]:
    with served(ServeSettings(tmp_path, "http://127.0.0.1")) as found:
        yield found


def hooked(api: Served, app: str = "", kind: Kind = "subscription") -> Hook:
    home = api.settings.home
    target = SUBSCRIPTION if kind == "subscription" else TENANT
    name = f"shop-{secrets.token_hex(2)}"
    connect(home, Connector(name, "azure", kind, target))
    opened = open_webhook(home, name, api.address, app)
    return Hook(api, opened.connector, opened.address)


def validation(topic: str = f"/subscriptions/{SUBSCRIPTION}", **data: str) -> str:
    kind = "Microsoft.EventGrid.SubscriptionValidationEvent"
    event = {"id": "1", "topic": topic, "subject": "", "eventType": kind, "eventTime": "2026-11-29T10:00:00Z"}
    return json.dumps(event | {"data": {"validationCode": "512d38b6-C7B8", **data}, "dataVersion": "1"})


def test_a_subscription_is_validated_by_its_code_and_only_for_what_is_read(api: Served) -> None:
    hook = hooked(api)
    answer = hook.post(validation(), **{"aeg-event-type": "SubscriptionValidation"})
    assert (answer.status_code, answer.json()) == (200, {"validationResponse": "512d38b6-C7B8"})
    assert hook.health.checked_at is not None
    other = hook.post(validation("/subscriptions/99999999-9999-4999-8999-999999999999"))
    assert other.status_code == 403
    assert "512d38b6" not in other.text
    assert hook.post(validation(validationCode="<script>")).status_code == 400
    assert hooked(api, kind="tenant").post(validation("/subscriptions/" + TENANT)).status_code == 200


def test_senders_of_cloud_events_are_allowed(api: Served) -> None:
    hook = hooked(api)
    with Client() as client:
        answer = client.options(hook.address, headers={"WebHook-Request-Origin": "eventgrid.azure.net"})
        assert (answer.status_code, answer.headers["WebHook-Allowed-Origin"]) == (200, "eventgrid.azure.net")
        assert int(answer.headers["WebHook-Allowed-Rate"]) >= 10_000
        assert client.options(hook.address, headers={"WebHook-Request-Origin": "*"}).status_code == 400
        assert client.options(hook.address).status_code == 400
        wrong = client.options(hook.address + "x", headers={"WebHook-Request-Origin": "eventgrid.azure.net"})
        assert wrong.status_code == 401
        assert "WebHook-Allowed-Origin" not in wrong.headers


def test_what_is_posted_waits_to_be_read_and_counts_once(api: Served) -> None:
    hook = hooked(api)
    one, other = (
        changed(WRITE),
        cloud_event("Microsoft.KeyVault/vaults/write", APP.replace("Web/sites", "KeyVault/vaults")),
    )
    foreign = changed(WRITE, APP.replace(SUBSCRIPTION, "99999999-9999-4999-8999-999999999999"))
    assert hook.post(one, one, foreign).status_code == 200
    assert hook.send(other.encode()).status_code == 200, "CloudEvents come one by one, too"
    assert hook.post(one).status_code == 200
    assert hook.health.skipped == {"duplicate": 2, "other_account": 1}
    assert (hook.health.seen, hook.health.waiting) == (5, KINDS + 1)
    listed_ = api.person(Role.ADMIN).get(f"/connectors/{hook.connector.name}/events").json()
    assert (listed_["seen"], listed_["queue"]) == (5, hook.connector.settings["events_webhook"])
    assert hook.address.partition("key=")[2] not in json.dumps(listed_)


@pytest.mark.parametrize("key", ["", "?key=", "?key=wrong", "?key=" + "x" * 500])
def test_nobody_posts_without_the_key(api: Served, key: str) -> None:
    hook = hooked(api)
    with Client() as client:
        for address in (hook.address.partition("?")[0] + key, f"{api.address}{PATH}/c-00000000{key}"):
            assert client.post(address, content=changed(WRITE)).status_code in {401, 422}
            assert client.post(address, content=f"[{validation()}]").status_code in {401, 422}
    assert hook.health == EventHealth()


def test_the_key_of_one_connector_opens_no_other_and_none_once_it_is_removed(api: Served) -> None:
    one, other = hooked(api), hooked(api)
    crossed = Hook(api, other.connector, other.address.partition("?")[0] + "?" + one.address.partition("?")[2])
    assert crossed.post(changed(WRITE)).status_code == 401
    disconnect(api.settings.home, one.connector.name)
    assert one.post(changed(WRITE)).status_code == 401
    follow_events(api.settings.home, other.connector.name, "https://shop.queue.core.windows.net/events")
    assert other.post(changed(WRITE)).status_code == 401, "its events come to a queue now"


def test_the_key_before_is_good_until_the_subscription_has_the_new_one(api: Served) -> None:
    hook = hooked(api)
    again = open_webhook(api.settings.home, hook.connector.name, api.address)
    assert again.address != hook.address
    assert hook.post(changed(WRITE)).status_code == 200
    assert Hook(api, again.connector, again.address).post(changed(WRITE)).status_code == 200
    stored = (api.settings.home / "state.db").read_bytes()
    assert again.address.partition("key=")[2].encode() not in stored


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"null", b"1", b"{", b"[" * 100_000, b"\xff\xfe", b'"' + b"x" * 2**20 + b'"']
)
def test_what_is_no_delivery_is_refused_and_does_no_harm(api: Served, body: bytes) -> None:
    hook = hooked(api)
    assert hook.send(body).status_code in {400, 413}
    assert hook.post(changed(WRITE)).status_code == 200
    assert (hook.health.seen, hook.health.waiting) == (1, KINDS)


def test_odd_events_are_counted_and_skipped(api: Served) -> None:
    hook = hooked(api)
    assert hook.post("1", "null", "[]", "{}", '{"eventType": 7}', changed(WRITE)).status_code == 200
    assert hook.health.waiting == KINDS
    assert sum(hook.health.skipped.values()) == 5


def test_a_flood_is_taken_in_batches_and_is_one_change(api: Served) -> None:
    hook = hooked(api)
    for _ in range(5):
        assert hook.post(*(changed(WRITE) for _ in range(500))).status_code == 200
    assert (hook.health.seen, hook.health.waiting) == (2500, KINDS)


def token(key: RSAKey, **claims: Any) -> str:
    at = int(time.time())
    said = {"iss": f"https://sts.windows.net/{TENANT}/", "aud": APPLICATION, "appid": SENDER, "exp": at + 300, **claims}
    return jwt.encode({"alg": "RS256", "kid": key.kid}, said, key)


@pytest.fixture
def entra(monkeypatch: pytest.MonkeyPatch) -> Iterator[RSAKey]:
    """The key of a tenant whose authority is on this machine."""
    from tests.api.authority import authority

    with authority(TENANT) as (address, key):
        monkeypatch.setenv(AUTHORITY, address)
        yield key


def test_a_delivery_needs_a_token_that_was_given_to_event_grid_for_the_application(api: Served, entra: RSAKey) -> None:
    hook = hooked(api, f"{TENANT}/{APPLICATION}")
    assert hook.post(validation()).status_code == 200
    assert hook.post(changed(WRITE)).status_code == 401
    for good in ({}, {"aud": f"api://{APPLICATION}"}):
        answer = hook.post(changed(WRITE), Authorization=f"Bearer {token(entra, **good)}")
        assert answer.status_code == 200
    assert hook.health.seen == 2


BAD: list[Callable[[RSAKey], str]] = [
    lambda key: token(key, aud="another"),
    lambda key: token(key, appid="another"),
    lambda key: token(key, appid=None),
    lambda key: token(key, azp="another"),
    lambda key: token(key, iss="https://sts.windows.net/another/"),
    lambda key: token(key, exp=int(time.time()) - 3600),
    lambda key: token(RSAKey.generate_key(2048, {"kid": key.kid or ""})),
    lambda key: "x.y.z",
    lambda key: "x",
]


@pytest.mark.parametrize("made", BAD)
def test_no_other_token_lets_a_delivery_in(api: Served, entra: RSAKey, made: Callable[[RSAKey], str]) -> None:
    hook = hooked(api, f"{TENANT}/{APPLICATION}")
    assert hook.post(changed(WRITE), Authorization=f"Bearer {made(entra)}").status_code == 401
    assert hook.health == EventHealth()


def test_a_webhook_is_for_azure_and_on_https(tmp_path: Path) -> None:
    connect(tmp_path, Connector("shop", "aws", "account", "1" * 12))
    connect(tmp_path, Connector("web", "azure", "subscription", SUBSCRIPTION))
    with pytest.raises(UsageError, match="AWS"):
        open_webhook(tmp_path, "shop", "https://bartizan.example")
    for url in ("http://bartizan.example", "bartizan.example", "https://", "https://bartizan.example/?a=b"):
        with pytest.raises(UsageError, match="https address"):
            open_webhook(tmp_path, "web", url)
    with pytest.raises(UsageError, match="TENANT/APPLICATION"):
        open_webhook(tmp_path, "web", "https://bartizan.example", "app")
    assert State(tmp_path)
    assert "events_webhook" not in listed(tmp_path)[1].settings
