"""Logic apps (Standard): listed for their identities, nothing more is asked about them."""

from bartizan.collect.azure.engine.collector import AzureCollector, Body
from bartizan.collect.azure.resources.apps.site import SITES, kind_tokens


def is_logic_app(body: Body) -> bool:
    """Return whether a site is a logic app, which calls itself ``functionapp,workflowapp``."""
    return "workflowapp" in kind_tokens(body)


LOGIC_APP = AzureCollector("azure_logic_app", SITES, is_logic_app, has_principals=True)
