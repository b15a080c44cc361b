"""How long the client waits, and how often it asks again."""

from dataclasses import dataclass

from bartizan.collect.shared.bounded import LARGEST
from bartizan.collect.shared.endless import MOST_PAGES


@dataclass(frozen=True)
class ArmPatience:
    """Seconds to wait and attempts to make before a question counts as failed.

    Throttling (429) is no failure and is retried for ``throttled_seconds``: attempts alone run out while
    other tasks spend the same quota, and data is lost.
    """

    attempts: int = 4
    timeouts: int = 2
    answer_seconds: float = 30.0
    connect_seconds: float = 10.0
    throttled_seconds: float = 300.0
    pause_seconds: float = 0.5
    largest_answer: int = LARGEST
    most_pages: int = MOST_PAGES
