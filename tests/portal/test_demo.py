"""`bartizan demo`, which ends by serving the portal over what it scanned."""

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from httpx2 import Client

pytestmark = pytest.mark.slow

LINK = re.compile(r"open (http://127\.0\.0\.1:\d+)/signin#(\S+)")


def test_the_demo_serves_what_it_scanned_until_it_is_stopped(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bartizan", "demo", "--home", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as demo:
        assert demo.stderr is not None
        found = next(filter(None, map(LINK.search, demo.stderr)))
        with Client(base_url=found[1], follow_redirects=True, timeout=30) as client:
            page = client.post("/signin/link", data={"secret": found[2]})
            assert "Act on these first" in page.text
            assert "data-search-index" in page.text
            assert "Protected" in client.get("/posture/environment").text
        demo.send_signal(signal.SIGINT)
        demo.stderr.read()
        assert demo.wait(30) is not None
