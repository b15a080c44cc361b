"""What statements say, remembered for the next request and the next principal to which they say the same."""

from dataclasses import dataclass, field

from bartizan.permit.aws.evaluate import Statements
from bartizan.permit.aws.expand.asking import Alike, Asking, Heard, Held, heard
from bartizan.permit.aws.language.policy import Statement
from bartizan.permit.aws.verdict import Sets

_NOTHING = Heard()
_REMEMBERED = 5_000
"""Sets of statements of which is remembered what they say, for principals that share them."""


@dataclass
class Hearing:
    """What is remembered of statements; ``conditions`` are for all questions that are asked with it."""

    conditions: dict[Alike, Held] = field(default_factory=dict)
    _heard: dict[Alike, tuple[Statements, Heard]] = field(default_factory=dict)
    _mets: dict[tuple[int, str, str], tuple[Statement, Sets]] = field(default_factory=dict)

    def of(self, statements: Statements, asking: Asking) -> Heard:
        """Return what statements, all of which are about the action, say."""
        if not statements:
            return _NOTHING
        key = asking.key(statements)
        if key is None:
            return heard(statements, asking, self._met)
        if key not in self._heard:
            if len(self._heard) >= _REMEMBERED:
                self._heard.clear()
            # The statements are kept with what they say: their identities are the key.
            self._heard[key] = statements, heard(statements, asking, self._met)
        return self._heard[key][1]

    def _met(self, statement: Statement, asking: Asking) -> Sets:
        """Return where a statement bears on a request; without conditions it is the same for each of its actions."""
        if statement.tests or statement.has_variables:
            return asking.met(statement)
        key = id(statement), asking.universe.kind, asking.suffix
        if key not in self._mets:
            if len(self._mets) >= _REMEMBERED:
                self._mets.clear()
            self._mets[key] = statement, asking.met(statement)
        return self._mets[key][1]
