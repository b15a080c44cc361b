"""What AWS answers: bodies and errors in the wire format of the service asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import uuid4
from xml.sax.saxutils import escape

import orjson

from bartizan_demo.emulators.aws.front.call import Call
from bartizan_demo.emulators.shared.faults import Action


@dataclass
class EmulatedAnswer:
    """One HTTP answer, not yet sent."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


class AwsError(Exception):
    """An error as AWS reports it: the code that clients compare, the HTTP status and the text for people."""

    def __init__(self, code: str, message: str, status: int = 400, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
        self.headers = dict(headers or {})


def json_answer(value: object, status: int = 200) -> EmulatedAnswer:
    """Return an answer of a JSON service."""
    return EmulatedAnswer(
        status, orjson.dumps(value), {"Content-Type": "application/json", "x-amzn-RequestId": str(uuid4())}
    )


def error_answer(call: Call, error: AwsError) -> EmulatedAnswer:
    """Return an error in the wire format of the service that was asked."""
    request_id = str(uuid4())
    write = _XML_ERRORS.get(call.service)
    if write is None:
        answer = json_answer(
            {"__type": error.code, "Type": "User", "Message": error.message, "message": error.message}, error.status
        )
        answer.headers["x-amzn-ErrorType"] = error.code
    else:
        text = '<?xml version="1.0" encoding="UTF-8"?>\n' + write.format(
            code=escape(error.code), message=escape(error.message), id=request_id
        )
        answer = EmulatedAnswer(
            error.status, text.encode(), {"Content-Type": "text/xml", "x-amzn-RequestId": request_id}
        )
    answer.headers |= error.headers
    return answer


_QUERY = "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>" + (
    "<RequestId>{id}</RequestId></ErrorResponse>"
)
_S3 = "<Error><Code>{code}</Code><Message>{message}</Message><RequestId>{id}</RequestId></Error>"
_EC2 = "<Response><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors>" + (
    "<RequestID>{id}</RequestID></Response>"
)
_XML_ERRORS = {
    "iam": _QUERY,
    "ses": _QUERY,
    "sns": _QUERY,
    "elbv2": _QUERY,
    "rds": _QUERY,
    "sts": _QUERY,
    "s3control": _QUERY,
    "s3": _S3,
    "code": _S3,
    "ec2": _EC2,
}

_DENIED = {"iam": "AccessDenied", "sts": "AccessDenied", "s3": "AccessDenied", "code": "AccessDenied"} | {
    "s3control": "AccessDenied",
    "ec2": "UnauthorizedOperation",
}
_THROTTLED = {
    "iam": ("Throttling", 400),
    "sts": ("Throttling", 400),
    "s3": ("SlowDown", 503),
    "s3control": ("SlowDown", 503),
    "code": ("SlowDown", 503),
    "ec2": ("RequestLimitExceeded", 503),
}
_BROKEN = {"iam": "ServiceFailure", "lambda": "ServiceException", "apigateway": "InternalFailure"}


def denied(call: Call, caller: str) -> AwsError:
    """Return the refusal of a call that the caller's policies do not allow."""
    action = f"{_IAM_PREFIX.get(call.service, call.service)}:{call.operation}"
    message = f"User: {caller} is not authorized to perform: {action} on resource: {_resource(call)} because no "
    return AwsError(
        _DENIED.get(call.service, "AccessDeniedException"),
        f"{message}identity-based policy allows the {action} action",
        403,
    )


_IAM_PREFIX = {"s3control": "s3", "apigatewayv2": "apigateway", "elbv2": "elasticloadbalancing"} | {
    "resourcegroupstaggingapi": "tag",
    "accessanalyzer": "access-analyzer",
}


def _resource(call: Call) -> str:
    """Name the resource roughly as AWS does in a refusal."""
    name = call.params.get("FunctionName")
    if name:
        return f"arn:aws:lambda:{call.region}:{call.account}:function:{name.rsplit(':', 1)[-1]}"
    return f"arn:aws:apigateway:{call.region}::{call.path}" if call.service.startswith("apigateway") else "*"


def throttled(call: Call, retry_after: float = 1.0) -> AwsError:
    """Return the refusal of a call above its rate; ``retry_after`` in seconds goes into the header."""
    code, status = _THROTTLED.get(call.service, ("TooManyRequestsException", 429))
    return AwsError(code, "Rate exceeded", status, {"Retry-After": f"{max(1, round(retry_after))}"})


def refusal(call: Call, action: Action, caller: str) -> AwsError:
    """Return the error that a fault of this action gives on a call."""
    if action is Action.DENY:
        return denied(call, caller)
    if action is Action.THROTTLE:
        return throttled(call)
    return AwsError(_BROKEN.get(call.service, "InternalError"), "The service encountered an internal error.", 500)
