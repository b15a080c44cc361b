"""Changes of Azure's resources as Event Grid sends them to a queue."""

import json
import uuid

SUBSCRIPTION = "11111111-1111-4111-8111-111111111111"
APP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/Shop/providers/Microsoft.Web/sites/checkout"
_UPN = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn"


def _data(operation: str, resource: str) -> dict[str, object]:
    provider = operation.partition("/")[0]
    return {
        "authorization": {"action": operation, "scope": resource},
        "claims": {_UPN: "deploy@example.com"},
        "correlationId": "c",
        "operationName": operation,
        "resourceProvider": provider,
        "resourceUri": resource,
        "status": "Succeeded",
        "subscriptionId": resource.split("/")[2] if resource.count("/") > 1 else "",
    }


def changed(operation: str, resource: str = APP, **more: object) -> str:
    """Return the message of a change, in Event Grid's own form."""
    event = {
        "id": str(uuid.uuid4()),
        "topic": f"/subscriptions/{SUBSCRIPTION}",
        "subject": resource,
        "eventType": "Microsoft.Resources.ResourceWriteSuccess",
        "eventTime": "2026-11-29T10:00:00.1234567Z",
        "data": _data(operation, resource),
        "dataVersion": "2",
        "metadataVersion": "1",
    }
    return json.dumps(event | more)


def cloud_event(operation: str, resource: str) -> str:
    """Return the message of a change as a CloudEvent."""
    event = {"specversion": "1.0", "source": f"/subscriptions/{SUBSCRIPTION}", "subject": resource}
    kind = "Microsoft.Resources.ResourceWriteSuccess"
    event |= {"id": str(uuid.uuid4()), "type": kind, "time": "2026-11-29T10:00:00Z"}
    return json.dumps(event | {"data": _data(operation, resource)})
