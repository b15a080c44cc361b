"""botocore's models of services, each read once: whoever makes a session looks through the folders of all services."""

from functools import cache
from typing import Any

import botocore.session
from botocore.model import ServiceModel

_SESSION = botocore.session.Session()


def paginators(service: str) -> Any:
    """Return how the listings of a service are paged, as botocore has it.

    Raises:
        botocore.exceptions.DataNotFoundError: botocore does not know.
    """
    return _SESSION.get_paginator_model(service)


@cache
def description(service: str) -> dict[str, Any]:
    """Return what botocore knows of a service, nothing of one that it does not know."""
    loader = _SESSION.get_component("data_loader")
    if service not in loader.list_available_services("service-2"):
        return {}
    found: dict[str, Any] = loader.load_service_model(service, "service-2")
    return found


@cache
def service_model(service: str) -> ServiceModel | None:
    """Return the model of a service, None of one that botocore does not know."""
    found = description(service)
    return ServiceModel(found, service) if found else None
