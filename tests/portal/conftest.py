import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from bartizan.api.settings import ServeSettings
from bartizan.portal.app import create_portal
from bartizan.service.published import Published
from bartizan.service.reading import Snapshots
from bartizan.state.access.nouns import Role
from tests.api.serving import Served, served
from tests.portal.browser import Visitor, chromium, visiting


@pytest.fixture(scope="module")
def portal(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The portal over a copy of the scanned demo estate."""
    home = shutil.copytree(demo_home, tmp_path_factory.mktemp("portal") / "home")
    with served(ServeSettings(home, "http://127.0.0.1"), create_portal) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The browser of a module; its loop must have ended before the next module's tests begin."""
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def published(portal: Served) -> Iterator[Published]:
    """What the portal shows, to read beside its pages."""
    found = Snapshots(portal.settings.home).open()
    yield found
    found.engine.close()


@pytest.fixture
def somebody(browser: Browser, portal: Served) -> Iterator[Visitor]:
    """A viewer with a page, where nothing may be said on the console or be asked of elsewhere."""
    with visiting(browser, portal, Role.VIEWER) as found:
        yield found
        assert (found.said, found.elsewhere) == ([], [])


@pytest.fixture
def without_scripts(browser: Browser, portal: Served) -> Iterator[Visitor]:
    """A viewer whose browser runs no scripts."""
    with visiting(browser, portal, Role.VIEWER, java_script_enabled=False) as found:
        yield found
