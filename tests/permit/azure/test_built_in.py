"""Our reading of Azure's built-in roles against a list of which of them hold which escalating action."""

import io
import json
from pathlib import Path

import pytest

from bartizan.permit.azure.role import Allowed, allowed, blocks

_DATA = Path(__file__).parents[4] / "shared" / "data" / "arm"
_LIST = _DATA / "escalation_actions_by_builtin_role.json"
_ROLES = _DATA / "builtin_role_definitions.json.zst"

pytestmark = pytest.mark.skipif(not _LIST.exists(), reason="the recorded role definitions are not on this machine")


def test_built_in_roles_hold_the_listed_actions() -> None:
    zstandard = pytest.importorskip("zstandard")
    with _ROLES.open("rb") as packed, zstandard.ZstdDecompressor().stream_reader(packed) as plain:
        recorded = json.load(io.TextIOWrapper(plain, encoding="utf-8"))
    roles = {
        role["properties"]["roleName"]: blocks(json.dumps(role["properties"]["permissions"]))
        for role in recorded["value"]
        if role["properties"]["type"] == "BuiltInRole"
    }
    for action, holders in json.loads(_LIST.read_text(encoding="utf-8")).items():
        ours = {name for name, role in roles.items() if allowed(role, action, is_data=False) is not Allowed.NO}
        assert ours == set(holders), action
