"""Azurite, Microsoft's emulator of Azure's storage, from npm: `make tools`.

It takes bearer tokens over TLS alone, and checks all of them but the signature.
Source: https://github.com/Azure/Azurite#oauth-configuration
"""

import asyncio
import base64
import os
import secrets
import ssl
import subprocess
import threading
import urllib.request
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

import aiohttp
from yarl import URL

from bartizan.collect.azure.code.address import Addresses
from bartizan.collect.azure.queue import StorageQueue
from bartizan.collect.azure.transport.clouds import cloud
from bartizan.collect.azure.transport.login import FixedToken
from bartizan.collect.shared.bounded import Allowance
from bartizan_demo.company.azure.tenant import start_tenant
from bartizan_demo.emulators.azure.login import Directory
from bartizan_demo.emulators.azure.server import RunningArm
from tests.certificate import certificate

STORAGE = "https://storage.azure.com"
_MAIN = Path(__file__).parents[2] / ".venv/azurite/node_modules/azurite/dist/src/queue/main.js"
_ACCOUNT = "shopevents"


@dataclass(frozen=True)
class Azurite:
    """A running Azurite: its origin, and the file with its key and the certificate that vouches for it."""

    origin: str
    certificate: Path

    def queue(self, name: str) -> str:
        """Return the URL of a new queue."""
        self.ask("PUT", name)
        return self.missing_queue(name)

    def missing_queue(self, name: str) -> str:
        return f"{self.origin}/{_ACCOUNT}/{name}"

    def put(self, queue: str, text: str, *, is_plain: bool = False) -> None:
        """Put a message in a queue, in base64 as Event Grid does."""
        said = escape(text) if is_plain else base64.b64encode(text.encode()).decode()
        self.ask("POST", f"{queue}/messages", f"<QueueMessage><MessageText>{said}</MessageText></QueueMessage>")

    def clear(self, queue: str) -> None:
        self.ask("DELETE", f"{queue}/messages")

    def ask(self, method: str, path: str, body: str = "") -> None:
        headers = {"Authorization": f"Bearer {Directory().issue(audience=STORAGE)}", "x-ms-version": "2021-12-02"}
        request = urllib.request.Request(self.missing_queue(path), body.encode() or None, headers, method=method)
        trust = ssl.create_default_context(cafile=self.certificate)
        with urllib.request.urlopen(request, timeout=10, context=trust) as response:
            assert response.status in {201, 204}

    @asynccontextmanager
    async def opened(self, url: str, token: str = "") -> AsyncIterator[StorageQueue]:
        """Give our side of a queue, with a token for storage unless one is given."""
        trust = aiohttp.TCPConnector(ssl=ssl.create_default_context(cafile=self.certificate))
        entry = FixedToken(token or Directory().issue(audience=STORAGE))
        addresses = Addresses(cloud("AzureCloud"), URL(self.origin))
        async with aiohttp.ClientSession(connector=trust) as session:
            yield StorageQueue(URL(url), addresses, entry, session, Allowance())


@contextmanager
def running(folder: Path) -> Iterator[Azurite]:
    """Start Azurite's queues and stop them at the end."""
    assert _MAIN.is_file(), "Azurite is not installed: make tools"
    file = certificate(folder, "127.0.0.1")
    where = ["--queueHost", "127.0.0.1", "--queuePort", "0", "--inMemoryPersistence", "--silent", "--disableTelemetry"]
    command = ["setpriv", "--pdeathsig=KILL", "node", str(_MAIN), *where]
    command += ["--oauth", "basic", "--cert", str(file), "--key", str(file)]
    account = f"{_ACCOUNT}:{base64.b64encode(secrets.token_bytes(32)).decode()}"
    environ = {**os.environ, "AZURITE_ACCOUNTS": account}
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True, env=environ, cwd=folder) as server,
    ):
        try:
            assert server.stdout is not None
            lines = iter(server.stdout.readline, "")
            said = next((line for line in lines if " successfully listens on " in line), "")
            assert said, (folder / "log").read_text(encoding="utf-8")
            yield Azurite(said.split()[-1], file)
        finally:
            server.kill()


@contextmanager
def arm_beside(file: Path | None = None) -> Iterator[RunningArm]:
    """Serve the demo's Azure, its login included, in a thread; over TLS with the key and certificate of a file."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) if file else None
    if tls and file:
        tls.load_cert_chain(file)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        arm = asyncio.run_coroutine_threadsafe(start_tenant("demo", tls=tls), loop).result(60)
        yield arm
        asyncio.run_coroutine_threadsafe(arm.close(), loop).result(30)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
