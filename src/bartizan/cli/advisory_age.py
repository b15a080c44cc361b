"""A warning where what is known of vulnerabilities is old, or nothing is."""

import sys
from functools import cache
from pathlib import Path

from bartizan.model import now, printable


@cache
def warn_of_old_advisories(home: Path) -> None:
    """Say on stderr, once a run, that no advisories are on record or how old they are after more than a week."""
    from bartizan.advise.sources.status import stale

    if warning := stale(home, now()):
        print(printable(warning, 500), file=sys.stderr, flush=True)
