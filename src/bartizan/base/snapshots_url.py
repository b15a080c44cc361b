"""Where snapshots lie: in the home, or on the object store that the environment names.

The environment, as for state: child processes inherit it, and what a command line holds every user of a machine reads.
"""

import os

from bartizan.model import UsageError

SNAPSHOTS_URL = "BARTIZAN_SNAPSHOTS_URL"
"""``s3://BUCKET/PREFIX`` or ``https://ACCOUNT.blob.core.windows.net/CONTAINER/PREFIX``; empty for the home."""
FETCHED_GB = "BARTIZAN_SNAPSHOTS_CACHE_GB"
"""How much of it the home keeps at most, in GB; what is being read stays whatever its size."""
_FETCHED_GB = 10.0


def snapshots_url() -> str:
    """Return the address of the object store, empty for none."""
    return os.environ.get(SNAPSHOTS_URL, "").strip()


def most_fetched() -> int:
    """Return how many bytes of fetched snapshots a home keeps.

    Raises:
        UsageError: the environment says something else.
    """
    said = os.environ.get(FETCHED_GB, "").strip()
    try:
        found = float(said) if said else _FETCHED_GB
    except ValueError:
        found = -1.0
    if not 0 <= found < float("inf"):
        raise UsageError(f"{FETCHED_GB} is no number of gigabytes: write one such as 10 or 0.5")
    return int(found * 1e9)
