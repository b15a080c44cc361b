"""What a page shows in place of its own content: no scan yet, a scan that found nothing, or one that cannot be read."""

from importlib.util import find_spec

from htpy import Element, Node, a

from bartizan.api.problem import Problem, of_error
from bartizan.model import BartizanError, UsageError
from bartizan.portal.components.marks import unknown
from bartizan.portal.components.states import disabled_for, first_run, found_nothing, notice, problem
from bartizan.portal.view import Content, View
from bartizan.portal.words import counted
from bartizan.service.gaps import gap_count
from bartizan.service.menu import is_empty
from bartizan.service.published import Published
from bartizan.state.access.nouns import Role
from bartizan.state.failure import StateError

WITHOUT_SNAPSHOT = frozenset({"environment", "scope", "scans", "scan", "settings", "notifications"})
"""Pages that show something before anything was scanned, and where what was scanned cannot be read."""
_DEMO, _INSTALL = "bartizan demo", "pip install 'bartizan[demo]'"
_LOST = "Its files are missing, damaged or out of reach. A new scan makes them anew; an older one may still open."


def unreadable(error: BartizanError) -> Problem:
    """Return why what a scan found cannot be read, from the error of one who tried.

    Raises:
        BartizanError: the error, where it is the caller's, or of state, without which there is no page.
    """
    if isinstance(error, UsageError | StateError):
        raise error
    return of_error(error)


def in_place(view: View) -> Content | None:
    """Return what stands in place of a page's own content, None where the page can show that."""
    if view.feature.id in WITHOUT_SNAPSHOT:
        return None
    if view.unread:
        return Content(view.feature.label, _unread(view, view.unread))
    if view.snapshot is None:
        return Content(view.feature.label, _first_run(view))
    return None if view.feature.is_object else _nothing(view, view.snapshot)


def unread_notice(view: View) -> Element | None:
    """Return the line above a page that does without what was scanned, where that cannot be read."""
    if view.unread is None or view.feature.id not in WITHOUT_SNAPSHOT:
        return None
    return notice("high", f"{_title(view)} {_LOST} ", _elsewhere(view))


def refused(view: View, found: Problem) -> Content:
    """Return a page that cannot answer what its address asks, with the way to what it can."""
    plain = a(".link", href=view.to(view.path.removeprefix(f"/{view.workspace}")))["Without filters"]
    return Content(view.feature.label, problem(found.title, found.detail, view.here(), more=plain))


def _title(view: View) -> str:
    return f"What {'this' if view.asked('at') else 'the last'} scan found cannot be read."


def _unread(view: View, found: Problem) -> Element:
    return problem(_title(view), _LOST, view.here(), trace=found.trace, more=_elsewhere(view))


def _elsewhere(view: View) -> Element | None:
    if view.asked("at"):
        return a(".link", href=view.here(at=None))["Show the latest"]
    return None if view.feature.id == "scans" else a(".link", href=view.to("/scans"))["Scans"]


def _first_run(view: View) -> Element:
    """Return the way to connect, for who may, and the command of the demo, which installs it where it is missing."""
    return first_run(
        _connect(view, "Connect an account"), _DEMO if find_spec("bartizan_demo") else f"{_INSTALL}\n{_DEMO}"
    )


def _nothing(view: View, published: Published) -> Content | None:
    """Return that there is nothing to check, which is not that all is well; what was not answered comes with it."""
    if not is_empty(published):
        return None
    lost = gap_count(published)
    if lost and view.feature.id == "coverage":
        return None
    gaps = a(".link", href=view.to("/coverage"))[unknown(f"{counted(lost, 'question')} not answered")] if lost else None
    return Content(view.feature.label, found_nothing(_connect(view, "Connect another account"), gaps))


def _connect(view: View, words: str) -> Node:
    link = a(".button.primary", href=f"/{view.workspace}/environment")[words]
    return link if view.may(Role.ADMIN) else disabled_for("admin", words)
