"""A scope all of whose workloads are left out is excluded, and not protected."""

from pathlib import Path

import pytest

from bartizan.api.settings import ServeSettings
from bartizan.portal.app import create_portal
from bartizan.service import connecting
from bartizan.state.access.nouns import Role
from bartizan.state.onboarding.nouns import Connector, Exclusion
from tests.api.serving import served
from tests.service.estate import FUNCTION, arn, published

pytestmark = pytest.mark.slow

SCOPE, OTHER = "111122223333", "444455556666"
HIDDEN = "create table hidden (id varchar, type varchar, name varchar, scope varchar, reason varchar)"
ACCOUNTS = (
    "insert into observation by name select unnest(['111122223333', '444455556666']) as scope, 'aws_account' as kind, "
    "'self' as aspect, 'ok' as outcome, now() as observed_at, '{}'::json as body, '' as id"
)


def left_out(scope: str, name: str) -> str:
    return f"insert into hidden values ('{arn(name, scope)}', '{FUNCTION}', '{name}', '{scope}', 'excluded')"


@pytest.mark.parametrize(("rest", "is_excluded"), [([], True), ([{"id": arn("orders"), "name": "orders"}], False)])
def test_only_where_no_workload_is_left(tmp_path: Path, rest: list[dict[str, str]], *, is_excluded: bool) -> None:
    other = {"id": arn("other", OTHER), "name": "other"}
    home = published(tmp_path / "home", [*rest, other], also=(HIDDEN, left_out(SCOPE, "sandbox-a"), ACCOUNTS))
    connecting.connect(home, Connector("shop", "aws", "organization", OTHER))
    connecting.change_plan(home, "shop", SCOPE, {}, [Exclusion("name", "sandbox-*")])
    with served(ServeSettings(home, "http://127.0.0.1"), create_portal) as portal:
        viewer = portal.person(Role.VIEWER)
        page = viewer.get(f"{portal.address}/posture/environment/shop/{SCOPE}").text
        chosen = viewer.get(f"{portal.address}/posture/environment", params={"protection": "Excluded"}).text
        connecting.change_plan(home, "shop", SCOPE, {}, [])
        after = viewer.get(f"{portal.address}/posture/environment/shop/{SCOPE}").text
    assert ("Excluded: all 1 workload" in page) is is_excluded
    assert ("Remove an exclusion" in page) is is_excluded
    assert "1 workload at the last scan" in page
    assert (f"/environment/shop/{SCOPE}" in chosen) is is_excluded
    assert f"/environment/shop/{OTHER}" not in chosen, "what is not excluded is not shown"
    assert "Excluded" not in after, "it counts as long as the plan says so"
