"""Web apps and their slots: every site that is neither a function app nor a logic app, whatever its kind says."""

from bartizan.collect.azure.collector import Body, Collector
from bartizan.collect.azure.diagnostics import DIAGNOSTICS
from bartizan.collect.azure.site import QUESTIONS, SITES, kind_tokens


def is_web_app(body: Body) -> bool:
    """Return whether a site is a web app: kinds such as ``api`` or null count, too."""
    return not kind_tokens(body) & {"functionapp", "workflowapp"}


WEB_APP = Collector("azure_web_app", SITES, is_web_app, (*QUESTIONS, DIAGNOSTICS), has_principals=True)
