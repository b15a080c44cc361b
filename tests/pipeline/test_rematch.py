"""Matching anew while a scan runs: what it publishes may have been matched with the advisories of before."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bartizan.pipeline.rematch import rematch
from bartizan.state import State
from bartizan.state.lock import scan_lock
from tests.pipeline.hand_made import publish

pytestmark = pytest.mark.slow


def test_a_scan_that_runs_is_waited_for(tmp_path: Path) -> None:
    published = publish(tmp_path, ["orders"], package=("npm", "shop-cart", "1.0.0"))
    with ThreadPoolExecutor(1) as pool:
        with scan_lock(tmp_path):
            matching = pool.submit(rematch, tmp_path, "default")
            time.sleep(0.5)
            assert not matching.done()
        again = matching.result(timeout=60)
    last = State(tmp_path).snapshot("default")
    assert again and last and again.id == last.id != published.id
