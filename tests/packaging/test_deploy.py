"""What runs Bartizan for good names commands and settings that exist, no secret, and no more rights than needed."""

import configparser
import re
from pathlib import Path
from typing import Any

import hcl2
import pytest
import yaml

from bartizan.base.snapshots_url import SNAPSHOTS_URL
from bartizan.cli.log_lines import LOG_FORMAT
from bartizan.cli.on_use import COMMANDS
from bartizan.cli.running.serve import PORT
from bartizan.state.address import PASSWORD_FILE, STATE_URL
from tests.packaging.chart import rendered
from tests.packaging.conftest import ROOT

DEPLOY = ROOT / "deploy"
CHART = DEPLOY / "helm" / "bartizan"
VALUES = {"image": "registry.example/bartizan:1", "publicUrl": "https://bartizan.example"}
USER = 10001


@pytest.fixture(scope="module")
def objects() -> dict[tuple[str, str], dict[str, Any]]:
    more = {
        "environment": {"AWS_REGION": "eu-west-1"},
        "podLabels": {"team": "ops"},
        "serviceAccount": {"annotations": {"eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/bartizan"}},
        "ingress": {"enabled": True, "host": "bartizan.example", "tlsSecret": "tls", "className": "nginx"},
    }
    found = rendered(CHART, {**VALUES, **more})
    return {(each["kind"], each["metadata"]["name"]): each for each in found}


def test_the_chart_has_a_server_and_workers_and_what_they_stand_on(objects: dict[tuple[str, str], Any]) -> None:
    assert set(objects) == {
        *(("Deployment", name) for name in ("prod-serve", "prod-watch")),
        *((kind, "prod") for kind in ("Ingress", "Service", "ServiceAccount")),
        ("PersistentVolumeClaim", "prod-home"),
    }
    assert objects["Deployment", "prod-serve"]["spec"]["replicas"] == 1
    assert objects["Deployment", "prod-watch"]["spec"]["replicas"] == 2
    (server,) = objects["Deployment", "prod-serve"]["spec"]["template"]["spec"]["containers"]
    for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
        assert server[probe]["httpGet"]["path"] in ("/healthz", "/readyz")
    labels = objects["Deployment", "prod-serve"]["spec"]["template"]["metadata"]["labels"]
    assert objects["Service", "prod"]["spec"]["selector"].items() <= labels.items()
    assert objects["Ingress", "prod"]["spec"]["tls"] == [{"hosts": ["bartizan.example"], "secretName": "tls"}]
    assert objects["ServiceAccount", "prod"]["metadata"]["annotations"]


@pytest.mark.parametrize("name", ["serve", "watch"])
def test_pods_are_nobody_special_on_a_read_only_root(name: str, objects: dict[tuple[str, str], Any]) -> None:
    deployment = objects["Deployment", f"prod-{name}"]["spec"]
    pod = deployment["template"]["spec"]
    (container,) = pod["containers"]
    assert deployment["strategy"] == {"type": "Recreate"}
    assert deployment["selector"]["matchLabels"].items() <= deployment["template"]["metadata"]["labels"].items()
    assert deployment["template"]["metadata"]["labels"]["team"] == "ops"
    assert pod["securityContext"].items() >= {"runAsNonRoot": True, "runAsUser": USER, "fsGroup": USER}.items()
    assert pod["automountServiceAccountToken"] is False
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert container["args"][0] == name
    assert name in COMMANDS
    variables = {each["name"]: each for each in container["env"]}
    assert variables[STATE_URL]["valueFrom"] == {"secretKeyRef": {"name": "bartizan-state", "key": "url"}}
    assert (variables["AWS_REGION"]["value"], variables[LOG_FORMAT]["value"]) == ("eu-west-1", "json")
    assert {each["mountPath"] for each in container["volumeMounts"]} == {"/data", "/tmp"}
    assert container["resources"]["limits"]["memory"] == "4Gi"


@pytest.mark.parametrize("name", ["serve", "watch"])
def test_the_chart_names_an_object_store_where_there_is_one(name: str) -> None:
    for url in ("", "s3://held/prod"):
        (found,) = (
            each
            for each in rendered(CHART, {**VALUES, "snapshotsUrl": url})
            if each["metadata"]["name"] == f"prod-{name}" and each["kind"] == "Deployment"
        )
        (container,) = found["spec"]["template"]["spec"]["containers"]
        said = {each["name"]: each.get("value") for each in container["env"]}
        assert said.get(SNAPSHOTS_URL, "") == url


def test_a_chart_without_what_only_you_know_is_refused() -> None:
    for missing in VALUES:
        with pytest.raises(ValueError, match=f"^{missing}: "):
            rendered(CHART, {**VALUES, missing: ""})
    assert not [each for each in rendered(CHART, VALUES) if each["kind"] == "Ingress"]
    assert yaml.safe_load((CHART / "Chart.yaml").read_text(encoding="utf-8"))["apiVersion"] == "v2"


def test_the_unit_runs_both_commands_as_a_user_of_their_own() -> None:
    unit = configparser.RawConfigParser(strict=False)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(DEPLOY / "systemd" / "bartizan@.service")
    service = unit["Service"]
    assert service["User"] == "bartizan"
    assert service["Environment"].endswith(f"/{service['StateDirectory']}")
    for name, value in {"NoNewPrivileges": "yes", "ProtectSystem": "strict", "CapabilityBoundingSet": ""}.items():
        assert service[name] == value
    text = (DEPLOY / "systemd" / "bartizan@.service").read_text(encoding="utf-8")
    assert set(re.findall(r"bartizan@(\w+)", text)) == {"serve", "watch"} <= set(COMMANDS)


@pytest.mark.parametrize("cloud", ["aws", "azure"])
def test_terraform_runs_a_server_and_workers(cloud: str) -> None:
    text = "".join(file.read_text(encoding="utf-8") for file in _terraform(cloud))
    assert STATE_URL in text
    assert LOG_FORMAT in text
    assert SNAPSHOTS_URL in text
    assert PASSWORD_FILE not in text
    assert f"{PORT}" in text
    assert {"serve", "watch"} <= set(re.findall(r'"(serve|watch)"', text))
    variables = set(re.findall(r'^variable "(\w+)"', text, re.MULTILINE))
    assert set(re.findall(r"var\.(\w+)", text)) == variables


@pytest.mark.parametrize("file", [*DEPLOY.glob("terraform/*/*.tf")], ids=lambda file: f"{file.parent.name}/{file.name}")
def test_terraform_parses_and_every_variable_is_described(file: Path) -> None:
    found = hcl2.loads(file.read_text(encoding="utf-8"))
    for variable in found.get("variable", ()):
        ((name, body),) = ((key, value) for key, value in variable.items() if not key.startswith("__"))
        assert body["description"], name


def test_tasks_may_do_nothing_but_assume_the_roles_of_the_connectors() -> None:
    text = (DEPLOY / "terraform" / "aws" / "roles.tf").read_text(encoding="utf-8")
    listed = re.findall(r"^\s*[Aa]ctions?\s*=\s*\[(.*)\]$", text, re.MULTILINE)
    assert {action.strip('" ') for each in listed for action in each.split(",")} == {
        *("sts:AssumeRole", "secretsmanager:GetSecretValue"),
        *("elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"),
        *("logs:CreateLogStream", "logs:PutLogEvents"),
        *("s3:ListBucket", "s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"),
    }
    assert len(listed) == len(re.findall(r"^\s*[Aa]ctions?\s*=", text, re.MULTILINE))
    assert not re.search(r'Resource\s*=\s*"\*"', text)


def test_the_identity_of_apps_may_read_one_secret_and_images() -> None:
    text = (DEPLOY / "terraform" / "azure" / "main.tf").read_text(encoding="utf-8")
    assert re.findall(r'role_definition_name = "(.+)"', text) == [
        "Key Vault Secrets User",
        "AcrPull",
        "Storage Blob Data Contributor",
    ]


def _terraform(cloud: str) -> list[Path]:
    return sorted((DEPLOY / "terraform" / cloud).glob("*.tf"))
