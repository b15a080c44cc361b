"""The lease of a scan: one process at a time publishes in a directory, on whichever machine it runs.

A lock on a file (``state.lock``) keeps the scans of one machine apart; the lease does so between machines that share a
state. It may end while a process is stopped or cut off, so publishing checks that nobody took it since.
"""

import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from bartizan.model import BartizanError, UsageError
from bartizan.state.database import State
from bartizan.state.work.leases import LEASE, RENEWED, Lease, hold_lease, release_lease, renew_lease, take_lease

_BOOT = Path("/proc/sys/kernel/random/boot_id")
_LOOK = 1.0


@dataclass(frozen=True)
class ScanLease:
    """The lease that a scan holds until it ends."""

    lease: Lease

    def check(self, session: Session) -> None:
        """Let nobody take the lease until the caller's transaction ends.

        Raises:
            BartizanError: another scan has taken it.
        """
        if not hold_lease(session, self.lease):
            raise BartizanError("another scan took over while this one stood still; what it read is out of date")


@contextmanager
def scan_lease(state: State, home: Path, directory: str, *, wait: bool = False) -> Iterator[ScanLease]:
    """Hold the lease of a directory while the block runs; the caller holds the home's scan lock.

    Raises:
        UsageError: a scan elsewhere holds it, and it is not to be waited for.
    """
    lease = _taken(state, _place(home), directory, wait=wait)
    ended = threading.Event()
    renewing = threading.Thread(target=_keep, args=(state, lease, ended), name="scan lease", daemon=True)
    renewing.start()
    try:
        yield ScanLease(lease)
    finally:
        ended.set()
        renewing.join()
        with suppress(BartizanError):  # it ends by itself
            release_lease(state, lease)


def _taken(state: State, place: str, directory: str, *, wait: bool) -> Lease:
    while True:
        at = state.time()
        # As the home's scan lock is ours, another holder in this place is gone.
        holder = f"{place}{secrets.token_hex(8)}"
        lease = take_lease(state, f"publish {directory}", holder, at + LEASE, at, over=place)
        if lease:
            return lease
        if not wait:
            raise UsageError(
                "a scan is running in another home or on another machine; wait for it, or two minutes if it was killed"
            )
        time.sleep(_LOOK)


def _keep(state: State, lease: Lease, ended: threading.Event) -> None:
    while not ended.wait(RENEWED):
        with suppress(BartizanError):  # the server may be restarting
            renew_lease(state, lease, state.time() + LEASE)


def _place(home: Path) -> str:
    """Return what tells where one scan lock holds: a home on one running system, whose containers may share it."""
    try:
        system = _BOOT.read_text(encoding="ascii").strip()
    except OSError:
        system = secrets.token_hex(16)
    found = home.stat()
    return f"{system} {found.st_dev}:{found.st_ino} "
