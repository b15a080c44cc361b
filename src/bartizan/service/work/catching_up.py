"""The worker that looks for new snapshots, so that they are prepared before somebody asks for them."""

import threading
from contextlib import suppress

from bartizan.model import BartizanError
from bartizan.service.reading import MOST_OPEN, Snapshots
from bartizan.state import State
from bartizan.state.access.directories import directories

_LOOK = 5.0


def catch_up_until(state: State, snapshots: Snapshots, ended: threading.Event) -> None:
    """Prepare the latest snapshots, then look for new ones, in a thread until the event is set."""

    def run() -> None:
        with suppress(BartizanError):  # requests say what is wrong with the state
            for directory in directories(state)[:MOST_OPEN]:
                if not ended.is_set():
                    snapshots.warm(directory.id)
        while not ended.wait(_LOOK):
            snapshots.catch_up()

    threading.Thread(target=run, name="snapshots", daemon=True).start()
