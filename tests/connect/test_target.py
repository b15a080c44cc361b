"""From a connector to what is scanned, and back."""

import pytest

from bartizan.collect.shared.target import AwsTarget, AzureTarget
from bartizan.connect.target import check_connector, made_of, target
from bartizan.model import UsageError
from bartizan.state.onboarding.nouns import Connector

ACCOUNT, GUID = "111122223333", "00000000-0000-0000-0000-00000000000a"


def test_an_account_is_entered_by_a_role_with_the_external_id() -> None:
    connector = Connector("prod", "aws", "account", ACCOUNT, {"role_name": "audit/reader", "regions": "eu-west-1"})
    found = target(connector)
    assert isinstance(found, AwsTarget)
    assert found.role_arns == (f"arn:aws:iam::{ACCOUNT}:role/audit/reader",)
    assert found.external_id == connector.external_id != ""
    assert found.regions == ("eu-west-1",)


def test_an_organization_is_entered_by_a_role_of_each_account() -> None:
    found = target(Connector("all", "aws", "organization", ACCOUNT))
    assert isinstance(found, AwsTarget)
    assert (found.role_arns, found.organization_role) == ((), "bartizan-reader")


def test_azure_is_read_by_subscription_group_or_all_that_is_seen() -> None:
    said = {"client_id": GUID, "tenant_id": GUID, "secret": "env:AZURE_SECRET"}
    one = target(Connector("a", "azure", "subscription", GUID, said))
    assert isinstance(one, AzureTarget)
    assert one.subscriptions == (GUID,)
    assert (one.login.client_id, one.login.secret) == (GUID, "env:AZURE_SECRET")
    group = target(Connector("b", "azure", "management_group", "mg-platform"))
    assert isinstance(group, AzureTarget)
    assert (group.subscriptions, group.management_group) == ((), "mg-platform")
    everything = target(Connector("c", "azure", "tenant", GUID))
    assert isinstance(everything, AzureTarget)
    assert (everything.subscriptions, everything.management_group) == ((), "")


@pytest.mark.parametrize(
    "connector",
    [
        Connector("Prod", "aws", "account", ACCOUNT),
        Connector("../x", "aws", "account", ACCOUNT),
        Connector("prod", "aws", "account", "1111"),
        Connector("prod", "aws", "subscription", GUID),
        Connector("prod", "azure", "subscription", ACCOUNT),
        Connector("prod", "azure", "management_group", "a/b"),
        Connector("prod", "aws", "account", ACCOUNT, interval_hours=5),
        Connector("prod", "aws", "account", ACCOUNT, {"secret": "x"}),
        Connector("prod", "azure", "tenant", GUID, {"secret": "written here"}),
    ],
)
def test_what_is_not_well_formed_is_refused(connector: Connector) -> None:
    with pytest.raises(UsageError):
        check_connector(connector)


def test_a_scan_without_a_connector_makes_one_that_scans_the_same() -> None:
    read = AwsTarget(("eu-west-1",), "http://127.0.0.1:1", "team", (f"arn:aws:iam::{ACCOUNT}:role/a/reader",))
    made = made_of(read, ACCOUNT)
    check_connector(made)
    again = target(made)
    assert isinstance(again, AwsTarget)
    assert (again.regions, again.endpoint_url, again.profile) == (read.regions, read.endpoint_url, read.profile)
    assert again.role_arns == read.role_arns
    assert again.external_id == ""
    azure = made_of(AzureTarget(arm_url="http://127.0.0.1:1", cloud="AzureUSGovernment"), GUID)
    check_connector(azure)
    back = target(azure)
    assert isinstance(back, AzureTarget)
    assert (back.subscriptions, back.arm_url, back.cloud) == ((GUID,), "http://127.0.0.1:1", "AzureUSGovernment")
