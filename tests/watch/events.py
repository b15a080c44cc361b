"""Management events as EventBridge sends them to a queue."""

import json
import uuid
from typing import Any

ACCOUNT = "111122223333"
FUNCTION = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:checkout"


def detail(name: str, service: str = "lambda", params: object = None, **more: Any) -> dict[str, Any]:
    """Return what CloudTrail says of a call."""
    return {
        "eventVersion": "1.11",
        "userIdentity": {"type": "AssumedRole", "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/deploy/pipeline"},
        "eventTime": "2026-11-29T10:00:00Z",
        "eventSource": f"{service}.amazonaws.com",
        "eventName": name,
        "awsRegion": "eu-west-1",
        "requestParameters": params,
        "responseElements": None,
        "readOnly": False,
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": ACCOUNT,
    } | more


def envelope(said: object, **more: object) -> str:
    """Return the message that EventBridge makes of it."""
    return json.dumps(
        {
            "version": "0",
            "id": str(uuid.uuid4()),
            "detail-type": "AWS API Call via CloudTrail",
            "source": "aws.lambda",
            "account": ACCOUNT,
            "time": "2026-11-29T10:00:01Z",
            "region": "eu-west-1",
            "resources": [],
            "detail": said,
        }
        | more
    )


def permission_added(function: str = "checkout", **more: object) -> str:
    """Return the event of a change to a function's policy."""
    return envelope(detail("AddPermission20150331v2", params={"functionName": function}), **more)
