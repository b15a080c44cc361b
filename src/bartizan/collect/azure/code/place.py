"""What an app's own description says of where its code is, and whether that code is assessed at all."""

from dataclasses import dataclass

from bartizan.collect.azure.engine.collector import Item
from bartizan.collect.azure.resources.apps.site import kind_tokens

CONTAINER, STOPPED, KIND = "container_image", "not_running", "kind_not_supported"

_KINDS = frozenset(
    frozenset(kind.split(","))
    for kind in (
        "app,migration",
        "functionapp,botapp",
        "app,linux,aspiredashboard",
        "app,container,xenon",
        "app,botapp",
        "app,linux,kubernetes",
        "app,functionapp,windows",
        "functionapp,linux,container,kubernetes",
        "app,linux,container,kubernetes",
        "app,xenon",
        "functionapp,linux,kubernetes",
        "app,functionapp",
    )
)
"""Kinds of which no code is assessed."""
_IMAGES = ("docker|", "compose|", "sitecontainers|")
_FX = ("linuxfxversion", "windowsfxversion")


@dataclass(frozen=True)
class Place:
    """Where an app's code is, as far as its description tells; both empty: its settings tell the rest.

    ``container`` is the URL of the blob container of a Flex Consumption app; ``scm`` the host of its deployment site.
    """

    container: str
    scm: str


def ineligible(item: Item) -> str:
    """Return why an app's code is not assessed unless that is asked for, empty where it is."""
    state = str(item.properties.get("state") or "").lower()
    if state not in {"running", ""}:
        return STOPPED
    return KIND if kind_tokens(item.body) in _KINDS else ""


def is_image(item: Item) -> bool:
    """Return whether an app runs a container image."""
    if kind_tokens(item.body) & {"container", "azurecontainerapps"}:
        return True
    return any(version.lower().startswith(_IMAGES) for version in _versions(item))


def place(item: Item) -> Place:
    """Return where an app's code is."""
    storage: object = item.properties
    for name in ("functionAppConfig", "deployment", "storage"):
        storage = storage.get(name) if isinstance(storage, dict) else None
    value = storage.get("value") if isinstance(storage, dict) else None
    return Place(value if isinstance(value, str) else "", _scm(item))


def _scm(item: Item) -> str:
    states = item.properties.get("hostNameSslStates")
    for state in states if isinstance(states, list) else ():
        if isinstance(state, dict) and str(state.get("hostType")).lower() == "repository":
            return str(state.get("name") or "").lower()
    names = item.properties.get("enabledHostNames")
    found = (str(name).lower() for name in (names if isinstance(names, list) else ()))
    return next((name for name in found if ".scm." in name), "")


def _versions(item: Item) -> list[str]:
    """Return what an app says of its stack, which stands in either of two places."""
    config, other = item.properties.get("siteConfig"), item.properties.get("siteProperties")
    stated = config if isinstance(config, dict) else {}
    found = [str(value) for name, value in stated.items() if name.lower() in _FX and value]
    pairs = other.get("properties") if isinstance(other, dict) else None
    for pair in pairs if isinstance(pairs, list) else ():
        if isinstance(pair, dict) and str(pair.get("name")).lower() in _FX and pair.get("value"):
            found.append(str(pair["value"]))
    return found
