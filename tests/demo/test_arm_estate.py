"""The company's Azure holds what the demo promises: numbers, every kind, every story, and no person's name."""

import re

import pytest

from bartizan_demo.company.azure import roles
from bartizan_demo.company.azure.tenant import azure_estate
from bartizan_demo.company.azure.web import INELIGIBLE_KINDS
from bartizan_demo.emulators.azure.estate import subscription_scope
from bartizan_demo.emulators.azure.index import Index
from bartizan_demo.emulators.azure.nouns import App
from bartizan_demo.emulators.shared.secrets import SecretForm, planted

ESTATE = azure_estate("demo")
INDEX = Index(ESTATE)


def _app(name: str) -> App:
    return next(each for each in ESTATE.apps if each.full_name == name)


def _is_open(app: App) -> bool:
    rules = app.config.get("ipSecurityRestrictions", [])
    return any(rule["ipAddress"] == "Any" and rule["action"] == "Allow" for rule in rules)


def test_numbers() -> None:
    whole = [each for each in ESTATE.apps if not each.slot]
    functions = [each for each in whole if "functionapp" in each.tokens and "workflowapp" not in each.tokens]
    ineligible = {each.name for each in whole if each.kind in INELIGIBLE_KINDS}
    assert len(ESTATE.subscriptions) == 2
    assert len([each for each in functions if each.name not in ineligible]) >= 15
    assert len([each for each in whole if "functionapp" not in each.tokens and each.name not in ineligible]) >= 15
    assert len([each for each in ESTATE.apps if each.slot]) >= 3


def test_two_in_five_are_well_configured() -> None:
    assert sum(each.is_exemplary for each in ESTATE.apps) >= 0.4 * len(ESTATE.apps)
    for each in ESTATE.apps:
        if each.is_exemplary:
            assert not _is_open(each)
            assert each.auth.is_enabled
            assert each.auth.is_required
            assert not each.allows_scm_basic
            assert each.has_system_identity or each.identities
            assert not any(isinstance(value, SecretForm) for value in each.settings.values())


def test_every_ineligible_kind() -> None:
    assert len(INELIGIBLE_KINDS) == 12
    assert {each.kind for each in ESTATE.apps} >= set(INELIGIBLE_KINDS)
    assert "Stopped" in {each.state for each in ESTATE.apps}
    assert any(each.tokens >= {"functionapp", "container"} for each in ESTATE.apps)


def test_an_open_function_app_may_change_the_subscription() -> None:
    app = _app("func-invoice-intake")
    assert _is_open(app)
    assert not app.auth.is_enabled
    assert {each.level.lower() for each in app.functions if each.trigger == "httpTrigger"} == {"anonymous"}
    granted = [(each.role, each.scope) for each in ESTATE.assignments if each.principal == app.principal]
    assert granted == [(roles.CONTRIBUTOR.id, subscription_scope("production"))]


def test_an_open_slot_has_productions_identity() -> None:
    production, staging = _app("app-customer-portal"), _app("app-customer-portal/staging")
    assert _is_open(staging)
    assert not _is_open(production)
    assert staging.identities == production.identities


def test_a_deployment_site_takes_passwords() -> None:
    app = _app("app-partner-exchange")
    assert app.allows_scm_basic
    assert app.config["scmIpSecurityRestrictions"][0]["action"] == "Allow"


def test_a_permission_is_missing_in_one_scope() -> None:
    assert [bool(each.lacks) for each in ESTATE.subscriptions] == [False, True]


def test_what_is_named_is_there() -> None:
    names = [each.full_name.lower() for each in ESTATE.apps]
    assert len(set(names)) == len(names)
    for app in ESTATE.apps:
        assert INDEX.id(app)
        assert not app.plan or app.plan in INDEX.plans
        assert set(app.identities) <= set(INDEX.identities)
        assert not app.slot or app.name.lower() in names
    assert {each.role for each in ESTATE.assignments} <= {each.id for each in ESTATE.roles}


def test_owners_are_teams() -> None:
    owners = {*(each.owner for each in ESTATE.apps), *(each.owner for each in ESTATE.identities)}
    owners |= {each.owner for each in ESTATE.stores}
    assert all(re.fullmatch(r"team-[a-z]+", each) for each in owners)


@pytest.mark.parametrize("form", SecretForm)
def test_secrets_are_the_same_for_the_same_place(form: SecretForm) -> None:
    assert planted(form, "one") == planted(form, "one") != planted(form, "two")


@pytest.mark.parametrize(("name", "apps"), [("empty", 0), ("functions:10", 0), ("apps:7", 7)])
def test_plain_estates(name: str, apps: int) -> None:
    estate = azure_estate(name)
    assert len(estate.subscriptions) == 1
    assert len(estate.apps) == apps
