"""The emulators' process: what it says, and when it ends."""

import json
import signal
import subprocess
import sys
import urllib.error
import urllib.request

import pytest

from bartizan.model import BartizanError
from bartizan_demo.process import Estate

COMMAND = [sys.executable, "-m", "bartizan_demo.server", "--estate", "empty"]


def start() -> subprocess.Popen[bytes]:
    child = subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert child.stdout is not None
    about = json.loads(child.stdout.readline())
    assert {"aws", "arm", "arm_token", "accounts", "role_arns", "subscriptions"} <= about.keys()
    return child


def end(child: subprocess.Popen[bytes]) -> int:
    code = child.wait(5)
    for pipe in (child.stdin, child.stdout):
        assert pipe is not None
        pipe.close()
    return code


@pytest.mark.slow
def test_it_ends_when_its_standard_input_closes() -> None:
    child = start()
    assert child.stdin is not None
    child.stdin.close()
    assert end(child) == 0


@pytest.mark.slow
def test_it_ends_on_sigterm() -> None:
    child = start()
    child.send_signal(signal.SIGTERM)
    assert end(child) == 0


@pytest.mark.slow
def test_an_estate_is_gone_after_its_context() -> None:
    with Estate.start("empty") as estate:
        assert urllib.request.urlopen(f"{estate.aws}/_bartizan/calls", timeout=5).status == 200
        assert urllib.request.urlopen(f"{estate.arm}/_bartizan/calls", timeout=5).status == 200
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(f"{estate.aws}/_bartizan/calls", timeout=5)


@pytest.mark.slow
def test_an_estate_that_does_not_start_says_so() -> None:
    with pytest.raises(BartizanError, match="did not start"), Estate.start("functions:many"):
        pass
