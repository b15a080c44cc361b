"""What may be run for findings: the section ``automation`` of the settings, which the API cannot write."""

import os
import re
from fnmatch import fnmatchcase
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, StrictInt, field_validator, model_validator

from bartizan.base.referred_secret import FORMS

_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]{0,99}", re.ASCII)


class AutomationSettings(BaseModel):
    """A command or a URL for new findings of some rules, which are IDs or patterns such as ``aws.lambda.*``.

    A command begins with an absolute path and is run without a shell, for at most ``seconds``, with PATH, HOME and the
    variables that ``environment`` names. ``secret`` refers to what a URL's requests are signed with.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    rules: list[str] = Field(min_length=1)
    command: list[str] = Field(default_factory=list)
    url: str = ""
    secret: str = ""
    allows_private: bool = False
    seconds: StrictInt = Field(default=60, ge=1, le=90)
    environment: list[str] = Field(default_factory=list)

    @field_validator("command")
    @classmethod
    def _is_absolute(cls, value: list[str]) -> list[str]:
        if value and not Path(value[0]).is_absolute():
            raise ValueError("name the command by its absolute path")
        return value

    @field_validator("secret")
    @classmethod
    def _is_reference(cls, value: str) -> str:
        if value and not value.startswith(FORMS):
            raise ValueError("name the secret by env:NAME or file:PATH; it is not written here")
        return value

    @field_validator("environment")
    @classmethod
    def _are_names(cls, value: list[str]) -> list[str]:
        if not all(_VARIABLE.fullmatch(name) for name in value):
            raise ValueError("name variables of the environment, such as AWS_PROFILE")
        return value

    @model_validator(mode="after")
    def _is_one(self) -> "AutomationSettings":
        if bool(self.command) == bool(self.url):
            raise ValueError("give a command or a url, one of both")
        return self

    def is_for(self, rule_id: str) -> bool:
        """Whether a rule's new findings are meant."""
        return any(fnmatchcase(rule_id, pattern) for pattern in self.rules)

    @property
    def variables(self) -> dict[str, str]:
        """The environment that a command gets."""
        names = ("PATH", "HOME", *self.environment)
        return {name: os.environ[name] for name in names if name in os.environ}
