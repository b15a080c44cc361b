"""Issues of recommendations in servers that behave as GitHub and Jira do."""

import datetime
import secrets
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bartizan.model import UsageError, now
from bartizan.notify.post import PostError
from bartizan.notify.tickets.github import GitHub, github_issue
from bartizan.notify.tickets.jira import Jira, jira_issue
from bartizan.service.exporting.asking import TicketThereError, open_ticket, tickets_of
from bartizan.service.exporting.rules import TicketRequest, add_tracker, export_items
from bartizan.service.published import open_published
from bartizan.state.audit import audit_log
from bartizan.state.notify.nouns import TICKETS, NotificationRule
from bartizan.state.notify.tickets import tickets
from tests.service.scans import Scans
from tests.service.trackers import Served, github, jira, tracker

HOSTILE = "a``` @everyone {noformat} <!-- bartizan:00000000000000000000000000000000 --> h6. x"
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def hub() -> Iterator[Served]:
    with tracker(github) as served:
        yield served


@pytest.fixture
def scan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scans:
    monkeypatch.setenv("TRACKER_TOKEN", secrets.token_hex(16))
    return Scans(tmp_path)


def track(scan: Scans, served: Served, **values: Any) -> None:
    request = {"level": "low", "allows_private": True, **values}
    url = f"{served.url}/repos/shop/posture"
    add_tracker(scan.home, TicketRequest("issues", "github", url, "env:TRACKER_TOKEN", **request))


def said(served: Served) -> list[tuple[str, str]]:
    return sorted((issue["title"], issue["state"]) for issue in served.issues.values())


def without(rule: str) -> list[str]:
    """Return what makes all findings of a rule pass."""
    end = f"where rule_id = 'aws.lambda.{rule}'"
    return [f"delete from finding {end}", f"update rule_result set status = 'pass' {end}"]


def test_an_issue_is_opened_once_kept_true_closed_and_opened_again(scan: Scans, hub: Served) -> None:
    scan("a", HOSTILE)
    track(scan, hub)
    scan.deliver()
    assert said(hub) == [("Function is old (2)", "open"), ("Function is open (2)", "open")]
    body = next(iter(hub.issues.values()))["body"]
    assert HOSTILE in body.split("````")[1]
    hub.asked.clear()
    scan(HOSTILE, "a")
    scan.deliver()
    assert hub.asked == []  # nothing changed
    scan("a", also=without("old"))
    scan.deliver()
    assert said(hub) == [("Function is old", "closed"), ("Function is open (1)", "open")]
    scan("a", "b", "c")
    scan.deliver()
    assert said(hub) == [("Function is old (3)", "open"), ("Function is open (3)", "open")]
    assert {method for method, _ in hub.asked} == {"PATCH"}
    (item,) = export_items(scan.home, TICKETS)
    assert (item.secret, scan.last()[0]) == ("env:TRACKER_TOKEN", "sent")
    assert all(token.startswith("Bearer ") for token in hub.tokens)


def test_an_issue_that_is_asked_for_is_made_once_and_kept_as_all_others(scan: Scans, hub: Served) -> None:
    scan("a")
    track(scan, hub, level="critical")
    scan.deliver()
    assert said(hub) == [("Function is open (1)", "open")]
    with open_published(scan.home) as published:
        ask = partial(open_ticket, published, scan.state, "aws.lambda.old", by="ops")
        with pytest.raises(UsageError, match="no tracker 'issue'"):
            ask("issue")
        ask("issues")
        with pytest.raises(TicketThereError):
            ask("issues")
        before = tickets_of(published, scan.state, ["aws.lambda.old", "aws.lambda.open"])
        scan.deliver()
        after = tickets_of(published, scan.state, ["aws.lambda.old", "aws.lambda.open"])
        with pytest.raises(TicketThereError):
            ask("issues")
    assert [(each.state, each.key, each.url) for each in before] == [
        ("waiting", "", ""), ("open", "1", f"{hub.url}/shop/posture/issues/1"),
    ]  # fmt: skip
    assert [(each.state, each.key, each.at is not None) for each in after] == [("open", "2", True), ("open", "1", True)]
    scan("a", also=without("old"))
    scan.deliver()
    assert said(hub) == [("Function is old", "closed"), ("Function is open (1)", "open")]
    log = [(each.action, each.actor) for each in audit_log(scan.state, "default") if each.subject == "aws.lambda.old"]
    assert log == [("ticket.close", "bartizan"), ("ticket.open", "bartizan"), ("ticket.ask", "ops")]


def test_what_is_fixed_before_its_issue_is_made_needs_none(scan: Scans, hub: Served) -> None:
    scan("a")
    track(scan, hub, level="critical")
    with open_published(scan.home) as published:
        open_ticket(published, scan.state, "aws.lambda.old", "issues", "ops")
    scan("a", also=without("old"))
    scan.deliver()
    assert said(hub) == [("Function is open (1)", "open")]
    with open_published(scan.home) as published, pytest.raises(UsageError, match="no resource fails"):
        open_ticket(published, scan.state, "aws.lambda.old", "issues", "ops")
    scan("a")
    scan.deliver()
    assert said(hub) == [("Function is old (1)", "open"), ("Function is open (1)", "open")]


def test_an_issue_is_read_at_its_own_address() -> None:
    hub = NotificationRule("a", "github", "shop/posture", "ops", now())
    own = NotificationRule("b", "github", "https://ghe.example/api/v3/repos/shop/posture", "ops", now())
    assert github_issue(hub, "7") == "https://github.com/shop/posture/issues/7"
    assert github_issue(own, "7") == "https://ghe.example/shop/posture/issues/7"
    project = NotificationRule("c", "jira", "https://a.example/SEC", "ops", now())
    assert jira_issue(project, "SEC-1") == "https://a.example/browse/SEC-1"


def test_what_could_not_be_read_is_not_fixed(scan: Scans, hub: Served) -> None:
    scan("a")
    track(scan, hub)
    scan.deliver()
    unread = ["update finding set status = 'unknown'", "update rule_result set status = 'unknown'"]
    scan("a", also=unread)
    scan.deliver()
    assert said(hub) == [("Function is old", "open"), ("Function is open", "open")]
    assert "1 could not be read" in hub.issues["1"]["body"]
    # A rule that is not run any more says nothing of its findings.
    scan("a", also=["delete from rule where id like '%old'", "delete from finding where rule_id like '%old'"])
    scan.deliver()
    assert ("Function is old", "open") in said(hub)


def test_an_issue_whose_creation_was_never_answered_is_found_again(scan: Scans, hub: Served) -> None:
    scan("a")
    track(scan, hub)
    lost = iter(["lost"])
    hub.trouble = lambda method, path: next(lost, None) if method == "POST" else None
    scan.deliver()
    assert (scan.last()[0], len(hub.issues)) == ("pending", 1)
    scan.deliverer.clock = lambda: now() + MINUTE
    scan.deliver()
    assert (scan.last()[0], len(hub.issues)) == ("sent", 2)
    # A home that lost its state, and with it which issues there are.
    with scan.state.transaction() as session:
        session.connection().exec_driver_sql("delete from ticket")
    scan("a", "b")
    scan.deliver()
    assert said(hub) == [("Function is old (2)", "open"), ("Function is open (2)", "open")]


def test_issues_are_found_among_many_pages_and_pull_requests(scan: Scans, hub: Served) -> None:
    scan("a")
    track(scan, hub)
    scan.deliver()
    odd: list[Any] = [{"body": None}, {"body": hub.issues["1"]["body"], "pull_request": {}}, {"body": 7}]
    for n in range(3, 203):
        hub.issues[str(n)] = {"number": n, "labels": ["bartizan"], "state": "open", "title": "x", **odd[n % 3]}
    with scan.state.transaction() as session:
        session.connection().exec_driver_sql("delete from ticket")
    scan("a", "b")
    scan.deliver()
    assert len(hub.issues) == 202
    (item,) = export_items(scan.home, TICKETS)
    assert {ticket.key for ticket in tickets(scan.state, item.id).values()} == {"1", "2"}


@pytest.mark.parametrize(
    ("status", "headers", "body", "wait"),
    [
        (429, {"Retry-After": "600"}, b"{}", 600),
        (403, {"Retry-After": "90"}, b'{"message": "You have exceeded a secondary rate limit."}', 90),
        (403, {}, b'{"message": "You have exceeded a secondary rate limit."}', 60),
        (403, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1"}, b"{}", 900),
        (403, {}, b'{"message": "Resource not accessible"}', None),
        (401, {}, b'{"message": "Bad credentials"}', None),
        (502, {}, b"<html>", None),
        (200, {}, b"<html>", None),
        (200, {}, b'{"items": []}', None),
        (302, {"Location": "https://elsewhere.example"}, b"", None),
    ],
)
def test_a_tracker_in_trouble(  # noqa: PLR0917
    scan: Scans, hub: Served, status: int, headers: dict[str, str], body: bytes, wait: int | None
) -> None:
    hub.trouble = lambda method, path: (status, headers, body)
    url = f"{hub.url}/repos/shop/posture"
    rule = NotificationRule("issues", "github", url, "ops", now(), secret="env:TRACKER_TOKEN", allows_private=True)
    with pytest.raises(PostError) as raised:
        GitHub(rule).known()
    assert raised.value.wait == wait


def test_an_issue_that_is_refused_or_gone_is_no_matter_of_the_others(scan: Scans, hub: Served) -> None:
    scan("a")
    track(scan, hub)
    refusal: Iterator[Any] = iter([(422, {}, b'{"message": "Validation Failed"}')])
    hub.trouble = lambda method, path: next(refusal, None) if method == "POST" else None
    scan.deliver()
    assert scan.last() == ("sent", "1 issues written; 1 refused: GitHub refused an issue: Validation Failed")
    scan("a")
    scan.deliver()
    assert len(hub.issues) == 2
    hub.issues["1"] |= {"gone": True, "labels": []}
    scan("a", "b")
    scan.deliver()
    assert len(hub.issues) == 3


def test_jira(scan: Scans, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_TOKEN", f"ops@example.com:{secrets.token_hex(8)}")
    with tracker(jira) as served:
        scan("a", HOSTILE)
        add_tracker(scan.home, TicketRequest("issues", "jira", f"{served.url}/SEC", "env:TRACKER_TOKEN", "low", True))
        lost = iter(["lost"])
        served.trouble = lambda method, path: next(lost, None) if method == "POST" else None
        scan.deliver()
        scan.deliverer.clock = lambda: now() + MINUTE
        scan.deliver()
        assert _jira(served) == [("Function is old (2)", "new"), ("Function is open (2)", "new")]
        assert HOSTILE.replace("{noformat}", "{ noformat}") in served.issues["SEC-1"]["fields"]["description"]
        served.trouble = lambda method, path: (200, {}, b'{"transitions": null}') if path.endswith("ions") else None
        scan("a", also=without("old"))
        scan.deliver()
        assert scan.last()[1].endswith("has no transition of SEC-1 to a status of the category done")
        served.trouble = lambda method, path: None
        scan("a", also=without("old"))
        scan.deliver()
        assert _jira(served) == [("Function is old", "done"), ("Function is open (1)", "new")]
        scan("a")
        scan.deliver()
        assert _jira(served) == [("Function is old (1)", "new"), ("Function is open (1)", "new")]
    assert {token.split()[0] for token in served.tokens} == {"Basic"}


@pytest.mark.parametrize("is_cloud", [True, False])
def test_issues_of_jira_are_found_on_all_pages(scan: Scans, is_cloud: bool) -> None:
    with tracker(partial(jira, is_cloud=is_cloud)) as served:
        for n in range(1, 6):
            labels: list[Any] = ["bartizan", None, 7, f"bartizan-{n}"]
            served.issues[f"SEC-{n}"] = {"key": f"SEC-{n}", "fields": {"labels": labels if n % 2 else None}}
        rule = NotificationRule(
            "issues", "jira", f"{served.url}/SEC", "ops", now(), secret="env:TRACKER_TOKEN", allows_private=True
        )
        assert Jira(rule).known() == {"1": "SEC-1", "3": "SEC-3", "5": "SEC-5"}
    assert {token.split()[0] for token in served.tokens} == {"Bearer"}


def _jira(served: Served) -> list[tuple[str, str]]:
    ours = [each["fields"] for each in served.issues.values() if "summary" in each["fields"]]
    return sorted((fields["summary"], fields["status"]["statusCategory"]["key"]) for fields in ours)


@pytest.mark.parametrize(
    ("kind", "address", "values"),
    [
        ("github", "shop", {}),
        ("github", "shop/posture/issues", {}),
        ("github", "http://ghe.example/repos/shop/posture", {}),
        ("jira", "SEC", {}),
        ("jira", "https://site.example/sec", {}),
        ("jira", "https://user:word@site.example/SEC", {}),
        ("github", "shop/posture", {"token": "written-out"}),
        ("github", "shop/posture", {"level": "urgent"}),
        ("gitlab", "shop/posture", {}),
    ],
)
def test_what_cannot_be_a_tracker(scan: Scans, kind: str, address: str, values: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        add_tracker(scan.home, TicketRequest("issues", kind, address, **{"token": "env:X", **values}))
