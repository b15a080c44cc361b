"""Each receiver's form: signed, marked, and safe from what clouds call their resources."""

import base64
import datetime
import email
import hashlib
import hmac
import secrets
from collections.abc import Iterator
from email.policy import default

import orjson
import pytest

from bartizan.base.notification_settings import NotificationSettings, SmtpSettings
from bartizan.model import UsageError
from bartizan.notify import slack, teams
from bartizan.notify.destination import Destination, RefusedError
from bartizan.notify.mail import check_recipient
from bartizan.notify.message import Message
from bartizan.notify.post import PostError, post
from bartizan.notify.send import check_receiver, send
from bartizan.notify.webhook import sign
from bartizan.state.notify.nouns import Notice, NotificationRule, OutboxItem, ReceiverKind
from tests.notify.sinks import MailSink, WebhookSink, mail_sink, webhook_sink

NOON = datetime.datetime(2026, 3, 1, 12)
HOSTILE = "<!channel> *bold* `code` _x_ [click](https://evil.example)\r\nBcc: all@example.com\u202e &amp;"
PORTAL = "https://bartizan.example"


@pytest.fixture
def sink() -> Iterator[WebhookSink]:
    with webhook_sink() as found:
        yield found


@pytest.fixture
def mailbox() -> Iterator[MailSink]:
    with mail_sink() as found:
        yield found


def rule(receiver: ReceiverKind, address: str, **values: object) -> NotificationRule:
    return NotificationRule("team", receiver, address, "test", NOON, allows_private=True, **values)  # type: ignore[arg-type]


def message(count: int = 1, attempt: int = 1) -> Message:
    notice = Notice("finding", "f-1", "1", "Function is open", "critical", "arn:x", HOSTILE, "t", "shop", HOSTILE, NOON)
    items = [OutboxItem(f"o-{n}", notice.body(), NOON) for n in range(count)]
    return Message("d-1", attempt, "team", "default", items, NOON, PORTAL)


@pytest.mark.parametrize("coded", [False, True])
def test_a_webhook_is_signed_over_id_time_and_body(
    sink: WebhookSink, monkeypatch: pytest.MonkeyPatch, coded: bool
) -> None:
    key = secrets.token_bytes(24)
    secret = f"whsec_{base64.b64encode(key).decode()}" if coded else key.hex()
    monkeypatch.setenv("HOOK_SECRET", secret)
    send(message(3, attempt=2), rule("webhook", f"{sink.url}/in?a=b", secret="env:HOOK_SECRET"), NotificationSettings())
    (got,) = sink.received
    signed = b".".join([got.headers["webhook-id"].encode(), got.headers["webhook-timestamp"].encode(), got.content])
    wanted = hmac.new(key if coded else secret.encode(), signed, hashlib.sha256).digest()
    assert got.headers["webhook-signature"] == f"v1,{base64.b64encode(wanted).decode()}"
    assert got.path == "/in?a=b"
    assert (got.json["id"], got.json["attempt"], got.json["is_retry"]) == ("d-1", 2, True)
    assert [item["id"] for item in got.json["items"]] == ["o-0", "o-1", "o-2"]
    assert got.json["items"][0]["resource_name"] == HOSTILE
    assert got.json["title"] == "Bartizan: 3 new findings"


def test_the_signature_of_the_specification() -> None:
    # The vector that the libraries of Standard Webhooks are tested with.
    key = bytes(
        [49, 242, 144, 246, 191, 6, 41, 138, 171, 79, 8, 212, 60, 63, 8, 44, 246, 72, 163, 98, 218, 45, 164, 176]
    )
    secret = f"whsec_{base64.b64encode(key).decode()}"
    found = sign("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", b'{"test": 2432232314}', secret)
    assert found == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_slack_gets_no_mention_no_link_and_no_layout_from_outside(sink: WebhookSink) -> None:
    send(message(30), rule("slack", sink.url), NotificationSettings(url=PORTAL))
    blocks = sink.received[0].json["blocks"]
    texts = [block["text"]["text"] for block in blocks if block["type"] == "section"]
    assert len(texts) == 21
    assert all(block["text"]["verbatim"] for block in blocks if block["type"] == "section")
    assert "&lt;!channel&gt;" in texts[1]
    assert "&amp;amp;" in texts[1]
    assert texts[1].count("<") == 1  # the link that is ours
    assert f"<{PORTAL}/posture/inventory/" in texts[1]
    assert "*bold*" not in texts[1]
    assert "\u202e" not in texts[1]
    assert blocks[-1]["elements"][0]["text"].startswith("and 10 more · rule team")


def test_a_card_of_teams_has_text_from_outside_in_runs_alone() -> None:
    card = orjson.loads(teams.body(message(30, attempt=3)))["attachments"][0]
    assert card["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert {block["type"] for block in card["content"]["body"]} == {"RichTextBlock"}
    runs = [run for block in card["content"]["body"] for run in block["inlines"]]
    assert {run["type"] for run in runs} == {"TextRun"}
    assert runs[-1]["text"] == "and 10 more · sent again, try 3 · rule team · d-1"
    assert len(teams.body(message(200))) < 28_000
    assert "\n" not in runs[1]["text"]


def test_mail_has_one_message_id_and_no_header_from_outside(mailbox: MailSink) -> None:
    settings = SmtpSettings(host="127.0.0.1", port=mailbox.port, security="none", sender="bartizan@example.com")
    for attempt in (1, 2):
        to = rule("email", "cloud-security@example.com")
        send(message(2, attempt), to, NotificationSettings(url=PORTAL, smtp=settings))
    first, second = (email.message_from_bytes(each, policy=default) for each in mailbox.received)
    assert first["Message-ID"] == second["Message-ID"] == "<d-1@example.com>"
    assert second["Subject"] == "Bartizan: 2 new findings (sent again)"
    assert second["Bartizan-Attempt"] == "2"
    assert first["Bcc"] is None
    assert first["To"] == "cloud-security@example.com"
    assert "Bcc: all@example.com\\u202e" in first.get_content()  # on its line, as text
    mailbox.answer = b"550 no such user\r\n"
    with pytest.raises(PostError):
        send(message(), to, NotificationSettings(smtp=settings))


@pytest.mark.parametrize("status", [301, 302, 307, 400, 429, 500])
def test_what_a_receiver_refuses(sink: WebhookSink, status: int) -> None:
    sink.status, sink.answer = status, {"Location": f"{sink.url}/other", "Retry-After": "90"}
    with pytest.raises(PostError) as refused:
        send(message(), rule("webhook", sink.url), NotificationSettings())
    assert len(sink.received) == 1  # no redirect is followed
    assert refused.value.wait == (90 if status >= 400 else None)


def test_a_receiver_that_never_ends_its_answer(sink: WebhookSink) -> None:
    sink.hangs.set()
    host, port = sink.url.removeprefix("http://").split(":")
    with pytest.raises(PostError):
        post(Destination(host, int(port), "/", False, host), b"{}", {}, seconds=0.3)


def test_the_connection_goes_to_the_address_that_was_checked(sink: WebhookSink) -> None:
    port = int(sink.url.rpartition(":")[2])
    post(Destination("receiver.invalid", port, "/", False, "127.0.0.1"), b"{}", {})
    assert sink.received[0].headers["Host"] == f"receiver.invalid:{port}"


@pytest.mark.parametrize(
    ("receiver", "address", "secret"),
    [
        ("slack", "https://hooks.slack.example/services/x", ""),
        ("teams", "https://workflows.example/x", ""),
        ("webhook", "https://user:word@receiver.example/", ""),
        ("webhook", "https://receiver.example/", "written here"),
        ("email", "a@b.example, c@d.example", ""),
        ("email", "a@b.example\r\nBcc: c@d.example", ""),
        ("email", "nobody", ""),
        ("slack", "env:HOOK", "env:SECRET"),
    ],
)
def test_receivers_that_are_refused(receiver: ReceiverKind, address: str, secret: str) -> None:
    with pytest.raises(UsageError):
        check_receiver(rule(receiver, address, secret=secret))


def test_what_is_missing_is_said(sink: WebhookSink) -> None:
    for receiver, address, secret in (("slack", "env:NOT_THERE", ""), ("webhook", sink.url, "file:/not/there")):
        with pytest.raises(UsageError, match="there is no secret"):
            send(message(), rule(receiver, address, secret=secret), NotificationSettings())  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="no mail server"):
        send(message(), rule("email", "a@b.example"), NotificationSettings())
    closed = NotificationRule("team", "webhook", sink.url.replace("http", "https"), "test", NOON)
    with pytest.raises(RefusedError):
        send(message(), closed, NotificationSettings())
    check_recipient("cloud-security@example.com")
    assert slack.escaped("a_b") != "a_b"
    assert sink.received == []
