"""How a question to a cloud can fail, told apart once for both clouds."""

from bartizan.model import Outcome, printable


class CallError(Exception):
    """One call that brought no answer: what kind of no, the cloud's own code, and what it said.

    ``outcome`` is ``absent`` for "there is none", ``denied`` for a missing permission, ``failed`` for all else.
    """

    def __init__(self, outcome: Outcome, code: str, message: str, operation: str, permission: str = "") -> None:
        super().__init__(f"{operation}: {code}: {message}")
        self.outcome = outcome
        self.code = code
        self.operation = operation
        self.permission = permission
        self.detail = printable(f"{code}: {message}" if message else code)
