"""How a question to a cloud can fail, classified once for both clouds."""

from bartizan.collect.shared.secretless import without_secrets
from bartizan.model import UNANSWERED, Outcome, printable

_UNANSWERED = frozenset({
    "BadNextLink", "EndlessPaging", "ForeignAddress", "MalformedAnswer", "NetworkError", "NoAnswer", "TimeOut",
    "TooLarge", "Truncated", "UnexpectedId", "UnexpectedShape",
})  # fmt: skip


class CallError(Exception):
    """One call that brought no answer: what kind of no, the cloud's own code, and what it said.

    ``outcome`` is ``absent`` for "there is none", ``denied`` for a missing permission, ``failed`` for all else.
    ``is_unanswered``: the cloud was too busy, or broken, to say yes or no; such a scan is not complete.
    """

    def __init__(  # noqa: PLR0917 - what there is to say of a failure
        self,
        outcome: Outcome,
        code: str,
        message: str,
        operation: str,
        permission: str = "",
        is_unanswered: bool = False,
    ) -> None:
        stated = str(without_secrets(f"{code}: {message}" if message else code))
        super().__init__(f"{operation}: {stated}")
        self.outcome = outcome
        self.code = code
        self.operation = operation
        self.permission = permission
        self.is_unanswered = is_unanswered or code in _UNANSWERED
        self.detail = printable(f"{UNANSWERED}{stated}" if self.is_unanswered else stated)
