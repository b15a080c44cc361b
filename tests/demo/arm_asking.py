"""A session with an ARM emulator in this process, for the tests of the emulator itself."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from bartizan_demo.company.azure.tenant import start_tenant
from bartizan_demo.emulators.azure.server import RunningArm


class Asking:
    """A session with the emulator that reads one whole answer."""

    def __init__(self, arm: RunningArm, session: aiohttp.ClientSession) -> None:
        self.arm = arm
        self.session = session

    async def ask(self, path: str, method: str = "GET", status: int = 200, body: Any = None) -> Any:
        if "api-version=" not in path:
            path += ("&" if "?" in path else "?") + "api-version=2023-12-01"
        async with self.session.request(method, path, json=body) as response:
            assert response.status == status, await response.text()
            return await response.json()

    async def items(self, path: str) -> list[Any]:
        found, link = [], path
        while link:
            page = await self.ask(link.removeprefix(self.arm.url))
            found += page["value"]
            link = page.get("nextLink") or ""
        return found

    async def everywhere(self, path: str) -> list[Any]:
        return [each for one in self.arm.subscriptions for each in await self.items(f"/subscriptions/{one}/{path}")]

    async def rows(self, query: str) -> list[Any]:
        rows: list[Any] = []
        options: dict[str, Any] = {"$top": 1000}
        while True:
            body = {"query": query, "options": options}
            page = await self.ask("/providers/Microsoft.ResourceGraph/resources", "POST", body=body)
            rows += page["data"]
            if "$skipToken" not in page:
                return rows
            options["$skipToken"] = page["$skipToken"]


@asynccontextmanager
async def asking_arm(estate: str = "demo") -> AsyncIterator[Asking]:
    """Yield a session that is logged in to a new emulator."""
    arm = await start_tenant(estate)
    headers = {"Authorization": f"Bearer {arm.token}"}
    async with aiohttp.ClientSession(arm.url, headers=headers) as session:
        yield Asking(arm, session)
    await arm.close()
