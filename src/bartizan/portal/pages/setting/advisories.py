"""How old is what is known of vulnerable packages, source by source, and what to do about it."""

import datetime
from collections.abc import Sequence
from urllib.parse import urlsplit

from htpy import Node, br, code, div, p, span

from bartizan.advise.sources.kind import Kind
from bartizan.model import BartizanError, printable
from bartizan.portal.components.marks import chip, name, unknown
from bartizan.portal.components.parts import card
from bartizan.portal.components.rows import simple_table
from bartizan.portal.components.states import notice
from bartizan.portal.opening import ago
from bartizan.portal.view import View
from bartizan.portal.words import counted, sentence
from bartizan.service.kept.advised import AdvisedSource, advised_sources
from bartizan.state.access.nouns import Role

_NAMES = {
    Kind.ADVISORIES: "Advisories",
    Kind.KEV: "Known exploited vulnerabilities",
    Kind.EPSS: "Chance of exploitation (EPSS)",
    Kind.LIFECYCLE: "Ends of support",
}
_HOLDS = {
    Kind.ADVISORIES: ("advisory", "advisories"),
    Kind.KEV: ("vulnerability", "vulnerabilities"),
    Kind.EPSS: ("score", "scores"),
    Kind.LIFECYCLE: ("release", "releases"),
}
_COLOURS = {"fresh": "healthy", "old": "high", "frozen": "high", "failed": "high", "never read": "unknown"}
_SYNC = "bartizan advisories sync"
_WATCH = "bartizan watch --advisories 24"


def advisories(view: View) -> Node:
    """Return the sources with their age, and what the latest scan matched packages with."""
    try:
        found = advised_sources(view.home)
    except BartizanError:
        said = "What is known of the advisories is damaged; the log of the server says more."
        return card("Advisories", div(".state")[unknown(said)])
    words = ("Source", "Holds", "As of", "Read", "State", "What to do")
    rows = [_row(view, each) for each in found]
    said = "what was published after them is in no finding"
    empty = [p[unknown("No advisories were read: vulnerabilities are unknown.")], _how("To read them: ")]
    table = simple_table("Advisories", words, rows, said, empty)
    return div(".below-each-other")[_summary(found), table, _matched(view)]


def aged(age: datetime.timedelta | None) -> str:
    """Return an age in words, such as ``3 days`` or ``14 months``."""
    if age is None:
        return "of unknown age"
    for least, days, one in ((730, 365, "year"), (61, 30, "month"), (2, 1, "day")):
        if age.days >= least:
            return f"{counted(age.days // days, one)} old"
    hours = int(age.total_seconds() // 3600)
    return f"{counted(hours, 'hour')} old" if hours else "less than an hour old"


def _summary(found: Sequence[AdvisedSource]) -> Node:
    old = [each for each in found if each.state != "fresh"]
    if not found:
        return None
    if not old:
        return notice("healthy", f"{counted(len(found), 'source')}: each is as young as it should be.")
    return notice("high", f"{len(old):,} of {counted(len(found), 'source')} should be younger.")


def _row(view: View, each: AdvisedSource) -> list[Node]:
    status = each.status
    kind = f"{_NAMES[status.kind]}{f' of {status.ecosystem}' if status.ecosystem else ''}"
    left_out = sum(status.skipped.values())
    return [
        span(".two.whole")[span(".strong")[kind], br, span(".quiet.below")[name(_place(view, each))]],
        span(".two")[
            counted(status.records, *_HOLDS[status.kind]),
            [br, span(".quiet.below")[f"{left_out:,} left out"]] if left_out else None,
        ],
        span(".two")[
            f"{status.as_of:%d %b %Y}" if status.as_of else "–", br,
            span(class_="below text-high" if each.is_old else "below quiet")[aged(each.age)],
        ],
        ago(status.fetched_at) if status.fetched_at else "never",
        chip(sentence(each.state if each.state != "frozen" else "old"), _COLOURS[each.state]),
        span(".two.whole")[_what_to_do(view, each)],
    ]  # fmt: skip


def _place(view: View, each: AdvisedSource) -> str:
    """Return where a source is; a path of the server only to who may know it."""
    address = each.status.address
    if urlsplit(address).scheme in ("http", "https"):
        return urlsplit(address).netloc.rpartition("@")[2]
    return address if view.may(Role.ADMIN) else "a file of the server"


def _what_to_do(view: View, each: AdvisedSource) -> Node:
    most = f"should be at most {counted(each.most.days, 'day')} old"
    match each.state:
        case "fresh":
            return span(".quiet")[f"Nothing: it {most}."]
        case "failed":
            why = f" ({printable(each.status.error, 200)})" if view.may(Role.ADMIN) else ""
            return [f"The last attempt brought nothing{why}; what is there stays. ", _how("To try again: ")]
        case "frozen":
            return [f"It {most}, and its place has nothing newer. ", _how("The public sources: ")]
        case "old":
            return [f"It {most}. ", _how("To read it again: ")]
    return _how("To read it: ")


def _how(words: str) -> Node:
    return span[words, code(".mono")[_SYNC], ", or each day by ", code(".mono")[_WATCH], "."]


def _matched(view: View) -> Node:
    """Return the advisories that the latest scan knew."""
    if view.snapshot is None or not view.snapshot.engine.has("advisory_source"):
        return None
    found = view.snapshot.engine.rows("select ecosystem, records from advisory_source order by ecosystem limit 100")
    rows: list[list[Node]] = [[name(str(row["ecosystem"])), f"{row['records'] or 0:,.0f}"] for row in found]
    return simple_table(
        "Matched by the latest scan", ("Ecosystem", "Advisories"), rows, "", unknown("It knew no advisory.")
    )
