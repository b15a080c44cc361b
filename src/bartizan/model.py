"""The nouns that every stage shares. This module imports nothing of Bartizan's."""

import datetime
import os
import re
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

SELF = "self"
"""The aspect that holds the item of the listing itself."""

LIST = "list"
"""The aspect that says how the listing of a kind went in one scope and region; its ``id`` is empty."""

CODE = "code"
"""The aspect that says what came of reading a workload's own code; it is answered by who follows its CodeLink."""

UNANSWERED = "no proper answer: "
"""How the detail of a failed observation begins where the cloud was too busy or too broken to say yes or no."""


class Outcome(StrEnum):
    """What came of one question to a cloud. Only ``ok`` and ``absent`` are knowledge."""

    OK = "ok"
    ABSENT = "absent"
    DENIED = "denied"
    FAILED = "failed"
    KEPT = "kept"
    """Not asked: the last scan's answer stands. Only the spool of a scan holds it; the store puts that answer in."""


class Status(StrEnum):
    """What a rule says of one resource; ``unknown`` means a fact it needs could not be read."""

    FAIL = "fail"
    UNKNOWN = "unknown"
    PASS = "pass"  # noqa: S105 - a status, not a password
    NOT_APPLICABLE = "not_applicable"
    EXEMPT = "exempt"


class ExemptionCategory(StrEnum):
    """What the score makes of an exempt finding: *mitigated* counts as healthy, *risk accepted* is left out."""

    MITIGATED = "mitigated"
    RISK_ACCEPTED = "risk_accepted"


class Severity(StrEnum):
    """How bad a failing rule is by itself, worst first."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"

    @property
    def rank(self) -> int:
        """The position from worst (0) to least."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class Observation:
    """One answer of a cloud about one resource, or about the listing of a kind.

    ``body`` is the answer in the SDK's documented shape with secrets already masked, None unless ``ok``.
    ``marker``, on a resource's ``self``, is what its listed item says of its own version.
    ``permission`` is what the caller would need where the answer was refused; ``detail`` is for people.
    """

    kind: str
    id: str
    aspect: str
    outcome: Outcome
    scope: str
    region: str = ""
    body: Any = None
    operation: str = ""
    permission: str = ""
    detail: str = ""
    marker: str = ""
    observed_at: str = field(default_factory=lambda: now().isoformat(timespec="seconds"))


@dataclass(frozen=True, slots=True)
class ChangedResource:
    """A resource that may have changed since it was read; with an empty ``id``, all of its kind in the region."""

    kind: str
    scope: str
    region: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class CodeLink:
    """Where the own code of a workload, or of a layer version, can be read from, or why it cannot.

    With the outcome ``ok`` there is a ``url``, or a ``reason`` for which the code is not assessed at all
    (``container_image``, ``not_opted_in``, ``not_running``, ``kind_not_supported``). Otherwise ``permission`` is what
    the caller would need, ``detail`` is for people. ``digest`` is what the cloud tells of the
    content (Lambda: its SHA-256 in hex; Azure: an MD5, or a hash of address and ETag), ``size`` its bytes; empty and 0
    where it tells nothing. Who has the URL may often read the code, and ``headers`` make a token: neither is ever
    written anywhere, nor shown.
    """

    kind: str
    id: str
    scope: str
    region: str = ""
    digest: str = ""
    size: int = 0
    url: str = field(default="", repr=False)
    headers: Callable[[], Awaitable[Mapping[str, str]]] | None = field(default=None, repr=False)
    operation: str = ""
    outcome: Outcome = Outcome.OK
    reason: str = ""
    permission: str = ""
    detail: str = ""


@dataclass
class Spend:
    """What was spent of one request quota: ``rate`` is what may be, in requests a second (infinity: not paced)."""

    rate: float
    calls: int = 0
    waiting: int = 0
    """Requests that wait for their turn now."""


def _nobody_listens(_scope: str) -> None:
    pass


@dataclass
class Usage:
    """What a scan has asked of the clouds so far; collectors write it, the progress display reads it.

    ``began`` has the monotonic second at which the first question of a scope's kind was planned. A quota's key begins
    with its scope, empty for one of all scopes, and ends with its name. ``at_end`` hears of each scope that is read.
    ``denied`` maps permission and operation to the scope where it was first refused and what the cloud said.
    """

    calls: Counter[str] = field(default_factory=Counter)
    bytes_read: int = 0
    began: dict[tuple[str, str], float] = field(default_factory=dict)
    quotas: dict[tuple[str, ...], Spend] = field(default_factory=dict)
    at_end: Callable[[str], None] = _nobody_listens
    denied: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    planned: defaultdict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    answered: defaultdict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))

    def plan(self, scope: str, kind: str, questions: int = 1) -> None:
        """Count questions that will be asked about a kind in a scope."""
        if (scope, kind) not in self.began:
            self.began[scope, kind] = time.monotonic()
        self.planned[scope, kind] += questions

    def answer(self, scope: str, kind: str) -> None:
        """Count one question as answered, whatever the outcome."""
        self.answered[scope, kind] += 1


class BartizanError(Exception):
    """An error about the run; its message says what to do. The run failed and nothing was published.

    BartizanError
     └── UsageError      the command or its configuration is wrong
    """

    exit_code = 4
    keeps_lines = False
    """Whether the message has lines of ours that only mean something below one another."""


class UsageError(BartizanError):
    """The command line or the configuration is wrong; nothing was started."""

    exit_code = 2


def now() -> datetime.datetime:
    """Return the current time, UTC, without a zone: the form every table holds."""
    return datetime.datetime.now(datetime.UTC).replace(tzinfo=None)


def new_snapshot_id() -> str:
    """Return an ID for a snapshot that is begun now."""
    return f"{now():%Y%m%dT%H%M%S}-{os.urandom(3).hex()}"


def early(snapshot_id: str) -> str:
    """Return the ID of what a long scan publishes first."""
    return f"{snapshot_id}-early"


_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufeff\uffa0\ufff0-\ufffb"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""What a terminal or an editor obeys or hides: controls, marks of direction, and characters without width."""


def printable(text: object, limit: int = 300) -> str:
    """Return text from outside as one line of at most ``limit`` characters, and nothing in it that cannot be seen."""
    line = visible(_CONTROL.sub(" ", str(text)).strip())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def visible(text: str, keep: str = "") -> str:
    r"""Return text with each character that a terminal obeys or hides as an escape such as ``\u202e``.

    Those in ``keep`` stay. All escapes are JSON's own, so that JSON whose strings hold such characters means the same
    afterwards; ``keep`` its line ends then.
    """
    return _UNSEEN.sub(lambda found: found[0] if found[0] in keep else _escaped(found[0]), text)


def _escaped(character: str) -> str:
    packed = character.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{packed[n : n + 4]}" for n in range(0, len(packed), 4))
