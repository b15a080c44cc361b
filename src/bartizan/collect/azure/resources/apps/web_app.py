"""Web apps and their slots: every site that is neither a function app nor a logic app, whatever its kind says."""

from typing import Any

from bartizan.collect.azure.engine.collector import Answers, AzureCollector, Body, Item, Question
from bartizan.collect.azure.resources.apps.diagnostics import DIAGNOSTICS
from bartizan.collect.azure.resources.apps.site import QUESTIONS, SITES, kind_tokens


def is_web_app(body: Body) -> bool:
    """Return whether a site is a web app: kinds such as ``api`` or null count, too."""
    return not kind_tokens(body) & {"functionapp", "workflowapp"}


def _site_containers(answer: Any) -> Answers:
    return {"sitecontainers": {"value": [_container(each) for each in answer["value"]]}}


def _container(item: Any) -> Body:
    """Return one container without its environment and its registry's user name."""
    properties = item["properties"]
    kept = {key: properties[key] for key in ("image", "authType", "isMain") if properties.get(key) is not None}
    return {"id": str(item["id"]), "name": str(item.get("name") or ""), "properties": kept}


def _may_have_containers(item: Item) -> bool:
    # Apps on Linux may have containers beside their code; a single container or a composition has none.
    config = item.properties.get("siteConfig")
    version = str(config.get("linuxFxVersion") or "") if isinstance(config, dict) else ""
    is_linux = "linux" in kind_tokens(item.body) or item.properties.get("reserved") is True
    return is_linux and not version.lower().startswith(("docker|", "compose|"))


SITE_CONTAINERS = Question(
    "/sitecontainers", ("sitecontainers",), "Microsoft.Web/sites/sitecontainers/read", _site_containers,
    is_needed=_may_have_containers, is_paged=True, has_none=True, api_version="2024-04-01",
)  # fmt: skip
"""Source: https://learn.microsoft.com/rest/api/appservice/web-apps/list-site-containers"""

WEB_APP = AzureCollector(
    "azure_web_app", SITES, is_web_app, (*QUESTIONS, SITE_CONTAINERS, DIAGNOSTICS), has_principals=True
)
