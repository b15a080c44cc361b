"""A service that AWS does not offer in a region has no host there: nothing is there, and nothing was refused."""

from socket import EAI_AGAIN, EAI_NONAME, gaierror

import aiohttp
import pytest
from aiohttp.client_reqrep import ConnectionKey

from bartizan.collect.aws.engine.collector import NOT_OFFERED
from bartizan.collect.aws.transport.errors import NO_HOST, NO_SUCH_HOST, Verdict, call_error, verdict
from bartizan.collect.aws.transport.http import is_no_host

KEY = ConnectionKey("apprunner.eu-north-1.amazonaws.com", 443, True, True, None, None, None)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (aiohttp.ClientConnectorDNSError(KEY, gaierror(EAI_NONAME, "Name or service not known")), True),
        (aiohttp.ClientConnectorDNSError(KEY, gaierror(EAI_AGAIN, "Temporary failure in name resolution")), False),
        (aiohttp.ClientConnectorError(KEY, ConnectionRefusedError()), False),
        (TimeoutError(), False),
    ],
)
def test_only_a_name_without_address_is_no_host(error: Exception, expected: bool) -> None:
    assert is_no_host(error) is expected


@pytest.mark.parametrize(("absent", "outcome"), [(NOT_OFFERED, "absent"), (frozenset(), "failed")])
def test_it_is_tried_again_and_then_absent_where_a_call_says_so(absent: frozenset[str], outcome: str) -> None:
    assert verdict(NO_HOST, "") is Verdict.TRANSIENT
    error = call_error(NO_HOST, NO_SUCH_HOST, "no address", operation="a:b", action="a:b", absent=absent)
    assert str(error.outcome) == outcome
