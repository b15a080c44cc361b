"""Profiles: which rules run and how severe they are, as data in `profiles/NAME.yaml`."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bartizan.assess.rule import Rule, Tier
from bartizan.base.suggestion import suggestion
from bartizan.base.yaml_document import DocumentError, read_document
from bartizan.model import Severity, UsageError

OFF = "off"


class Change(BaseModel):
    """What a profile makes of one rule, and why."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    severity: Severity | Literal["off"]
    reason: str = Field(min_length=10)


class Profile(BaseModel):
    """Of which ``tiers`` rules run, and what is otherwise for single ``rules``, by ID.

    Where ``is_complete``, no rule runs but those that it names.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str
    title: str
    tiers: list[Tier] = Field(default_factory=list)
    is_complete: bool = False
    rules: dict[str, Change] = Field(default_factory=dict)

    def applied(self, rule: Rule) -> Rule:
        """Return a rule with the severity that this profile gives it."""
        change = self.rules.get(rule.id)
        return rule if change is None or change.severity == OFF else rule.rated(Severity(change.severity))

    def why_off(self, rule: Rule) -> str:
        """Return why a rule does not run, an empty text where it does."""
        if change := self.rules.get(rule.id):
            return change.reason if change.severity == OFF else ""
        if self.is_complete:
            return f"The profile {self.name} does not name it."
        return "" if rule.tier in self.tiers else f"It is {rule.tier}: it runs where it is asked for."


def load_profile(name: str, folder: Path, at: str = "--rule-profile") -> Profile:
    """Return a profile by its name; ``at`` says where it was named.

    Raises:
        UsageError: there is no such profile, or its file is not one.
    """
    known = {file.stem: file for file in folder.glob("*.yaml")}
    if name not in known:
        choice = ", ".join(sorted(known))
        raise UsageError(f"{at}: there is no profile {name!r}{suggestion(name, known)}; there are {choice}")
    try:
        document = read_document(known[name])
    except DocumentError as error:
        raise UsageError(str(error)) from error
    try:
        return Profile(**{**document.content, "name": name})
    except ValidationError as error:
        raise UsageError(document.refusal(error, Profile)) from error
