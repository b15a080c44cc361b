"""Of a thousand random secrets of each kind all are seen, and of a thousand harmless values none is taken for one."""

import pytest

from bartizan.collect.shared.masking import mask
from bartizan.collect.shared.secretless import without_secrets
from tests.collect.random_secrets import HARMLESS, SECRETS, key

MANY = 1000


@pytest.mark.parametrize("kind", SECRETS)
def test_every_secret_is_seen_and_gone_from_a_body(kind: str) -> None:
    name, value, draw = SECRETS[kind]
    secrets = [draw() for _ in range(MANY)]
    texts = [value.replace("{}", secret) for secret in secrets]
    assert [text for text in texts if mask({name: text})[name]["secret"] is None] == []
    bodies = [{"Tags": [{"Key": name, "Value": text}], "Description": {name: text}} for text in texts]
    assert [s for s, body in zip(secrets, bodies, strict=True) if s in str(without_secrets(body))] == []


@pytest.mark.parametrize("kind", HARMLESS)
def test_nothing_else_is_taken_for_a_secret(kind: str) -> None:
    for name, value in (HARMLESS[kind]() for _ in range(MANY)):
        assert mask({name: value})[name]["secret"] is None, value
        body = {name: value, "Tags": {name: value}}
        assert without_secrets(body) == {name: value, "Tags": {name: value}}


def test_what_is_read_of_a_package_link_stays() -> None:
    base = "https://shop.blob.core.windows.net/releases/app.zip"
    link = f"{base}?sp=r&se=2036-01-01T00%3A00%3A00Z&sig={key(32).replace('+', '%2B')}"
    masked = mask({"P": link})["P"]
    assert (masked["url"], masked["expires"], masked["is_signed"]) == (base, "2036-01-01T00:00:00Z", True)
    assert without_secrets([link]) == [f"{base}?sp=r&se=2036-01-01T00%3A00%3A00Z&sig=***"]
    for public in (base, f"{base}?version=12345678", f"{base}?sig="):
        assert mask({"P": public})["P"]["is_signed"] is False
    for signed in (f"https://user@{base[8:]}", f"{base}?api_key=12345678", f"{base}?X-Amz-Signature=0123456789"):
        assert mask({"P": signed})["P"]["is_signed"] is True
