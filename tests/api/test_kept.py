"""What people keep, through the API: views with columns and widths, attestations, and how rules are set."""

from collections.abc import Iterator

import pytest

from bartizan.api.settings import ServeSettings
from bartizan.portal.features import FEATURES
from bartizan.state.access.nouns import Role
from bartizan.state.audit import audit_log
from bartizan.state.kept.views import PAGES
from tests.api.serving import Served, served
from tests.service.estate import arn, published

RULE = "aws.lambda.long_timeout_exposed"
LONGEST = "longest_exposed_timeout_seconds"
VIEW = {"query": "exposure=internet&sort=name", "columns": ["Risk", "Name"], "widths": {"Name": 320}}


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("home")
    published(home, [{"id": arn("orders"), "name": "orders"}])
    with served(ServeSettings(home, "http://127.0.0.1")) as found:
        yield found


def test_views_are_kept_of_the_pages_that_there_are() -> None:
    forms = {"new-rule", "sql"}  # show nothing that a view could narrow
    assert {each.id for each in FEATURES.values() if not each.is_object} - forms == PAGES


def test_a_view_is_kept_read_and_forgotten_by_its_owner_alone(api: Served) -> None:
    one, other = api.person(Role.VIEWER), api.person(Role.ADMIN)
    made = one.put("/views/inventory/Open ones", json=VIEW)
    assert made.status_code == 200
    assert made.json() == {"page": "inventory", "name": "Open ones"} | VIEW
    assert one.get("/views/inventory").json() == [made.json()]
    assert other.get("/views/inventory").json() == []
    assert other.delete("/views/inventory/Open ones").status_code == 404
    assert one.delete("/views/inventory/Open ones").status_code == 204
    assert one.get("/views/inventory").json() == []


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/views/nowhere/mine", VIEW, 404),
        ("/views/inventory/%20", VIEW, 400),
        ("/views/inventory/mine", VIEW | {"widths": {"Name": 5}}, 422),
        ("/views/inventory/mine", VIEW | {"columns": [""]}, 422),
        ("/attestations/nist-800-53/AC-2", {"is_met": True, "statement": " "}, 400),
        ("/attestations/nist-800-53/no-such", {"is_met": True, "statement": "Read."}, 404),
        ("/attestations/no-such/AC-2", {"is_met": True, "statement": "Read."}, 404),
    ],
)
def test_what_cannot_be_kept_is_refused(api: Served, path: str, body: dict[str, object], status: int) -> None:
    assert api.person(Role.ANALYST).put(path, json=body).status_code == status


def test_a_control_is_attested_by_analysts_and_read_by_all(api: Served) -> None:
    analyst, viewer = api.person(Role.ANALYST), api.person(Role.VIEWER)
    body = {"is_met": True, "statement": " The policy was read. "}
    assert viewer.put("/attestations/nist-800-53/AC-2", json=body).status_code == 403
    made = analyst.put("/attestations/nist-800-53/AC-2", json=body).json()
    assert (made["is_met"], made["statement"]) == (True, "The policy was read.")
    assert viewer.get("/attestations/nist-800-53").json() == [made]
    assert viewer.get("/attestations/no-such").status_code == 404
    elsewhere = api.person(Role.VIEWER, "team-elsewhere")
    assert elsewhere.get("/attestations/nist-800-53").json() == []


def test_parameters_are_read_set_and_reset(api: Served) -> None:
    admin = api.person(Role.ADMIN)
    before = admin.get(f"/rules/{RULE}/parameters").json()
    assert before in admin.get("/rules/parameters").json()
    (only,) = before["parameters"]
    assert (only["value"], only["default"], only["least"], only["most"]) == (60, 60, 1, 900)
    after = admin.put(f"/rules/{RULE}/parameters", json={"values": {LONGEST: 30}}).json()
    assert (after["parameters"][0]["value"], after["parameters"][0]["default"]) == (30, 60)
    assert after["set_by"]
    elsewhere = api.person(Role.ADMIN, "team-elsewhere")
    assert elsewhere.get(f"/rules/{RULE}/parameters").json() == before
    assert admin.delete(f"/rules/{RULE}/parameters").json() == before
    entries = audit_log(api.state, "default")[:2]
    assert [(each.action, each.subject, each.before, each.after) for each in entries] == [
        ("rule.reset", RULE, {LONGEST: 30}, None),
        ("rule.set", RULE, None, {LONGEST: 30}),
    ]


@pytest.mark.parametrize(
    ("rule", "values", "said"),
    [
        (RULE, {LONGEST: 0}, "0 is not a whole number, 1 to 900"),
        (RULE, {LONGEST: "60"}, "is a whole number, not '60'"),
        (RULE, {"longest_timeout": 60}, "has no parameter 'longest_timeout'"),
        ("aws.lambda.outside_vpc", {"require_vpc": "maybe"}, "'maybe' is not one of no, yes"),
        ("aws.lambda.untrusted_layer", {"trusted_layer_accounts": ["12"]}, "'12' is not like 111122223333"),
        ("aws.lambda.required_tag_missing", {"required_tags": [" "]}, "an empty text is none"),
        ("aws.lambda.required_tag_missing", {"required_tags": ["x"] * 201}, "at most 200"),
        ("aws.lambda.required_tag_missing", {"required_tags": ["x" * 201]}, "at most 200 characters"),
    ],
)
def test_a_value_out_of_bounds_is_refused_and_nothing_kept(
    api: Served, rule: str, values: dict[str, object], said: str
) -> None:
    admin = api.person(Role.ADMIN)
    answer = admin.put(f"/rules/{rule}/parameters", json={"values": values})
    assert answer.status_code == 400
    assert said in answer.json()["detail"] + answer.json()["title"]
    assert admin.get(f"/rules/{rule}/parameters").json()["set_by"] == ""


def test_a_rule_without_parameters_has_none_to_set(api: Served) -> None:
    admin = api.person(Role.ADMIN)
    for rule in ("aws.lambda.public_function_url", "no.such.rule"):
        assert admin.get(f"/rules/{rule}/parameters").status_code == 404
        assert admin.put(f"/rules/{rule}/parameters", json={"values": {}}).status_code == 404
        assert admin.delete(f"/rules/{rule}/parameters").status_code == 404
