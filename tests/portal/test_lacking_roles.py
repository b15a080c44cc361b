"""What a role may not do is not hidden: it is shown with the role that may."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bartizan.api.settings import ServeSettings
from bartizan.model import now
from bartizan.portal.app import create_portal
from bartizan.state.access.nouns import Role
from bartizan.state.kept.own_rules import OwnRule, keep_own_rule
from bartizan.state.work.runs import ScanRun, add_run
from tests.api.serving import Served, served

LACKING = (
    ("/overview", "Scan now", "analyst", None),
    ("/inventory/any~{key}", "Check again", "analyst", None),
    ("/scans/s-waits", "Cancel", "analyst", None),
    ("/scans", "Cancel", "analyst", None),
    ("/recommendations/aws.lambda.public_function_url", "Exempt several", "analyst", None),
    ("/environment", "Test permissions", "admin", Role.ANALYST),
    ("/environment", "Scan it now", "analyst", None),
    ("/environment", "Leave workloads out", "admin", Role.ANALYST),
    ("/settings?tab=rules", "Remove", "admin", Role.ANALYST),
)


@pytest.fixture(scope="module")
def portal(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The portal where a scan waits, and a rule was made of a query."""
    home = shutil.copytree(demo_home, tmp_path_factory.mktemp("lacking") / "home")
    with served(ServeSettings(home, "http://127.0.0.1"), create_portal) as found:
        add_run(found.state, "default", ScanRun("full", "analyst", id="s-waits"))
        rule = OwnRule("own.open", "id: own.open", "find aws_lambda_function", "analyst", now())
        keep_own_rule(found.state, "default", rule)
        yield found


@pytest.mark.parametrize(("path", "what", "role", "also"), LACKING)
def test_it_says_which_role_may(portal: Served, path: str, what: str, role: str, also: Role | None) -> None:
    for lacking in filter(None, (Role.VIEWER, also)):
        client = portal.person(lacking)
        row = client.get("/resources", params={"limit": 1}).json()["items"][0]
        text = client.get(f"{portal.address}/posture{path.format(key=row['key'])}").text
        assert f"{what}: needs the role {role}" in text
        assert not re.search(rf"<button[^>]*>{what}</button>", text)
    may = portal.person(Role(role))
    text = may.get(f"{portal.address}/posture{path.format(key=row['key'])}").text
    assert f"{what}: needs" not in text


def test_a_tracker_is_added_by_admins_who_are_led_there(portal: Served) -> None:
    queue = f"{portal.address}/operations/queue"
    text = portal.person(Role.ANALYST).get(queue).text
    assert "No tracker is set up." in text
    assert "Add a tracker: needs the role admin" in text
    admin = portal.person(Role.ADMIN)
    link = re.search(r'href="([^"]+)">Add one in Settings, Trackers</a>', admin.get(queue).text)
    assert link
    assert "<h2>Add a tracker</h2>" in admin.get(f"{portal.address}{link[1]}").text
