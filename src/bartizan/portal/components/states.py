"""What a page shows where it has no rows, or not all of them: one component for each state."""

from htpy import Element, Node, a, code, div, form, h2, p, section, strong

from bartizan.portal.components.icons import icon
from bartizan.portal.components.marks import check, shape
from bartizan.portal.components.marks import healthy as healthy_mark
from bartizan.portal.components.marks import unknown as unknown_mark
from bartizan.portal.components.parts import commands
from bartizan.portal.words import counted
from bartizan.service.gaps import gap_count
from bartizan.service.published import Published
from bartizan.service.search import unread_workloads

_ASK = "If it fails again, ask who runs this server: its log says why, beside the trace."


def first_run(connect: Node, demo: str) -> Element:
    """Return what stands where nothing was scanned yet: how to connect, and the command that starts the demo."""
    return section(".card.state")[
        h2["No scan yet."],
        p["Connect an AWS account or an Azure subscription; the first results come within minutes."],
        p[connect],
        h2["Try the demo estate"],
        p["A made-up company in a home of its own, which nothing here is mixed with. It needs no account:"],
        commands(demo),
    ]


def found_nothing(connect: Node, gaps: Node) -> Element:
    """Return what stands where a scan found no resource at all: how to go on, and what it was not answered."""
    return section(".card.state")[
        h2["The scan found nothing to check."],
        p["What is connected holds no function or app and nothing around them, or the scan was shown none of it."],
        p[gaps] if gaps else None,
        p[connect],
    ]


def nothing_found(*hints: Node) -> Element:
    """Return what stands in a list that filters have emptied."""
    return div(".state")[p[strong["Nothing matches these filters."]], hints]


def nothing_wrong(what: str, unknown: int) -> Element:
    """Return that nothing fails: healthy only where all of it could be read."""
    if unknown:
        return div(".state")[unknown_mark(f"No failure found; {unknown:,} could not be checked.")]
    return div(".state")[healthy_mark(what)]


def no_path(published: Published, what: str = "No path leads from the internet to what matters.") -> Element:
    """Return that there is no attack path, as ``what`` says: a question that was not answered may hide one."""
    return nothing_wrong(what, unread_workloads(published) or gap_count(published))


def notice(kind: str, *body: Node) -> Element:
    """Return a line under the heading; ``kind`` is the colour's name."""
    mark = {"high": shape("high"), "unknown": shape("unknown"), "healthy": check()}.get(kind) or icon("info")
    return div(f".notice.notice-{kind}", role="status")[mark, div[body]]


def problem(
    title: str, detail: str, again: str, word: str = "Try again", *, trace: str = "", more: Node = None
) -> Element:
    """Return what went wrong, and the way to try again or ``more``; ``trace`` finds it in the server's log."""
    return section(".card.state", role="alert", data_problem="")[
        h2[title],
        p(class_="kept-lines" if "\n" in detail else None)[detail] if detail else None,
        [p[_ASK], p(".quiet")["Trace ", code(".mono")[trace]]] if trace else None,
        p(".split")[a(".button", href=again)[word], more],
    ]


def older_snapshot(snapshot: str, latest: str) -> Element:
    """Return the banner of a page that shows an older snapshot."""
    return notice(
        "info", "This page shows the older snapshot ", snapshot, ". ", a(".link", href=latest)["Show the latest"]
    )


def disabled_for(role: str, what: str, id_: str = "") -> Element:
    """Return a control that the caller's role lacks, with the role that has it; other controls may refer to its ID."""
    return form[div(".locked", id=id_ or None)[icon("lock"), f"{what}: needs the role {role}"]]


def unread(count: int, one: str, many: str = "") -> Element | None:
    """Return how many of something could not be read, None for none."""
    return unknown_mark(f"{counted(count, one, many)} unknown") if count else None
