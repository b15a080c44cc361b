"""The inventory: what runs, and how it stands."""

from collections.abc import Sequence

from htpy import Node, a, br, span

from bartizan.decide.workload import WORKLOADS
from bartizan.model import visible
from bartizan.portal.components import cells
from bartizan.portal.components.cells import Row
from bartizan.portal.components.filters.narrowing import findings, narrow, risk_of, unread
from bartizan.portal.components.filters.shown import ListColumn, ListFacet, ListView
from bartizan.portal.components.listing import list_page
from bartizan.portal.components.marks import chip, name, unknown
from bartizan.portal.components.parts import more, tabs
from bartizan.portal.components.permission import identity_link
from bartizan.portal.links import address, changed
from bartizan.portal.opening import ago
from bartizan.portal.panels.resource import RESOURCES
from bartizan.portal.view import Content, View
from bartizan.portal.words import EXPOSURES, LOGINS, REASONS, cloud, counted, middle, sentence, type_word
from bartizan.report.listing.ask import ListFilter
from bartizan.service import listing
from bartizan.service.answers.row_marks import exploited, known_since, runtime_ends, unread_identities

_DATA = (
    *("aws_s3_bucket", "aws_dynamodb_table", "aws_rds_instance", "aws_rds_cluster", "aws_secretsmanager_secret"),
    *("aws_ssm_parameter", "azure_storage_account", "azure_sql_server", "azure_cosmos_account", "azure_key_vault"),
)
_APIS = ("aws_apigateway_rest_api", "aws_apigatewayv2_api", "aws_appsync_graphql_api", "aws_cloudfront_distribution")
_IDENTITIES = (
    "aws_iam_role",
    "aws_iam_user",
    "aws_iam_group",
    "azure_user_assigned_identity",
    "azure_service_principal",
)
_NETWORK = ("aws_ec2_vpc", "aws_ec2_subnet", "aws_ec2_security_group", "aws_elbv2_load_balancer")
TABS: dict[str, tuple[str, Sequence[str]]] = {
    "": ("Workloads", WORKLOADS),
    "apis": ("APIs", _APIS),
    "data": ("Data", _DATA),
    "identities": ("Identities", _IDENTITIES),
    "network": ("Network", _NETWORK),
    "all": ("All", ()),
}
_SOON = 90
"""Days before the end of a runtime at which it is said."""
_KEPT = ("at", "q", "scope", "provider", "owner", "tag")
"""What is asked of every kind."""
_KNOWN = {"day": "in the last day", "week": "2 to 7 days ago", "month": "8 to 30 days ago", "longer": "earlier"}
"""How new a resource was when it was scanned."""
FACETS = (
    ListFacet("type", "Type", type_word),
    ListFacet("risk_level", "Risk", sentence),
    ListFacet("exposure", "Exposure", lambda value: EXPOSURES.get(value, value)),
    ListFacet("authentication", "Login", lambda value: LOGINS.get(value, value)),
    ListFacet("provider", "Cloud", cloud),
    ListFacet("scope", "Scope", lambda value: middle(value, 15)),
    ListFacet("region", "Region"),
    ListFacet("owner", "Owner", lambda value: value or "nobody"),
    ListFacet("tag", "Tag", lambda value: value or "no tags", is_searched=True),
    ListFacet("code_status", "Code read", sentence),
    ListFacet("code_reason", "Reason not read", lambda value: REASONS.get(value, value) or "was read"),
    ListFacet("runtime", "Runtime"),
    ListFacet("kind", "Kind", is_searched=True),
    ListFacet("state", "State", sentence),
    ListFacet("has_unknown", "Has unknown", lambda value: {"true": "Yes", "false": "No"}.get(value, value)),
    ListFacet("known_for", "First seen", lambda value: _KNOWN.get(value, value), order=tuple(_KNOWN)),
)


def _paths(view: View, row: Row) -> Node:
    return cells.number(
        row["attack_paths"],
        view.to("/attack-paths", [("through", row["id"])]),
        f"attack paths of {visible(row['name'])}",
    )


def _named(view: View, row: Row) -> Node:
    return cells.resource(view, row["id"], row["name"], cells.place(row))


def _exposure(view: View, row: Row) -> Node:
    value = row["exposure"]
    return unread(view, row) if value in (None, "unknown") else narrow(view, "exposure", value, cells.exposure(value))


def _login(view: View, row: Row) -> Node:
    value = row["authentication"]
    return (
        unread(view, row) if value in (None, "unknown") else narrow(view, "authentication", value, cells.login(value))
    )


def _code(view: View, row: Row) -> Node:
    """Return whether the code was read: its packages, or the gap, or all with the same reason."""
    shown, status = cells.code_read(row), row["code_status"]
    if status == "assessed":
        return a(".link", href=view.to_resource(row["id"], row["name"], [("tab", "packages")]))[shown]
    if row["code_reason"] == "denied":
        return unread(view, row, "denied")
    return narrow(view, "code_reason", row["code_reason"], shown) if status else shown


def _runtime(view: View, row: Row) -> Node:
    """Return a runtime; whether it has ended, or will soon, stands beside it."""
    shown = narrow(view, "runtime", row["runtime"], name(middle(row["runtime"] or "–", 16)))
    left = runtime_ends(view.published).get((row["type"], row["runtime"]), _SOON)
    if left >= _SOON:
        return shown
    return [shown, " ", chip("ended" if left < 0 else f"ends in {counted(left, 'day')}", "medium")]


def _vulnerabilities(view: View, row: Row) -> Node:
    is_exploited = row["vulnerabilities"] and row["id"] in exploited(view.published)
    to = view.to_resource(row["id"], row["name"], [("tab", "vulnerabilities")])
    n = cells.vulnerabilities(row)
    shown = (
        a(".link", href=to, aria_label=f"{n} vulnerabilities of {visible(row['name'])}")[n]
        if row["vulnerabilities"]
        else n
    )
    return [[chip("KEV", "critical"), " "] if is_exploited else None, shown]


def _identity(view: View, row: Row) -> Node:
    """Return as whom a workload runs."""
    found = row["identity_ids"]
    if not found:
        is_unread = row["id"] in unread_identities(view.published)
        return unread(view, row) if is_unread else span(".quiet")["–"]
    first, *others = found
    rest = more(f"+{len(others)}", "more identities", f"{row['id']} identities", others) if others else None
    return [span(title=first)[identity_link(view, first, 18)], " ", rest]


def _seen(_: View, row: Row) -> Node:
    """Return since when a resource is known, and when it was read last."""
    if not row["first_seen"]:
        return span(".quiet")["–"]
    since, last = ago(row["first_seen"]), ago(row["last_seen"])
    return span(".two", title=f"first {row['first_seen']:%d %b %Y %H:%M} UTC, last {row['last_seen']:%d %b %Y %H:%M}")[
        since, br, span(".quiet.below")[f"last {last}"]
    ]


COLUMNS = (
    ListColumn("Risk", risk_of, class_="risk"),
    ListColumn("Name", _named, "name", "wide"),
    ListColumn("Exposure", _exposure, "exposure", "short"),
    ListColumn("Login", _login, "authentication", "short second"),
    ListColumn("Runtime", _runtime, "runtime", "short third"),
    ListColumn("Identity", _identity, "", "short fourth"),
    ListColumn("Findings", findings, "critical", "short"),
    ListColumn("Vulns", _vulnerabilities, "vulnerabilities", "number second"),
    ListColumn("Paths", _paths, "attack_paths", "number"),
    ListColumn("Code read", _code, "code_status", "short third"),
    ListColumn("Seen", _seen, "first_seen", "short fourth"),
)


def show(view: View) -> Content:
    """Return the page."""
    tab = view.asked("tab") if view.asked("tab") in TABS else ""
    types = TABS[tab][1]
    chosen = [value for name, value in view.query if name == "type" and (not types or value in types)]
    shown = ListView(
        "inventory",
        "workload" if not tab else "resource",
        "workloads" if not tab else "resources",
        COLUMNS,
        FACETS,
        {"type": chosen or list(types)} if types else {},
        {"type": types} if types else {},
        row_unknown=_beside,
        summaries=RESOURCES,
    )
    return Content("Inventory", list_page(view, shown), beside=tabs("Kinds", _tabs(view, tab)))


def _tabs(view: View, tab: str) -> list[tuple[str, str, bool]]:
    kept = [pair for pair in changed(view.query, tab=None, type=None) if pair[0] in _KEPT]
    out = []
    totals = listing.totals(view.published, "inventory", "type")
    for id_, (label, types) in TABS.items():
        n = sum(totals.get(each, 0) for each in types or totals)
        href = address(view.path, [*kept, ("tab", id_)])
        out.append((f"{label} {n:,}", href, id_ == tab))
    return out


def _beside(view: View, question: ListFilter) -> Node:
    """Return how many rows came with the last scan, and of how many something was not read, each as a link to them."""
    started = view.published.manifest.started_at
    parts = ["not_evaluated > 0"]
    if known_since(view.published) < started:
        parts.append(f'first_seen >= "{started:%Y-%m-%dT%H:%M:%S}"')
    n_unread, *of_new = listing.each_total(view.published, "inventory", question, parts)
    is_unread, *is_new = (f"({question.filter}) and {part}" if question.filter else part for part in parts)
    n_new = sum(of_new)
    return [
        a(".link", href=view.here(filter=is_new[0]), data_swap="")[f"{n_new:,} new since the last scan"]
        if n_new
        else None,
        " ",
        a(href=view.here(filter=is_unread), data_swap="")[unknown(f"{n_unread:,} with something unread")]
        if n_unread
        else None,
    ]
