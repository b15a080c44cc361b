"""What an answer means: the codes of AWS's errors, classified once for all services."""

from collections.abc import Collection
from enum import StrEnum

from bartizan.collect.shared.failure import CallError
from bartizan.model import Outcome


class Verdict(StrEnum):
    """What to do with an answer."""

    OK = "ok"
    THROTTLED = "throttled"
    TRANSIENT = "transient"
    FINAL = "final"


NO_ANSWER = 0
"""The status of a question that brought no answer: refused, cut, or timed out."""

NO_HOST = -1
"""The status of a question whose host does not exist: AWS does not offer the service in the region."""

MALFORMED = "MalformedAnswer"
NO_SUCH_HOST = "NoSuchHost"
TOO_LARGE = "TooLarge"

_THROTTLING = frozenset(
    {
        "Throttling",
        "ThrottlingException",
        "ThrottledException",
        "RequestThrottled",
        "RequestThrottledException",
        "TooManyRequests",
        "TooManyRequestsException",
        "RequestLimitExceeded",
        "BandwidthLimitExceeded",
        "PriorRequestNotComplete",
        "EC2ThrottledException",
        "SlowDown",
    }
)
_TRANSIENT = frozenset({"RequestTimeout", "RequestTimeoutException", "InternalError", "InternalFailure"})
_DENIED = frozenset({"UnauthorizedOperation", "AuthorizationError", "NotAuthorized", "AllAccessDisabled", "Forbidden"})
_EXPIRED = frozenset({"ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired"})
_UNTRUSTED = frozenset(
    {
        "UnrecognizedClientException",
        "InvalidClientTokenId",
        "InvalidAccessKeyId",
        "AuthFailure",
        "SignatureDoesNotMatch",
        "InvalidSignatureException",
        "IncompleteSignature",
        "MissingAuthenticationToken",
    }
)


def verdict(status: int, code: str) -> Verdict:
    """Return what to do about an answer with this status and error code."""
    if status in range(200, 300):
        return Verdict.OK
    if status == 429 or code in _THROTTLING:
        return Verdict.THROTTLED
    if status in {NO_ANSWER, NO_HOST} or status >= 500 or code in _TRANSIENT:
        return Verdict.TRANSIENT
    return Verdict.FINAL


def is_expired(code: str) -> bool:
    """Tell whether the code says that the credentials were good once."""
    return code in _EXPIRED


def call_error(
    status: int, code: str, message: str, *, operation: str, action: str, absent: Collection[str]
) -> CallError:
    """Return the error that an answer is: absent, denied or failed."""
    if code in absent:
        return CallError(Outcome.ABSENT, code, message, operation, action)
    if code in _EXPIRED:
        message = f"the credentials have expired: {message}"
    elif code in _UNTRUSTED:
        message = f"the region is not enabled for this account, or the credentials are not valid in it: {message}"
    elif code.startswith(("AccessDenied", "KMSAccessDenied")) or code in _DENIED or status == 403:
        return CallError(Outcome.DENIED, code, message, operation, action)
    is_unanswered = verdict(status, code) is not Verdict.FINAL
    return CallError(Outcome.FAILED, code, message, operation, action, is_unanswered)
