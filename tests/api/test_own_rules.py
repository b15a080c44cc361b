"""Rules that are made of queries, through the API: tried, kept, judged, listed, replaced and removed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bartizan.api.settings import ServeSettings
from bartizan.normalize import schemas
from bartizan.pipeline.own_rules import usable_own_rules
from bartizan.state.access.nouns import Role
from bartizan.state.audit import AuditEntry, audit_log
from bartizan.state.kept.own_rules import OwnRule, keep_own_rule, own_rules
from tests.api.serving import Served, served
from tests.service.estate import arn, published

pytestmark = pytest.mark.slow

RULE = "own.exposed_functions"
BODY = {
    "query": "find aws_lambda_function where exposure = internet",
    "title": "Function that anybody may call",
    "severity": "high",
    "category": "network_exposure",
    "rationale": "Anybody on the internet can call it, at your cost.",
    "remediation": "Ask for a signature, or take the URL away.",
}
FUNCTIONS: list[dict[str, Any]] = [
    {"id": arn("checkout"), "name": "checkout", "exposure": "internet"},
    {"id": arn("orders"), "name": "orders", "exposure": "internet"},
    {"id": arn("report"), "name": "report", "exposure": "none"},
    {"id": arn("secret"), "name": "secret", "exposure": None},
]


def rule_log(api: Served) -> list[AuditEntry]:
    return [each for each in audit_log(api.state, "default") if each.subject == RULE]


@pytest.fixture
def api(tmp_path: Path) -> Iterator[Served]:
    home = published(tmp_path / "home", FUNCTIONS)
    published(home, FUNCTIONS[:1], "team-shop", "two")
    with served(ServeSettings(home, "http://127.0.0.1")) as found:
        yield found


def test_a_rule_is_tried_by_viewers_and_nothing_is_kept(api: Served) -> None:
    tried = api.person(Role.VIEWER).post("/rules/own/check", json=BODY | {"id": RULE})
    assert tried.status_code == 200, tried.text
    said = tried.json()
    assert (said["refused"], said["wrong"]) == ("", {})
    assert said["text"].startswith("title: Function that anybody may call\nseverity: high\n")
    numbers = {key: said["verdicts"][key] for key in ("unhealthy", "unknown", "healthy", "not_applicable")}
    assert numbers == {"unhealthy": 2, "unknown": 1, "healthy": 1, "not_applicable": 0}
    assert [each["name"] for each in said["verdicts"]["failing"]] == ["checkout", "orders"]
    assert own_rules(api.state, "default") == {}
    assert rule_log(api) == []


def test_what_cannot_be_a_rule_is_said_by_field(api: Served) -> None:
    viewer = api.person(Role.VIEWER)
    words = viewer.post("/rules/own/check", json={"id": "own.x", "query": BODY["query"]}).json()
    assert words["wrong"].keys() == {"name", "title", "rationale", "remediation"}
    assert words["verdicts"]["unhealthy"] == 2
    query = BODY["query"] + " and exposure is unknown"
    refused = viewer.post("/rules/own/check", json=BODY | {"id": RULE, "query": query}).json()
    assert "a check unknown by itself" in refused["refused"]
    assert (refused["text"], refused["verdicts"]) == ("", None)


def test_a_rule_is_kept_for_the_next_scan_replaced_and_removed_and_the_audit_log_says_so(api: Served) -> None:
    admin, viewer = api.person(Role.ADMIN), api.person(Role.VIEWER)
    made = admin.put(f"/rules/own/{RULE}", json=BODY)
    assert made.status_code == 200, made.text
    said = [made.json()[key] for key in ("title", "table", "wrong")]
    assert said == [BODY["title"], "aws_lambda_function", ""]
    assert viewer.get(f"/rules/own/{RULE}").json() == made.json()
    item = {key: value for key, value in made.json().items() if key not in ("text", "verdicts")}
    assert viewer.get("/rules/own").json() == [item]
    usable = usable_own_rules(api.state, "default", schemas())
    assert usable[RULE].severity == "high"
    again = admin.put(f"/rules/own/{RULE}", json=BODY | {"severity": "low"}).json()
    assert again["severity"] == "low"
    assert admin.delete(f"/rules/own/{RULE}").status_code == 204
    assert admin.delete(f"/rules/own/{RULE}").status_code == 404
    assert viewer.get(f"/rules/own/{RULE}").status_code == 404
    assert viewer.get("/rules/own").json() == []
    log = rule_log(api)
    assert [each.action for each in log] == ["rule.remove", "rule.make", "rule.make"]
    assert log[1].before == {"text": made.json()["text"], "query": BODY["query"]}


@pytest.mark.parametrize("method", ["put", "delete"])
@pytest.mark.parametrize("role", [Role.VIEWER, Role.ANALYST])
def test_only_admins_keep_and_remove(api: Served, method: str, role: Role) -> None:
    body = BODY if method == "put" else None
    answer = api.person(role).request(method.upper(), f"/rules/own/{RULE}", json=body)
    assert answer.status_code == 403
    assert own_rules(api.state, "default") == {}


@pytest.mark.parametrize(
    ("rule", "change", "status", "said"),
    [
        ("aws.lambda.public_function_url", {}, 400, "is own.NAME"),
        ("own.Exposed", {}, 400, "small letters"),
        (RULE, {"query": "find aws_lambda_functio where exposure = internet"}, 400, "aws_lambda_function"),
        (RULE, {"title": "Short"}, 400, "8 to 160"),
        (RULE, {"severity": "worst"}, 422, "severity"),
        (RULE, {"query": "x" * 20_001}, 422, "query"),
    ],
)
def test_what_cannot_be_kept_is_refused(api: Served, rule: str, change: dict[str, str], status: int, said: str) -> None:
    answer = api.person(Role.ADMIN).put(f"/rules/own/{rule}", json=BODY | change)
    assert answer.status_code == status
    assert said in answer.text
    assert own_rules(api.state, "default") == {}


def test_another_directory_has_rules_of_its_own(api: Served) -> None:
    theirs = api.person(Role.ADMIN, "team-shop")
    assert theirs.put(f"/rules/own/{RULE}", json=BODY).json()["verdicts"]["unhealthy"] == 1
    ours = api.person(Role.ADMIN)
    assert ours.get("/rules/own").json() == []
    assert ours.get(f"/rules/own/{RULE}").status_code == 404
    assert ours.delete(f"/rules/own/{RULE}").status_code == 404
    assert len(theirs.get("/rules/own").json()) == 1


def test_a_rule_that_the_next_scan_leaves_out_says_why(api: Served) -> None:
    admin = api.person(Role.ADMIN)
    assert admin.put(f"/rules/own/{RULE}", json=BODY).status_code == 200
    kept = own_rules(api.state, "default")[RULE]
    broken = OwnRule(RULE, kept.text.replace("fails: exposure", "fails: exposed_to"), kept.query, kept.author, kept.at)
    keep_own_rule(api.state, "default", broken)
    shown = admin.get(f"/rules/own/{RULE}").json()
    assert "exposed_to" in shown["wrong"]
    assert (shown["title"], shown["verdicts"]) == ("", None)


def test_a_directory_without_a_scan_is_told_so(api: Served) -> None:
    admin = api.person(Role.ADMIN, "team-new")
    assert admin.get("/rules/own").json() == []
    answer = admin.put(f"/rules/own/{RULE}", json=BODY)
    assert answer.status_code == 404
    assert "No scan yet" in answer.text
