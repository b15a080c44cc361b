"""The worker that looks for new snapshots, so that they are prepared before somebody asks for them."""

import threading

from bartizan.service.reading import Snapshots

_LOOK = 5.0


def catch_up_until(snapshots: Snapshots, ended: threading.Event) -> None:
    """Look for new snapshots in a thread until the event is set."""

    def run() -> None:
        while not ended.wait(_LOOK):
            snapshots.catch_up()

    threading.Thread(target=run, name="snapshots", daemon=True).start()
