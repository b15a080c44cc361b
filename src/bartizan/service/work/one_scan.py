"""One scan of a connector at a time, whichever worker runs it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from bartizan.model import BartizanError
from bartizan.service.work.deciding import Decider
from bartizan.service.work.scanning import one
from bartizan.state import State
from bartizan.state.onboarding.nouns import Connector
from bartizan.state.work.leases import LEASE, Lease, release_lease, renew_lease, take_lease
from bartizan.state.work.runs import OVER, ScanRun

_LOOK = 0.5


@contextmanager
def connector_lease(state: State, directory: str, connector: Connector, holder: str) -> Iterator[Lease | None]:
    """Give the lease of a connector's scans while it is held, None where another worker has it."""
    at = state.time()
    lease = take_lease(state, f"scan {directory} {connector.id}", holder, at + LEASE, at)
    try:
        yield lease
    finally:
        if lease:
            release_lease(state, lease)


def ended(by: Decider, run: ScanRun, lease: Lease, sleep: Callable[[float], None]) -> ScanRun:
    """Return a scan once it is over; until then the lease is kept."""
    held = lease
    while run.status not in OVER:
        sleep(_LOOK)
        with suppress(BartizanError):  # the database may be away for a while
            held = renew_lease(by.state, held, by.state.time() + LEASE) or held
            run = one(by, run.id)
    return run
