"""The emulators that tests talk to: one child process with the demo estate for a session, set right after each test."""

import asyncio
import json
import os
import shutil
import urllib.request
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from bartizan.advise.sources.sync import sync_bundled
from bartizan.base.gc_tuning import settle
from bartizan.state.address import STATE_URL
from bartizan_demo.process import Estate
from tests.made_once import made_once
from tests.state.postgres import Server, running

if TYPE_CHECKING:
    from tests.azurite.server import Azurite

# How long an example takes is a matter of the machine, and what else runs on it.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

_MEMORY = Path("/dev/shm")
_ROOM = 8_000_000_000


def pytest_configure() -> None:
    """Have homes in memory where there is room for them: on a disk tests wait for each commit."""
    if _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))


def pytest_collection_finish() -> None:
    """Let the collector of cycles pass by all tests and modules: to look at them took up to half a test's time."""
    settle()


_LONGEST = (
    *("test_law_one.py", "test_past.py", "test_tables.py", "test_decided_lists.py", "test_own_rules.py"),
    *("test_shared.py", "test_members.py", "test_shaping.py", "test_queue_unverified.py", "test_pages.py"),
    *("test_commands.py", "test_days.py", "test_event_flood.py", "test_law_one_lies.py", "test_changes.py"),
    *("test_event_kills.py", "test_paths.py", "test_saved_queries.py", "test_leads.py", "test_vulnerable.py"),
)
"""Files that take minutes."""


_OF_TOOLS = {"azurite", "browser", "postgres"}
"""Fixtures that need what `make tools` installs."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest: one that begins last has the other workers wait for it.

    Mark what needs tools, which `make test` does without.
    """
    items.sort(key=lambda item: item.path.name not in _LONGEST)
    for item in items:
        if isinstance(item, pytest.Function) and (_OF_TOOLS & {*item.fixturenames} or _is_on_server(item)):
            item.add_marker("tools")


def _is_on_server(item: pytest.Function) -> bool:
    return hasattr(item, "callspec") and item.callspec.params.get("state_home") == "postgresql"


def pytest_xdist_auto_num_workers() -> int:
    """Run one worker more than there are cores: tests wait for servers a quarter of their time."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture(scope="session")
def estate() -> Iterator[Estate]:
    """The demo estate in its own process; read it, do not change it."""
    with Estate.start("demo") as running:
        yield running


@pytest.fixture(scope="session")
def scanned(estate: Estate, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that the demo estate was scanned into, with what `scan` printed in ``scan.json``; copy it to change it."""
    return made_once(tmp_path_factory, "scanned", lambda home: _scan(estate, home))


@pytest.fixture(scope="session")
def demo_home(estate: Estate, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As ``scanned``, with the advisories that ship."""

    def scan(home: Path) -> None:
        sync_bundled(home)
        _scan(estate, home)

    return made_once(tmp_path_factory, "scanned_with_advisories", scan)


def _scan(estate: Estate, home: Path) -> None:
    from tests.cli.process import run
    from tests.cli.test_commands import scan_arguments

    done = run(*scan_arguments(estate), home=home, **estate.environ)
    assert done.returncode in (0, 3), done.stderr
    (home / "scan.json").write_text(done.stdout, encoding="utf-8")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server with a migrated database to copy."""
    with running() as server:
        yield server


@pytest.fixture(scope="session")
def azurite(tmp_path_factory: pytest.TempPathFactory) -> Iterator["Azurite"]:
    """Azurite's queues, over TLS, for tokens that a test makes."""
    from tests.azurite.server import running as azurite_running

    with azurite_running(tmp_path_factory.mktemp("azurite")) as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def state_home(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new home whose state is in it, and one whose state is on a server."""
    if request.param == "postgresql":
        server: Server = request.getfixturevalue("postgres")
        monkeypatch.setenv(STATE_URL, server.new())
    return tmp_path


@pytest.fixture
def emulators(estate: Estate, monkeypatch: pytest.MonkeyPatch) -> Iterator["Emulators"]:
    """Both emulators with the credentials for them in the environment; faults, counts and quotas end with the test."""
    emulators = entered(estate, monkeypatch)
    yield emulators
    emulators.reset_now()


def entered(estate: Estate, environment: pytest.MonkeyPatch) -> "Emulators":
    """Return the emulators without faults, counts and quotas, and put the credentials for them into the environment."""
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL"):
        environment.delenv(name, raising=False)
    for name, value in estate.environ.items():
        environment.setenv(name, value)
    environment.setenv("AWS_CONFIG_FILE", "/dev/null")
    environment.setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
    emulators = Emulators(estate)
    emulators.reset_now()
    return emulators


@dataclass
class Emulators:
    """The addresses of both emulators and their control plane."""

    estate: Estate
    faults: list[dict[str, object]] = field(default_factory=list)

    @property
    def aws(self) -> str:
        return self.estate.aws

    @property
    def arm(self) -> str:
        return self.estate.arm

    @property
    def arm_token(self) -> str:
        return self.estate.arm_token

    async def fault(self, operation: str, action: str, **more: object) -> None:
        """Add a fault, with what bartizan_demo.emulators.shared.faults names; one on ``arm:`` goes to ARM."""
        self.faults.append({"operation": operation, "action": action, **more})
        await asyncio.to_thread(self.send_faults)

    async def quota(self, **quota: object) -> None:
        """Play back quotas or latency: ``latency_ms``, ``lambda``, ``arm``."""
        for url in (self.aws, self.arm):
            await asyncio.to_thread(_control, url, "POST", "quota", quota)

    async def calls(self) -> Counter[str]:
        """How often each operation was called since the last reset, on both emulators."""
        counted = [await asyncio.to_thread(_control, url, "GET", "calls") for url in (self.aws, self.arm)]
        return Counter(counted[0]) + Counter(counted[1])

    async def reset(self) -> None:
        """Forget faults, counts and quotas."""
        await asyncio.to_thread(self.reset_now)

    def reset_now(self) -> None:
        self.faults.clear()
        for url in (self.aws, self.arm):
            for what in ("faults", "calls", "quota"):
                _control(url, "DELETE", what)

    def send_faults(self) -> None:
        for url, is_arm in ((self.aws, False), (self.arm, True)):
            _control(
                url, "POST", "faults", [f for f in self.faults if str(f["operation"]).startswith("arm:") == is_arm]
            )


def _control(url: str, method: str, what: str, body: object = None) -> dict[str, int]:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{url}/_bartizan/{what}", data=data, method=method)
    with urllib.request.urlopen(request, timeout=10) as response:
        answer: dict[str, int] = json.load(response)
        return answer
