"""Where code may be read from: addresses, settings and answers, hostile ones among them."""

import asyncio
import contextlib
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as limits
from hypothesis import strategies as st
from yarl import URL

from bartizan.collect.azure.code.address import Addresses
from bartizan.collect.azure.code.deployment_site import Blob, CodeWeb, _listed
from bartizan.collect.azure.code.place import ineligible, is_image, place
from bartizan.collect.azure.code.run import CodeFinder, _newest
from bartizan.collect.azure.engine.collector import Item
from bartizan.collect.azure.transport.clouds import CLOUDS
from bartizan.collect.azure.transport.login import FixedToken
from bartizan.collect.shared.failure import CallError
from bartizan.collect.shared.memory import Memory
from bartizan.collect.shared.target import AzureTarget
from bartizan.model import CodeLink, Outcome, Usage, now

NAMES = ("kind", "state", "properties", "siteConfig", "linuxFxVersion", "siteProperties", "hostNameSslStates",
         "name", "enabledHostNames", "functionAppConfig", "deployment", "storage", "value",
         "WEBSITE_RUN_FROM_PACKAGE")  # fmt: skip
"""Members that are looked at."""

PUBLIC = Addresses(CLOUDS["AzureCloud"], URL("https://management.azure.com"))


@pytest.mark.parametrize(
    "text",
    [
        "http://st.blob.core.windows.net/c/a.zip",
        "https://169.254.169.254/metadata",
        "https://127.0.0.1/a.zip",
        "https://[::1]/a.zip",
        "https://2130706433/a.zip",
        "https://0x7f.1/a.zip",
        "https://localhost/a.zip",
        "https://build/a.zip",
        "https://db.internal/a.zip",
        "https://build.corp/a.zip",
        "https://user@st.blob.core.windows.net/a.zip",
        "https://st.blob.core.windows.net:8443/a.zip",
        "https://st.blob.core.windows.net/a b.zip",
        "https://st.blob.core.windows.net/a\r\nHost: x",
        "https://",
        "file:///etc/passwd",
        "@Microsoft.KeyVault(SecretUri=https://kv.vault.azure.net/secrets/x)",
        "https://[",
        "https://[]@",
        "",
    ],
)
async def test_address_inside_or_of_another_form_is_not_followed(text: str) -> None:
    assert await PUBLIC.public(text) is None
    assert PUBLIC.storage(text) is None


@pytest.mark.parametrize(
    ("found", "is_followed"),
    [
        (["8.8.8.8"], True),
        (["8.8.8.8", "10.0.0.4"], False),
        (["169.254.169.254"], False),
        (["::1"], False),
        (["fe80::1%eth0"], False),
        (["::ffff:10.0.0.4"], False),
    ],
)
async def test_name_with_an_address_inside_is_not_followed(found: list[str], is_followed: bool) -> None:
    async def resolve(_host: str) -> list[str]:
        return found

    addresses = replace(PUBLIC, resolve=resolve)
    assert (await addresses.public("https://packages.example.com/a.zip") is not None) is is_followed
    # A private endpoint of Azure's own storage is as good as its public one.
    assert await addresses.public("https://st.blob.core.windows.net/c/a.zip") is not None


@pytest.mark.parametrize(
    ("host", "is_one"),
    [
        ("app.scm.azurewebsites.net", True),
        ("app-abc.scm.westeurope-01.azurewebsites.net", True),
        ("app.scm.ase.appserviceenvironment.net", True),
        ("app.azurewebsites.net", False),
        ("app.scm.azurewebsites.net.evil.example", False),
        ("evil.example/app.scm.azurewebsites.net", False),
        ("app.scm.azurewebsites.net@evil.example", False),
        ("", False),
    ],
)
def test_only_deployment_sites_get_a_token(host: str, is_one: bool) -> None:
    assert (PUBLIC.deployment(host, "/api/zip/site/wwwroot/") is not None) is is_one


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("https://st.blob.core.windows.net/c", True),
        ("https://st.z12.blob.storage.azure.net/c", True),
        ("https://blob.core.windows.net.evil.example/c", False),
        ("https://evilblob.core.windows.net/c", False),
        ("https://packages.example.com/c", False),
    ],
)
def test_only_storage_accounts_get_a_token(text: str, is_one: bool) -> None:
    assert (PUBLIC.storage(text) is not None) is is_one


def finder(taken: list[CodeLink], **options: Any) -> CodeFinder:
    web = CodeWeb(PUBLIC, FixedToken("storage"), FixedToken("deployment"), Usage(), 0.0)
    return CodeFinder(web, replace(AzureTarget(), **options), taken.append, Memory(), "sub")


def app(**properties: object) -> Item:
    states = [{"name": "a.scm.azurewebsites.net", "hostType": "Repository"}]
    body = {"kind": "app", "location": "West Europe", "properties": {"hostNameSslStates": states, **properties}}
    return Item("/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/sites/a", body)


@pytest.mark.parametrize(
    ("settings", "operation", "outcome", "token"),
    [
        ({"WEBSITE_RUN_FROM_PACKAGE": "https://st.blob.core.windows.net/c/a.zip"}, "blob:GetBlob", "ok", "storage"),
        ({"WEBSITE_RUN_FROM_PACKAGE": "https://st.blob.core.windows.net/c/a?sig=x"}, "package:GET", "ok", ""),
        ({"SCM_RUN_FROM_PACKAGE": "https://st.blob.core.windows.net/c/a?sig=x"}, "package:GET", "ok", ""),
        ({"WEBSITE_RUN_FROM_PACKAGE": "https://169.254.169.254/a.zip"}, "package:GET", "failed", ""),
        ({"WEBSITE_RUN_FROM_PACKAGE": "@Microsoft.KeyVault(x)"}, "", "failed", ""),
        ({"WEBSITE_RUN_FROM_PACKAGE": "0"}, "kudu:GET zip", "ok", "deployment"),
        ({}, "kudu:GET zip", "ok", "deployment"),
        (None, "kudu:GET zip", "ok", "deployment"),
        ("settings", "kudu:GET zip", "ok", "deployment"),
    ],
)
async def test_setting_decides(settings: object, operation: str, outcome: str, token: str) -> None:
    taken: list[CodeLink] = []
    finding = finder(taken, kudu=True)
    finding.listed("azure_web_app", app())
    finding.take_settings(app(), {"properties": settings})
    await finding.work()
    (link,) = taken
    assert (link.operation, str(link.outcome)) == (operation, outcome)
    headers = await link.headers() if link.headers else {}
    assert headers.get("Authorization", "") == (f"Bearer {token}" if token else "")


@pytest.mark.parametrize("value", ["https://evil.example/c", "https://10.0.0.1/c", "c"])
async def test_container_outside_azure_is_not_asked(value: str) -> None:
    taken: list[CodeLink] = []
    finding = finder(taken)
    storage = {"deployment": {"storage": {"value": value}}}
    finding.listed("azure_function_app", app(functionAppConfig=storage))
    await finding.work()
    assert [(each.outcome, each.url) for each in taken] == [(Outcome.FAILED, "")]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"kind": "app,linux,container"}, True),
        ({"kind": "app", "properties": {"siteConfig": {"linuxFxVersion": "DOCKER|x"}}}, True),
        ({"properties": {"siteProperties": {"properties": [{"name": "WindowsFxVersion", "value": "docker|x"}]}}}, True),
        ({"kind": "app,linux", "properties": {"siteConfig": {"linuxFxVersion": "NODE|24"}}}, False),
        ({"kind": 7, "properties": {"siteConfig": [], "siteProperties": {"properties": [None, {}]}}}, False),
    ],
)
def test_image(body: dict[str, object], expected: bool) -> None:
    assert is_image(Item("x", body)) is expected


@pytest.mark.parametrize(
    ("kind", "state", "expected"),
    [
        ("app", "Running", ""),
        ("app", None, ""),
        ("app", "stopped", "not_running"),
        ("FunctionApp,App", "Running", "kind_not_supported"),
        ("functionapp,linux", "Running", ""),
    ],
)
def test_eligibility(kind: str, state: str | None, expected: str) -> None:
    assert ineligible(Item("x", {"kind": kind, "properties": {"state": state}})) == expected


@pytest.mark.parametrize(
    "properties",
    [
        {"functionAppConfig": "x", "hostNameSslStates": "x", "enabledHostNames": 7},
        {"functionAppConfig": {"deployment": {"storage": {"value": 7}}}, "hostNameSslStates": [None, {}, 3]},
        {"functionAppConfig": {"deployment": []}, "enabledHostNames": [None, 7]},
    ],
)
def test_description_of_another_shape_tells_nothing(properties: dict[str, object]) -> None:
    told = place(Item("x", {"properties": properties}))
    assert (told.container, told.scm) == ("", "")


def blob(name: str, day: int) -> Blob:
    return Blob(name, 1, now().replace(day=day), "")


@pytest.mark.parametrize(
    ("blobs", "expected"),
    [
        ([], None),
        ([blob("readme.txt", 3)], None),
        ([blob("a.zip", 1), blob("B.ZIP", 2)], "B.ZIP"),
        ([blob("released-package.zip", 1), blob("a.zip", 2)], "released-package.zip"),
    ],
)
def test_newest_package(blobs: list[Blob], expected: str | None) -> None:
    found = _newest(blobs)
    assert (found.name if found else None) == expected


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"not xml",
        b"<EnumerationResults><Blobs><Blob><Name>a</Name></Blob></Blobs></EnumerationResults>",
        b'<!DOCTYPE x [<!ENTITY a "aaaa">]><EnumerationResults><Blobs>&a;</Blobs></EnumerationResults>',
        b"<E><Blobs><Blob><Properties><Last-Modified>x</Last-Modified></Properties></Blob></Blobs></E>",
        b"<a>" * 100_000,
    ],
)
def test_list_of_another_shape_is_refused(answer: bytes) -> None:
    with pytest.raises(CallError):
        _listed(answer, URL("https://st.blob.core.windows.net/c"))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=5), inner),
    max_leaves=12,
)


@pytest.mark.slow
@given(body=st.dictionaries(st.sampled_from(NAMES), JSON), settings=JSON)
@limits(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_description_and_settings_make_one_link(body: dict[str, object], settings: object) -> None:
    taken: list[CodeLink] = []
    finding, item = finder(taken), Item("/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/sites/a", body)
    finding.listed("azure_web_app", item)
    finding.take_settings(item, {"properties": settings})
    finding._due = [each for each in finding._due if not each[0].place.container]
    asyncio.run(finding.work())
    assert len(taken) <= 1
    assert not [each for each in taken if each.url and not each.url.startswith("https://")]


@given(st.text(max_size=80) | st.text("https://:@.[]abc019%2f?#", max_size=60).map("https://".__add__))
@limits(max_examples=300, deadline=None)
def test_any_text_is_an_address_or_none(text: str) -> None:
    for found in (PUBLIC.storage(text), PUBLIC.deployment(text, "/x")):
        assert found is None or str(found.host).endswith((".net", ".us", ".cn"))


@given(st.binary(max_size=200) | st.text(max_size=60).map(lambda t: f"<E><Blobs><Blob>{t}</Blob></Blobs></E>".encode()))
@limits(max_examples=300, deadline=None)
def test_any_answer_is_a_list_or_refused(answer: bytes) -> None:
    with contextlib.suppress(CallError):
        _listed(answer, URL("https://st.blob.core.windows.net/c"))
