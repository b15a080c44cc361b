"""Messages go to the internet, to private networks where they are allowed, and never to a cloud's own services."""

import pytest

from bartizan.model import UsageError
from bartizan.notify.destination import RefusedError, destination

PRIVATE = ("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.0.9", "100.64.0.1", "[::1]", "[fd12::1]", "localhost",
           "[::ffff:10.0.0.1]", "[64:ff9b::a00:1]", "[2002:a00:1::1]", "2130706433", "0x7f.1")  # fmt: skip
NEVER = ("169.254.169.254", "[fe80::1]", "168.63.129.16", "[fd00:ec2::254]", "0.0.0.0", "224.0.0.1",
         "[::ffff:169.254.169.254]", "[64:ff9b::a9fe:a9fe]", "[::]")  # fmt: skip


@pytest.mark.parametrize("host", PRIVATE)
def test_private_networks_only_where_they_are_allowed(host: str) -> None:
    with pytest.raises(RefusedError, match="private network"):
        destination(f"https://{host}/hook")
    assert destination(f"https://{host}/hook", allows_private=True).path == "/hook"


@pytest.mark.parametrize("host", NEVER)
def test_what_is_never_sent_to(host: str) -> None:
    for allows_private in (False, True):
        with pytest.raises(RefusedError):
            destination(f"https://{host}/", allows_private=allows_private)


@pytest.mark.parametrize("host", ["93.184.215.14", "[2606:2800:21f:cb07:6820:80da:af6b:8b2c]"])
def test_the_internet(host: str) -> None:
    found = destination(f"https://{host}:8443/a/b?c=d")
    assert (found.host, found.address) == (host.strip("[]"), host.strip("[]"))
    assert (found.port, found.path, found.is_tls) == (8443, "/a/b?c=d", True)


@pytest.mark.parametrize(
    "url",
    ["http://93.184.215.14/", "ftp://93.184.215.14/", "https://", "https://user:word@93.184.215.14/", "https://a:x/",
     "https://[::1", "file:///etc/passwd", "https://93.184.215.14/a\r\nHost: b", "https://93.184.215.14:0/", ""],
)  # fmt: skip
def test_other_urls(url: str) -> None:
    with pytest.raises(UsageError):
        destination(url)


def test_a_host_that_does_not_resolve() -> None:
    with pytest.raises(RefusedError, match="does not resolve"):
        destination("https://receiver.invalid/")
