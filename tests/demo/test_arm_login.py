"""A real azure-identity credential logs in at the emulator over TLS, with a certificate made for this test."""

import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from azure.core.exceptions import ClientAuthenticationError
from azure.core.pipeline.transport import AioHttpTransport
from azure.identity.aio import ClientSecretCredential

from bartizan_demo.company.azure.tenant import start_tenant
from bartizan_demo.emulators.azure.server import RunningArm
from tests.certificate import certificate

SCOPE = "https://management.azure.com/.default"


@pytest.fixture
async def secure(tmp_path: Path) -> AsyncIterator[tuple[RunningArm, ssl.SSLContext]]:
    file = certificate(tmp_path, "127.0.0.1")
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)
    arm = await start_tenant("demo", tls=server)
    yield arm, ssl.create_default_context(cafile=file)
    await arm.close()


def _credential(arm: RunningArm, secret: str, trust: ssl.SSLContext) -> ClientSecretCredential:
    session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=trust))
    return ClientSecretCredential(
        arm.tenant,
        arm.directory.client,
        secret,
        authority=arm.url,
        disable_instance_discovery=True,
        transport=AioHttpTransport(session=session, session_owner=True),
    )


async def test_a_client_secret_buys_a_token(secure: tuple[RunningArm, ssl.SSLContext]) -> None:
    arm, trust = secure
    async with _credential(arm, arm.directory.secret, trust) as credential:
        token = await credential.get_token(SCOPE)
    headers = {"Authorization": f"Bearer {token.token}"}
    url = f"{arm.url}/subscriptions?api-version=2022-12-01"
    async with aiohttp.ClientSession(headers=headers) as session, session.get(url, ssl=trust) as response:
        assert response.status == 200
        assert [each["subscriptionId"] for each in (await response.json())["value"]] == arm.subscriptions


async def test_a_wrong_secret_does_not(secure: tuple[RunningArm, ssl.SSLContext]) -> None:
    arm, trust = secure
    async with _credential(arm, "wrong", trust) as credential:
        with pytest.raises(ClientAuthenticationError, match="AADSTS7000215"):
            await credential.get_token(SCOPE)


async def test_what_the_directory_tells_of_an_identity() -> None:
    arm = await start_tenant("demo")
    headers = {"Authorization": f"Bearer {arm.token}"}
    async with aiohttp.ClientSession(arm.url, headers=headers) as session:
        async with session.get(f"/{arm.tenant}/v2.0/.well-known/openid-configuration") as response:
            assert (await response.json())["issuer"] == f"{arm.url}/{arm.tenant}/v2.0"
        member = _member_of_a_group()
        async with session.get(f"/v1.0/servicePrincipals/{member}") as response:
            assert (await response.json())["displayName"] == "func-platform-automation"
        async with session.get(f"/v1.0/servicePrincipals/{member}/memberOf") as response:
            assert len((await response.json())["value"]) == 1
        fault = [{"operation": "arm:GET graph/servicePrincipals/memberOf", "action": "deny"}]
        async with session.post("/_bartizan/faults", json=fault) as response:
            assert response.status == 200
        async with session.get(f"/v1.0/servicePrincipals/{member}/memberOf") as response:
            assert (await response.json())["error"]["code"] == "Authorization_RequestDenied"
        async with session.get("/v1.0/servicePrincipals/nobody") as response:
            assert response.status == 404
    await arm.close()


def _member_of_a_group() -> str:
    from bartizan_demo.company.azure.access import AUTOMATION_GROUP, DIRECTORY_GROUPS

    return DIRECTORY_GROUPS[AUTOMATION_GROUP][0]
