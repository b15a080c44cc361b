"""What values a rule's parameter may have, so that a slip is refused and does not silence the rule."""

import re

from pydantic import BaseModel, ConfigDict, Field, StrictInt, field_validator

from bartizan.assess.parameter import Value

MOST_TEXTS = 200
LONGEST_TEXT = 200
_LARGEST = 2**31 - 1


class ParameterBounds(BaseModel):
    """The bounds of one parameter; those of other kinds than its own stay empty.

    ``least`` and ``most`` hold for whole numbers, ``one_of`` for texts; each text of a list is all of the regular
    expression ``each``, which ``example`` shows.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    least: StrictInt = 0
    most: StrictInt = _LARGEST
    one_of: list[str] = Field(default_factory=list)
    each: str = ""
    example: str = ""

    @field_validator("each")
    @classmethod
    def _compiles(cls, value: str) -> str:
        try:
            re.compile(value)
        except re.error as error:
            raise ValueError(f"no regular expression: {error}") from error
        return value

    def against(self, value: Value) -> str:
        """Return what is wrong with a value of the right kind, empty where nothing is."""
        if isinstance(value, int):
            return "" if self.least <= value <= self.most else f"{value} is not {self.words(value)}"
        if isinstance(value, str):
            return self._against_text(value)
        if len(value) > MOST_TEXTS:
            return f"{len(value)} texts are too many: at most {MOST_TEXTS}"
        wrong = (self._against_item(item) for item in value)
        return next(filter(None, wrong), "")

    def words(self, value: Value) -> str:
        """Return what a value may be, in words, given one of its kind."""
        if isinstance(value, int):
            most = f" to {self.most:,}" if self.most < _LARGEST else " or more"
            return f"a whole number, {self.least:,}{most}"
        if isinstance(value, str):
            return f"one of {', '.join(self.one_of)}" if self.one_of else "a text"
        return f"texts such as {self.example}" if self.example else "texts"

    def _against_text(self, value: str) -> str:
        if self.one_of and value not in self.one_of:
            return f"{value!r} is not {self.words(value)}"
        return _too_long(value)

    def _against_item(self, item: str) -> str:
        if not item.strip():
            return "an empty text is none"
        if self.each and not re.fullmatch(self.each, item[: LONGEST_TEXT + 1]):
            return f"{item[:60]!r} is not like {self.example or self.each}"
        return _too_long(item)


def _too_long(text: str) -> str:
    return f"a text has at most {LONGEST_TEXT} characters" if len(text) > LONGEST_TEXT else ""
