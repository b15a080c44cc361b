"""`serve --watch` scans what is connected by itself."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from httpx2 import Client

from bartizan.service.connecting import connect
from bartizan.state.onboarding.nouns import Connector
from bartizan_demo.process import Estate

pytestmark = pytest.mark.slow

PATIENCE = 240


def test_what_is_connected_is_scanned_without_being_asked_for(tmp_path: Path) -> None:
    with Estate.start("functions:3") as estate:
        settings = {"endpoint_url": estate.aws, "regions": "us-east-1"}
        connect(tmp_path, Connector("shop", "aws", "account", estate.accounts[0], settings))
        command = [sys.executable, "-m", "bartizan", "serve", "--no-sign-in", "--watch", "--port", "0"]
        server = subprocess.Popen(
            [*command, "--home", str(tmp_path)], stderr=subprocess.PIPE, text=True, env={**os.environ, **estate.environ}
        )
        assert server.stderr
        try:
            found = re.search(r"http://\S+", server.stderr.readline())
            assert found
            with Client(base_url=f"{found[0]}/api/v1", timeout=60) as client:
                assert _functions(client) == 3
        finally:
            server.terminate()
            server.wait()


def _functions(client: Client) -> int:
    """Return how many functions there are once there was a scan."""
    began = time.monotonic()
    while time.monotonic() < began + PATIENCE:
        answer = client.get("/resources", params={"type": "aws_lambda_function"})
        if answer.status_code == 200:
            return len(answer.json()["items"])
        time.sleep(0.3)
    raise TimeoutError("nothing was scanned")
