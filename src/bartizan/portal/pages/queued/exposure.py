"""One exposure: a workload with a way in, all that is needed to act on it, and what happened to it."""

from htpy import Node, div

from bartizan.api.problem import not_here
from bartizan.portal.cards.tickets import exposure_tickets
from bartizan.portal.cards.timeline import exposure_timeline
from bartizan.portal.components.marks import chip, risk
from bartizan.portal.components.parts import card
from bartizan.portal.pages.queued.needed import failing_checks, vulnerable_packages
from bartizan.portal.pages.queued.panel import story
from bartizan.portal.view import Content, View
from bartizan.portal.words import sentence
from bartizan.service.triage import exposure_of


def show(view: View) -> Content:
    """Return the page; of an exposure that is resolved, what it was.

    Raises:
        ProblemError: the workload never had a way in.
    """
    key = view.of_path("exposure").rpartition("~")[2]
    each = exposure_of(view.published, view.state, view.caller.directory, key)
    if each is None:
        raise not_here()
    reopened = chip("reopened", "medium") if each.is_reopened else None
    body = div(".grid")[
        div(".span-8.below-each-other")[
            card(each.worst.title, story(view, each), exposure_tickets(view, each)),
            None if each.resolved_at else [vulnerable_packages(view, each), failing_checks(view, each)],
        ],
        div(".span-4")[card("Timeline", exposure_timeline(view, each))],
    ]
    title = f"Exposure of {each.node.name or each.node.id}"
    resolved = chip(f"resolved on {each.resolved_at:%d %b %Y}", "healthy") if each.resolved_at else None
    beside: list[Node] = [risk(each.worst.risk_level), " ", chip(sentence(each.triage.progress)), reopened, resolved]
    return Content(title, body, beside=beside, trail=[("Queue", view.to("/queue"))])
