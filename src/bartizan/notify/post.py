"""Post a body to a checked destination: no redirect is followed, no proxy is used, and nothing waits for ever."""

import http.client
import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from email.message import Message

from bartizan.model import BartizanError
from bartizan.notify.destination import Destination

SECONDS = 20.0
_LONGEST_WAIT = 86_400


class PostError(BartizanError):
    """A receiver did not take a message; ``wait`` is the seconds that it asked for, None where it did not."""

    def __init__(self, message: str, wait: int | None = None) -> None:
        super().__init__(message)
        self.wait = wait


class _Pinned(http.client.HTTPConnection):
    """A connection to the address that was checked, for the host that was asked for."""

    def __init__(self, to: Destination, seconds: float) -> None:
        super().__init__(to.host, to.port, timeout=seconds)
        self._to = to

    def connect(self) -> None:
        """Connect, with TLS for the host's name where the URL says so."""
        plain = socket.create_connection((self._to.address, self._to.port), self.timeout)
        try:
            context = ssl.create_default_context() if self._to.is_tls else None
            self.sock = context.wrap_socket(plain, server_hostname=self._to.host) if context else plain
        except BaseException:
            plain.close()
            raise


@dataclass(frozen=True)
class HttpAnswer:
    """What a receiver answered, the beginning of its body included."""

    status: int
    headers: Message
    content: bytes

    @property
    def wait(self) -> int | None:
        """The seconds that it asks for, None where it does not."""
        text = self.headers.get("Retry-After", "")
        return min(int(text), _LONGEST_WAIT) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def post(to: Destination, body: bytes, headers: Mapping[str, str], seconds: float = SECONDS) -> None:
    """Post a body; it was taken where this returns.

    Raises:
        PostError: the receiver refused it, did not answer in time, or cannot be reached.
    """
    answer = request("POST", to, body, headers, seconds)
    if 300 <= answer.status < 400:
        raise PostError(f"the receiver answered {answer.status}; redirects are not followed")
    if not 200 <= answer.status < 300:
        raise PostError(f"the receiver answered {answer.status}", answer.wait)


def request(  # noqa: PLR0917 - what there is to say of a request
    method: str, to: Destination, body: bytes, headers: Mapping[str, str], seconds: float = SECONDS, most: int = 0
) -> HttpAnswer:
    """Return what a receiver answers, with ``most`` bytes of its body at most.

    Raises:
        PostError: it did not answer in time, or cannot be reached.
    """
    connection = _Pinned(to, seconds)
    # A timeout of a socket is for each byte: a receiver that drips them would hold this for ever.
    limit = threading.Timer(seconds, _cut, (connection,))
    limit.daemon = True
    limit.start()
    try:
        connection.request(method, to.path, body, {"User-Agent": "bartizan", **headers})
        answer = connection.getresponse()
        return HttpAnswer(answer.status, answer.headers, answer.read(most) if most else b"")
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise PostError(f"the receiver could not be reached: {_said(error)}") from error
    finally:
        limit.cancel()
        connection.close()


def _cut(connection: _Pinned) -> None:
    with suppress(OSError, AttributeError):
        connection.sock.shutdown(socket.SHUT_RDWR)


def _said(error: Exception) -> str:
    """Return what went wrong, without the words of the other side."""
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, ssl.SSLError):
        return f"TLS: {error.reason or 'failed'}"
    return (isinstance(error, OSError) and error.strerror) or type(error).__name__
