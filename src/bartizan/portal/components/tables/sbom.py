"""The menu that downloads a bill of materials of the workloads that the filters of a list leave."""

from htpy import Element, a, details, div, p, summary

from bartizan.portal.components.filters.shown import asked
from bartizan.portal.components.icons import icon
from bartizan.portal.links import address
from bartizan.portal.view import View
from bartizan.service.answers.bills import MOST

_FORMATS = (("cyclonedx", "CycloneDX 1.6", "cdx"), ("spdx", "SPDX 2.3", "spdx"))
_LIST_OF_TAB = {"packages": "packages"} | dict.fromkeys(
    ("advisories", "by-package", "workloads", "matches"), "vulnerabilities"
)


def sbom_menu(view: View, tab: str) -> Element | None:
    """Return the menu of a tab that has filters; the API writes what its links lead to."""
    name = _LIST_OF_TAB.get(tab)
    if name is None:
        return None
    question = asked(view)
    own = {"filter": question.filter, "q": question.text, "at": view.asked("at")}
    query = [*own.items(), *((key, value) for key, values in question.values.items() for value in values)]
    links = (
        a(
            ".menu-item",
            href=address(f"/api/v1/{name}/sbom", [("format", format_), *query]),
            download=f"{name}.{suffix}.json",
        )[words]
        for format_, words, suffix in _FORMATS
    )
    return details(".menu")[
        summary(".button")[icon("download"), "SBOM"],
        div(".popup")[links, p(".quiet.hint")[f"of the workloads that the filters leave, {MOST:,} at most"]],
    ]
