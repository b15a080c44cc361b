"""Who may sign in at which identity providers: the section ``sign_in`` of the settings."""

from typing import Literal
from urllib.parse import SplitResult, urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator

from bartizan.base.referred_secret import FORMS, referred_secret

_LOCAL = ("127.0.0.1", "localhost", "::1")


def is_encrypted_or_local(url: SplitResult) -> bool:
    """Whether nobody else reads what is sent to an address: it has TLS, or is on this machine."""
    return url.scheme == "https" or (url.scheme == "http" and url.hostname in _LOCAL)


class RoleByClaim(BaseModel):
    """Who has a role in a directory by what their identity provider says: ``claim`` holds or is ``value``."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    claim: str = "groups"
    value: str
    directory: str = "default"
    role: Literal["viewer", "analyst", "admin"] = "viewer"


class IssuerSettings(BaseModel):
    """An OpenID Connect provider. ``client_secret`` is a reference: ``env:NAME`` or ``file:PATH``; empty for none."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str
    issuer: str
    client_id: str
    client_secret: str = ""
    scopes: list[str] = Field(default_factory=lambda: ["openid", "profile", "email"])
    roles: list[RoleByClaim] = Field(default_factory=list)

    @field_validator("issuer")
    @classmethod
    def _is_https(cls, value: str) -> str:
        parts = urlsplit(value)
        if not is_encrypted_or_local(parts):
            raise ValueError("an issuer is an https address")
        return value.rstrip("/") if parts.path in ("", "/") else value

    @field_validator("client_secret")
    @classmethod
    def _is_reference(cls, value: str) -> str:
        if value and not value.startswith(FORMS):
            raise ValueError("name the secret by env:NAME or file:PATH; it is not written here")
        return value

    def secret(self) -> str:
        """Return the client's secret.

        Raises:
            UsageError: what is referred to is not there.
        """
        return referred_secret(self.client_secret) if self.client_secret else ""


class SignInSettings(BaseModel):
    """The identity providers; with none only the owner signs in."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    issuers: list[IssuerSettings] = Field(default_factory=list)
