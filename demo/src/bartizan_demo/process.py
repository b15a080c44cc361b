"""The emulators as a child process, so that moto's imports and CPU stay out of ours."""

import json
import secrets
import select
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bartizan.model import BartizanError

_PATIENCE = 60.0
"""Seconds that filling an estate may take on a busy machine."""


@dataclass(frozen=True)
class Estate:
    """A running estate: where its emulators listen, and what can be scanned in it.

    ``role_arns`` holds one role per account, ``arm_token`` the bearer token that the ARM emulator accepts.
    """

    aws: str
    arm: str
    arm_token: str
    accounts: tuple[str, ...]
    role_arns: tuple[str, ...]
    subscriptions: tuple[str, ...]

    @property
    def environ(self) -> dict[str, str]:
        """The environment variables that let the standard credential chains sign for both emulators."""
        return {
            "AWS_ACCESS_KEY_ID": self.accounts[0],  # the AWS emulator takes an account's number for a key of it
            "AWS_SECRET_ACCESS_KEY": secrets.token_hex(8),
            "AWS_EC2_METADATA_DISABLED": "true",
            "BARTIZAN_ARM_TOKEN": self.arm_token,
        }

    @classmethod
    @contextmanager
    def start(cls, estate: str = "demo") -> Iterator["Estate"]:
        """Run both emulators with the estate ``demo``, ``empty``, ``functions:N`` or ``accounts:N[:M]`` while it lasts.

        Raises BartizanError when they do not come up within a minute.
        """
        command = [sys.executable, "-m", "bartizan_demo.server", "--estate", estate]
        child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603 our own module
        try:
            yield cls._described(child)
        finally:
            _end(child)

    @classmethod
    def _described(cls, child: subprocess.Popen[bytes]) -> "Estate":
        line = _first_line(child)
        if not line:
            raise BartizanError(
                "The demo's emulators did not start. Is the extra 'demo' installed? See the lines above."
            )
        about = json.loads(line)
        many = ("accounts", "role_arns", "subscriptions")
        return cls(about["aws"], about["arm"], about["arm_token"], *(tuple(about[name]) for name in many))


def _first_line(child: subprocess.Popen[bytes]) -> bytes:
    """Return the line that the child prints when it is ready, empty if it ends or takes too long."""
    out = child.stdout
    if out is None or not select.select([out], [], [], _PATIENCE)[0]:
        return b""
    return out.readline()


def _end(child: subprocess.Popen[bytes]) -> None:
    """Close the child's standard input, which it takes as the word to end; kill it if it does not."""
    if child.stdin is not None:
        child.stdin.close()
    try:
        child.wait(5)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
    if child.stdout is not None:
        child.stdout.close()
