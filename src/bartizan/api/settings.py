"""How the API is served."""

from dataclasses import dataclass, field
from pathlib import Path

from bartizan.base.sign_in_settings import IssuerSettings


@dataclass(frozen=True)
class ServeSettings:
    """``public_url`` is what browsers see, such as ``https://bartizan.example``; over TLS cookies are Secure.

    ``trusted_proxies`` are addresses whose X-Forwarded-For counts; ``is_open`` lets everybody on this machine in as
    admin, which is refused for any address but loopback.
    """

    home: Path
    public_url: str
    issuers: tuple[IssuerSettings, ...] = ()
    trusted_proxies: frozenset[str] = field(default_factory=frozenset)
    is_open: bool = False

    @property
    def is_tls(self) -> bool:
        """Whether browsers come over TLS."""
        return self.public_url.startswith("https://")
