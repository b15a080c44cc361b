"""Addresses of sources: which can be read, and how they are shown."""

from urllib.parse import urlsplit, urlunsplit

from bartizan.model import UsageError, printable


def shown(url: str) -> str:
    """Return an address without what may be a secret: user, password and query."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return printable(urlunsplit((parts.scheme, host, parts.path, "", "")))


def checked(url: str) -> str:
    """Return an address that can be downloaded from.

    Raises:
        UsageError: it is not one of HTTP or HTTPS, or holds a password, which would travel into messages and files.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise UsageError(f"--source {shown(url)}: neither a folder, a file, nor an http(s) address")
    if parts.username or parts.password:
        raise UsageError(f"--source {shown(url)}: no user and password in an address, please; let a proxy add them")
    return url
