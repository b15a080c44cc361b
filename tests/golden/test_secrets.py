"""Law 5: secrets that the estate plants in settings reach no table, no file, no output and no log."""

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import boto3
import pytest

from bartizan.base.home import Home
from bartizan.collect.shared.masking import mask
from bartizan.store import open_snapshot
from bartizan_demo.process import Estate
from tests.cli.test_commands import scan_arguments
from tests.conftest import Emulators

pytestmark = pytest.mark.slow


def planted_in_lambda(estate: Estate) -> set[str]:
    planted: set[str] = set()
    for account in estate.accounts:
        session = boto3.Session(account, estate.environ["AWS_SECRET_ACCESS_KEY"])
        for region in ("us-east-1", "eu-west-1", "us-west-2", "eu-central-1"):
            client = session.client("lambda", region, endpoint_url=estate.aws)
            for page in client.get_paginator("list_functions").paginate():
                for function in page["Functions"]:
                    planted |= secrets_in(function.get("Environment", {}).get("Variables", {}))
    return planted


def planted_in_apps(estate: Estate, ids: list[str]) -> set[str]:
    planted: set[str] = set()
    for id_ in ids:
        for part in ("appsettings", "connectionstrings"):
            url = f"{estate.arm}{id_}/config/{part}/list?api-version=2023-12-01"
            request = urllib.request.Request(url, b"", {"Authorization": f"Bearer {estate.arm_token}"}, method="POST")
            try:
                with urllib.request.urlopen(request, timeout=10) as response:
                    values = json.load(response)["properties"]
            except urllib.error.HTTPError as refused:
                assert refused.code == 403  # one subscription of the company withholds this permission
                continue
            flat = {name: value["value"] if isinstance(value, dict) else value for name, value in values.items()}
            planted |= secrets_in(flat)
    return planted


def secrets_in(values: dict[str, str]) -> set[str]:
    masked = mask(values)
    return {values[name] for name, told in masked.items() if told["secret"]}


async def test_a_planted_secret_is_nowhere(emulators: Emulators, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from bartizan.cli import main; main()", "--verbose", *scan_arguments(emulators.estate)],
        env={**os.environ, "BARTIZAN_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 3), done.stderr
    snapshots = Home(tmp_path).snapshots("default").iterdir()
    whole = min(snapshots, key=lambda folder: len(folder.name))  # a slow scan has an early one beside it
    with open_snapshot(whole) as engine:
        stored = "\n".join(str(engine.rows(f'select * from "{table}"')) for table in engine.tables())
        rows = engine.rows("select id from azure_web_app union all select id from azure_function_app")
        apps = [row["id"] for row in rows]
    files = "\n".join(f.read_bytes().decode("latin-1") for f in tmp_path.rglob("*") if f.is_file())
    in_lambda = planted_in_lambda(emulators.estate)
    in_apps = planted_in_apps(emulators.estate, apps)
    assert len(in_lambda) >= 2
    assert len(in_apps) >= 2
    for place, text in {"tables": stored, "files": files, "output": done.stdout, "log": done.stderr}.items():
        found = [secret[:4] for secret in in_lambda | in_apps if secret in text]
        assert not found, (place, found)
