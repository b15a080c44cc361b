"""ARM ids as they come back from Azure: hostile until their form is checked, since URLs are built from them."""

import re
from urllib.parse import quote

_GUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_NAME = r"[^/?#%\\&<>\s\x00-\x20\x7f][^/?#%\\&<>\x00-\x1f\x7f]*"
_SUBSCRIPTION = re.compile(rf"/subscriptions/({_GUID})(?:/|$)", re.IGNORECASE)
_RESOURCE = re.compile(
    rf"/subscriptions/{_GUID}(?:/resourceGroups/{_NAME})?/providers/(?P<type>[A-Za-z0-9.]+(?:/[A-Za-z0-9]+/{_NAME})+)",
    re.IGNORECASE,
)
_LONGEST = 2000


def is_guid(text: object) -> bool:
    """Return whether a text has the form of a subscription id."""
    return isinstance(text, str) and re.fullmatch(_GUID, text, re.IGNORECASE) is not None


def subscription_of(arm_id: object) -> str:
    """Return the subscription of an ARM id in lower case; empty for ids above subscriptions or of no known form."""
    found = _SUBSCRIPTION.match(arm_id) if isinstance(arm_id, str) else None
    return found[1].lower() if found else ""


def resource_type(arm_id: object) -> str:
    """Return the type that an id itself names, such as ``microsoft.web/sites/slots``; empty for any other form.

    A dot segment or a doubled slash makes no resource id, so none can climb out of its subscription.
    """
    if not isinstance(arm_id, str) or len(arm_id) > _LONGEST or {".", ".."} & set(arm_id.split("/")):
        return ""
    found = _RESOURCE.fullmatch(arm_id)
    if found is None:
        return ""
    provider, *rest = found["type"].split("/")
    return "/".join([provider, *rest[::2]]).lower()


def url_path(arm_id: str) -> str:
    """Return an id as the path of a URL, percent-encoded."""
    return quote(arm_id, safe="/()-_.~")
