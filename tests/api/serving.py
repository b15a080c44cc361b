"""The API over a real socket, and people who call it."""

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn
from fastapi import FastAPI
from httpx2 import Client

from bartizan.access.owner import owner_link_secret, sign_in_with_link
from bartizan.access.signing_in import signed_in
from bartizan.api.app import PREFIX, create_app
from bartizan.api.guard import CSRF_HEADER, cookie_name
from bartizan.api.settings import ServeSettings
from bartizan.state import State
from bartizan.state.access.directories import add_directory, directories
from bartizan.state.access.nouns import Role, Tenant
from bartizan.state.access.people import grant_role, known_person

_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Without the certificates that each client would read; nothing here speaks TLS."""


@dataclass
class Served:
    """An application that is served."""

    settings: ServeSettings
    address: str

    @property
    def state(self) -> State:
        return State(self.settings.home)

    def anybody(self) -> Client:
        return Client(base_url=f"{self.address}{PREFIX}", timeout=30, verify=_NO_TLS)

    def by_cookie(self, cookie: str) -> Client:
        client = self.anybody()
        client.cookies.set(cookie_name(self.settings), cookie)
        client.headers[CSRF_HEADER] = client.get("/session").json().get("csrf", "")
        return client

    def owner(self) -> Client:
        found = sign_in_with_link(self.state, owner_link_secret(self.state))
        assert found is not None
        return self.by_cookie(found.cookie)

    def person(self, role: Role | None, directory: str = "default") -> Client:
        """Return the client of a person with one role in one directory."""
        state, name = self.state, f"{role}-{directory}"
        if directory not in {each.id for each in directories(state)}:
            add_directory(state, Tenant(directory, directory), "owner")
        person = known_person(state, "https://issuer.example", name, name)
        if role:
            grant_role(state, directory, person.id, role, "owner")
        return self.by_cookie(signed_in(state, person.id, directory).cookie)

    def cookie(self, role: Role | None, directory: str = "default") -> str:
        """Return the session cookie of such a person."""
        client = self.person(role, directory)
        return str(client.cookies[cookie_name(self.settings)])


@contextmanager
def served(
    settings: ServeSettings, create: Callable[[ServeSettings], FastAPI] = create_app, port: int = 0
) -> Iterator[Served]:
    """Serve on a port of loopback, a free one by default, while the block runs."""
    server = uvicorn.Server(uvicorn.Config(create(settings), host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            threading.Event().wait(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield Served(settings, f"http://127.0.0.1:{port}")
    finally:
        server.should_exit = True
        thread.join()
