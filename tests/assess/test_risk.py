"""Risk levels follow docs/risk.md: its worked example, and what is not known lowers nothing."""

import re
from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import get_args

import pytest

from bartizan.assess.evaluate import FINDING_COLUMNS
from bartizan.assess.risk import BEARS, BEHIND, EXPOSED, FACTORS, NAMED_DATA, PROVEN, rate, weigh
from bartizan.assess.rule import Category
from bartizan.graph.paths.tables import ATTACK_PATH, MEMBER
from bartizan.model import Severity
from bartizan.normalize import normalize
from bartizan.store import Engine
from bartizan.store.engine import OBSERVATION_COLUMNS, Row

PAGE = Path(__file__).parents[2] / "docs" / "risk.md"
STATES = (EXPOSED, *BEHIND)
LEVELS = ("low", "medium", "high", "critical")


def example() -> list[list[str]]:
    table = PAGE.read_text(encoding="utf-8").split("## Example")[1]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines() if line[:1] == "|"]
    return rows[2:]


def all_rated(severity: str, resources: Sequence[Mapping[str, str]], category: str = "access_control") -> list[Row]:
    """Return one finding for each resource, given the states of its factors."""
    with Engine(threads=1) as engine:
        engine.create_empty("finding", FINDING_COLUMNS)
        ids = f"select unnest(range({len(resources)}))::varchar as resource_id"
        engine.execute(
            f"insert into finding by name select 'rule' as rule_id, '{severity}' as severity, * from ({ids})"
        )
        columns = dict.fromkeys(("resource_id", "factor", "state", "why"), "varchar")
        engine.create_empty("risk_factor", columns)
        engine.insert(
            "risk_factor",
            [
                (str(n), name, state, f"{name} is so")
                for n, states in enumerate(resources)
                for name, state in states.items()
            ],
        )
        rate(engine, {"rule": category})
        return engine.rows("select * from finding order by resource_id::bigint")


def levels(severity: str, resources: Sequence[Mapping[str, str]], category: str = "access_control") -> list[int]:
    return [LEVELS.index(row["risk_level"]) for row in all_rated(severity, resources, category)]


def rated(severity: str, states: Mapping[str, str], category: str = "access_control") -> Row:
    """Return the one finding of a resource whose factors have these states."""
    return all_rated(severity, [states], category)[0]


def level(severity: str, states: Mapping[str, str], category: str = "access_control") -> int:
    return levels(severity, [states], category)[0]


@pytest.mark.parametrize("row", example(), ids=lambda row: f"{row[0]}, {row[1]}")
def test_the_worked_example_of_the_page(row: list[str]) -> None:
    states = dict(zip(STATES, row[2:7], strict=True))
    assert rated("high", states, row[1])["risk_level"] == row[7].split()[0]


def test_the_page_names_every_factor_and_what_it_bears_on() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert re.findall(r"^\| `(\w+)` \| [^y]", page, re.MULTILINE) == list(FACTORS)
    told = re.findall(r"^\| ([a-z_, ]+) \| (all|none|`[^|]+) \|$", page, re.MULTILINE)
    bears = {
        name: tuple(FACTORS) if what == "all" else tuple(re.findall(r"`(\w+)`", what))
        for names, what in told
        for name in names.split(", ")
    }
    assert bears == BEARS


def test_every_category_is_weighed() -> None:
    assert set(BEARS) == set(get_args(Category))


@pytest.mark.parametrize("category", BEARS)
@pytest.mark.parametrize("severity", list(Severity))
def test_unknown_never_lowers(category: str, severity: Severity) -> None:
    known = dict.fromkeys(STATES, "no")
    healthy, *unknown = levels(severity, [known, *({**known, factor: "unknown"} for factor in STATES)], category)
    assert [factor for factor, risk in zip(STATES, unknown, strict=True) if risk < healthy] == []


@pytest.mark.parametrize("category", BEARS)
def test_more_of_a_factor_never_lowers(category: str) -> None:
    every = list(product(("no", "yes"), repeat=len(STATES)))
    risks = levels("medium", [dict(zip(STATES, states, strict=True)) for states in every], category)
    of = dict(zip(every, risks, strict=True))
    for states, risk in of.items():
        for n, factor in enumerate(STATES):
            assert of[(*states[:n], "yes", *states[n + 1 :])] >= risk, (states, factor)


def test_what_is_not_known_is_said() -> None:
    finding = rated("high", {**dict.fromkeys(STATES, "no"), "sensitive_data": "unknown"})
    assert "not known: sensitive data" in finding["risk_reason"]


def test_without_any_factor_the_severity_stands() -> None:
    finding = rated("high", {})
    assert (finding["risk_level"], finding["risk_factors"]) == ("high", [])


@pytest.mark.parametrize("factor", PROVEN)
def test_what_is_proven_raises_alone(factor: str) -> None:
    assert rated("medium", {factor: "yes"})["risk_level"] == "high"


@pytest.mark.parametrize("category", ["resilience", "logging_and_monitoring", "encryption"])
def test_what_an_intruder_makes_no_use_of_is_not_raised(category: str) -> None:
    finding = rated("medium", dict.fromkeys(FACTORS, "yes"), category)
    assert (finding["risk_level"], finding["risk_factors"]) == ("medium", [])


def test_code_integrity_is_not_a_matter_of_who_may_call() -> None:
    finding = rated("high", {**dict.fromkeys(STATES, "yes"), PROVEN[0]: "yes"}, "code_integrity")
    assert finding["risk_level"] == "high"
    assert EXPOSED not in finding["risk_factors"]


def test_a_note_stays_low() -> None:
    assert rated("info", dict.fromkeys(FACTORS, "yes"))["risk_level"] == "low"


def test_a_way_in_to_nothing_is_far_below_one_to_data() -> None:
    exposed = {**dict.fromkeys(STATES, "no"), EXPOSED: "yes"}
    for severity in (Severity.CRITICAL, Severity.HIGH):
        assert level(severity, {**exposed, "sensitive_data": "yes"}) - level(severity, exposed) >= 2
        assert level(severity, {**exposed, NAMED_DATA: "yes"}) - level(severity, exposed) >= 2


def test_the_reason_is_one_sentence_with_the_factors_in_order() -> None:
    reason = rated("medium", dict.fromkeys(reversed(STATES), "yes"))["risk_reason"]
    assert reason.startswith("Medium severity, one step up: internet_exposure is so, privileged_identity is so, ")
    assert reason.count(".") == 1


def facts(**tables: str) -> dict[tuple[str, str], str]:
    """Return the state of each resource's factors, given rows of tables as SELECT lists."""
    with Engine(threads=1) as engine:
        engine.create_empty("observation", OBSERVATION_COLUMNS)
        normalize(engine)
        engine.create_empty("finding", FINDING_COLUMNS)
        engine.create_empty("attack_path", ATTACK_PATH)
        engine.create_empty("attack_path_member", MEMBER)
        for table, row in tables.items():
            engine.execute(f"insert into {table} by name select {row}")
        weigh(engine, {})
        rows = engine.rows("select * from risk_factor")
    return {(row["resource_id"], row["factor"]): row["state"] for row in rows}


FUNCTION = "'f' as id, 'f' as name, 'internet' as exposure, 'r' as role_arn, ['q']::varchar[] as feeding_arns"
QUIET = "[]::varchar[] as escalations, [] as admin_services, [] as data_read_actions, [] as code_write_actions"
QUIET += ", []::varchar[] as named_data_actions"
ROLE = f"'r' as id, 'r' as name, {QUIET}, [] as credential_actions, false as passes_any_role, false as assumes_any_role"


def test_a_role_is_as_exposed_as_its_function_and_gives_it_its_power() -> None:
    states = facts(aws_lambda_function=FUNCTION, aws_iam_role=f"{ROLE}, true as is_admin")
    assert states["r", "internet_exposure"] == states["f", "privileged_identity"] == "yes"
    assert states["q", "privileged_identity"] == "yes", "who can fill the queue drives the administrator"
    assert ("q", "internet_exposure") not in states


def test_what_could_not_be_read_of_a_role_is_unknown_of_its_function() -> None:
    states = facts(aws_lambda_function=FUNCTION, aws_iam_role=f"{ROLE}, null as is_admin")
    assert {states["f", factor] for factor in BEHIND} == {"unknown"}


def test_a_secret_in_a_function_is_not_its_roles() -> None:
    function = f"{FUNCTION}, ['KEY: a key'] as secret_kinds, 'off' as code_status"
    states = facts(aws_lambda_function=function, aws_iam_role=f"{ROLE}, false as is_admin")
    assert (states["f", "sensitive_data"], states["r", "sensitive_data"]) == ("yes", "no")


def test_an_exploited_package_comes_from_what_was_read_and_goes_where_it_leads() -> None:
    function = f"{FUNCTION}, ['log4j-core 2.14.1: CVE-2021-44228 (critical)']::varchar[] as exploited_packages"
    route = "'a' as api_id, 'api' as api_name, 'f' as function_arn, 'GET' as method"
    states = facts(aws_lambda_function=function, aws_apigateway_route=route)
    assert {states[id_, "known_exploited_vulnerability"] for id_ in ("f", "a", "q", "r")} == {"yes"}
    unread = facts(aws_lambda_function=f"{FUNCTION}, null::varchar[] as exploited_packages")
    assert unread["f", "known_exploited_vulnerability"] == "unknown"


def test_a_route_to_what_is_not_read_is_not_known_to_lead_nowhere() -> None:
    route = "'a' as api_id, 'api' as api_name, '' as function_arn, 'GET' as method"
    assert facts(aws_apigateway_route=route)["a", "sensitive_data"] == "unknown"


@pytest.mark.parametrize(("count", "state"), [("0", "no"), ("2", "yes"), ("null::bigint", "yes")])
def test_an_app_without_http_functions_is_not_exposed_by_its_address(count: str, state: str) -> None:
    app = f"'a' as id, 'a' as name, 'internet' as exposure, {count} as http_function_count"
    assert facts(azure_function_app=app)["a", EXPOSED] == state


def test_a_stage_takes_what_is_behind_the_routes_that_lead_there_from_it() -> None:
    stage = "'s' as id, 'prod' as name, 'a' as api_arn, 'api' as api_name, true as is_internet_facing"
    function = f"{FUNCTION}, ['KEY: a key'] as secret_kinds, 'off' as code_status"
    for stages, state in (("[]", "yes"), ("['prod']", "yes"), ("['test']", None)):
        route = f"'a' as api_id, 'api' as api_name, 'f' as function_arn, 'GET' as method, {stages}::varchar[] as stages"
        states = facts(aws_lambda_function=function, aws_apigateway_route=route, aws_apigateway_stage=stage)
        assert (states["s", EXPOSED], states.get(("s", "sensitive_data"))) == ("yes", state)
