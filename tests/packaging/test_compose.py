"""compose.yaml names commands, options and settings that exist, and no secret; containers may do what they need to."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bartizan.base.snapshots_url import SNAPSHOTS_URL
from bartizan.cli.on_use import COMMANDS
from bartizan.cli.running.serve import PORT
from bartizan.state.address import PASSWORD_FILE, STATE_URL
from bartizan.state.server_address import server_address
from tests.cli.process import run
from tests.packaging.conftest import ROOT

COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"] == "bartizan"}
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")


def test_there_are_a_server_two_workers_and_a_database() -> None:
    assert {service["command"][0] for service in OURS.values()} == {"serve", "watch"}
    assert SERVICES["watch"]["deploy"]["replicas"] == 2
    assert "[serve,postgres,objects,telemetry]" in DOCKERFILE


@pytest.mark.parametrize("name", OURS)
def test_commands_and_options_exist(name: str, tmp_path: Path) -> None:
    command, *options = OURS[name]["command"]
    assert command in COMMANDS
    described = run(command, "--help", home=tmp_path).stdout
    assert [each for each in options if each.startswith("--") and f"{each} " not in described] == []


@pytest.mark.parametrize("name", OURS)
def test_settings_exist_and_name_the_database(name: str) -> None:
    settings, secrets = OURS[name]["environment"], OURS[name]["secrets"]
    assert set(settings) == {STATE_URL, PASSWORD_FILE, SNAPSHOTS_URL}
    assert settings[SNAPSHOTS_URL] == f"${{{SNAPSHOTS_URL}:-}}"
    address = server_address(settings[STATE_URL])
    theirs = SERVICES[address.host]["environment"]
    assert (address.user, address.database) == (theirs["POSTGRES_USER"], theirs["POSTGRES_DB"])
    assert address.password == ""
    assert settings[PASSWORD_FILE] == theirs["POSTGRES_PASSWORD_FILE"] == f"/run/secrets/{secrets[0]}"
    assert set(secrets) == set(SERVICES[address.host]["secrets"]) == set(COMPOSE["secrets"])


def test_no_secret_is_in_the_file() -> None:
    assert all(set(secret) == {"file"} for secret in COMPOSE["secrets"].values())
    variables = {name for service in SERVICES.values() for name in service["environment"]}
    assert [
        name for name in variables if re.search("PASSWORD|SECRET|TOKEN|KEY", name) and not name.endswith("_FILE")
    ] == []


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_is_nobody_special_on_a_read_only_root(name: str) -> None:
    service = SERVICES[name]
    assert service["user"].partition(":")[0] not in ("", "0", "root")
    assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not service["image"].endswith(":latest")
    assert {each.partition(":")[0] for each in service["volumes"]} <= set(COMPOSE["volumes"])
    assert set(service["networks"]) <= set(COMPOSE["networks"])


def test_it_fits_the_image_and_the_command() -> None:
    assert {service["volumes"][0].partition(":")[2] for service in OURS.values()} == set(
        re.findall(r"^VOLUME (\S+)$", DOCKERFILE, re.MULTILINE)
    )
    assert {service["user"].partition(":")[0] for service in OURS.values()} == set(
        re.findall(r"^USER (\S+)$", DOCKERFILE, re.MULTILINE)
    )
    assert SERVICES["serve"]["ports"] == [f"127.0.0.1:{PORT}:{PORT}"]
    assert "ports" not in SERVICES["state"]
    assert COMPOSE["networks"]["state"]["internal"] is True
