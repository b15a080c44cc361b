"""How notifications are sent: the section ``notifications`` of the settings."""

from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, StrictInt, field_validator

from bartizan.base.referred_secret import FORMS


class SmtpSettings(BaseModel):
    """The server that takes e-mail. ``password`` is a reference: ``env:NAME`` or ``file:PATH``; empty for none."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    host: str
    sender: str
    port: StrictInt = Field(default=587, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    password: str = ""

    @field_validator("password")
    @classmethod
    def _is_reference(cls, value: str) -> str:
        if value and not value.startswith(FORMS):
            raise ValueError("name the password by env:NAME or file:PATH; it is not written here")
        return value


class NotificationSettings(BaseModel):
    """``url`` is where people open the portal, for links in messages; empty for messages without links."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    url: str = ""
    smtp: SmtpSettings | None = None

    @field_validator("url")
    @classmethod
    def _is_http(cls, value: str) -> str:
        if value and (urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).hostname):
            raise ValueError("the portal's url is an http(s) address")
        return value.rstrip("/")
