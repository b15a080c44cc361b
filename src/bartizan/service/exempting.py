"""Exempt findings: add, list and end exemptions, each checked against the latest snapshot and kept in the audit log."""

import datetime
import getpass
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bartizan.base.home import DIRECTORY
from bartizan.model import ExemptionCategory, UsageError, now
from bartizan.service.names import Names
from bartizan.service.published import open_published, opened
from bartizan.state.nouns import Exemption
from bartizan.state.reader import Reading, read_state


@dataclass(frozen=True)
class ExemptionRequest:
    """What is to be exempt: every condition that is not empty must match; ``everywhere`` says that all is meant.

    ``until`` is the last day (UTC) such as ``2027-01-31``; ``days`` says it from now.
    """

    category: ExemptionCategory
    justification: str
    rule: str = ""
    resource: str = ""
    scope: str = ""
    tag: str = ""
    everywhere: bool = False
    until: str = ""
    days: int | None = None
    by: str = ""


@dataclass(frozen=True)
class ExemptionInForce:
    """An exemption with its state (active, expired, removed) and how many findings of the snapshot it holds."""

    exemption: Exemption
    state: str
    findings: int


def exempt(home: Path, request: ExemptionRequest, *, directory: str = DIRECTORY) -> ExemptionInForce:
    """Store an exemption; it holds at once.

    Raises:
        UsageError: as ``checked_exemption``.
    """
    from bartizan.state.database import State
    from bartizan.state.exemption import add_exemption

    exemption = checked_exemption(home, request, directory=directory)
    add_exemption(State(home), directory, exemption)
    return _in_force(home, read_state(home, directory), [exemption])[0]


def change_exemption(
    home: Path, id_: str, request: ExemptionRequest, *, directory: str = DIRECTORY
) -> ExemptionInForce:
    """End an exemption that is in force, and store another in its place; both stay in the list of all.

    Raises:
        ChangedMeanwhileError: somebody else changed or ended it; nothing was stored.
        UsageError: there is none with this ID, or as ``checked_exemption``.
    """
    from bartizan.state.database import State
    from bartizan.state.exemption import replace_exemption

    exemption = checked_exemption(home, request, directory=directory)
    replace_exemption(State(home), directory, id_, exemption)
    return _in_force(home, read_state(home, directory), [exemption])[0]


def amend_exemption(
    home: Path, id_: str, said: Mapping[str, str], by: str = "", *, directory: str = DIRECTORY
) -> ExemptionInForce:
    """Give an exemption another ``category``, ``justification`` or last day ``until``; what is not said stays.

    Raises:
        ChangedMeanwhileError, UsageError: as ``change_exemption``.
    """
    every = (each.exemption for each in exemptions(home, every=True, directory=directory))
    found = next((each for each in every if each.id == id_), None)
    if found is None:
        raise UsageError(f"no exemption {id_!r}; see `bartizan exempt list`")
    last = str((found.until - datetime.timedelta(microseconds=1)).date()) if found.until else ""
    where = {name: getattr(found, name) for name in ("resource", "scope", "tag")}
    request = ExemptionRequest(
        ExemptionCategory(said.get("category", found.category)),
        said.get("justification", found.justification),
        found.rule,
        **where,
        everywhere=not any(where.values()),
        until=said.get("until", last),
        by=by,
    )
    return change_exemption(home, id_, request, directory=directory)


def checked_exemption(home: Path, request: ExemptionRequest, *, directory: str = DIRECTORY) -> Exemption:
    """Return the exemption that a request stands for; nothing is stored.

    Raises:
        UsageError: it would exempt more than was said, names what is not there, or gives no reason.
    """
    at = now()
    _check_width(request)
    _check_tag(request.tag)
    if not request.justification.strip():
        raise UsageError("the justification is empty: say why these findings need no fix")
    end = end_of(at, request.until, request.days)
    with open_published(home, directory=directory) as published:
        names = Names(published.engine)
        rule, scope, resource = names.rule(request.rule), names.scope(request.scope), names.resource(request.resource)
    return Exemption(
        request.category,
        request.justification.strip(),
        author(request.by),
        at,
        rule=rule,
        resource=resource,
        scope=scope,
        tag=request.tag,
        until=end,
    )


def exemptions(home: Path, *, every: bool = False, directory: str = DIRECTORY) -> list[ExemptionInForce]:
    """Return the exemptions that are active, or all with expired and removed ones, oldest first."""
    state = read_state(home, directory)
    found = _in_force(home, state, state.exemptions)
    return [each for each in found if every or each.state == "active"]


def end_exemption(home: Path, id_: str, by: str = "", *, directory: str = DIRECTORY) -> ExemptionInForce:
    """End an exemption now; it stays in the list of all and in the audit log.

    Raises:
        ChangedMeanwhileError: somebody else changed it, or ended it before.
        UsageError: there is none with this ID.
    """
    from bartizan.state.database import State
    from bartizan.state.exemption import remove_exemption

    ended = remove_exemption(State(home), directory, id_, author(by), now().replace(microsecond=0))
    return _in_force(home, read_state(home, directory), [ended])[0]


def _in_force(home: Path, state: Reading, found: list[Exemption]) -> list[ExemptionInForce]:
    """Return exemptions with their state now and how many findings of the latest snapshot each holds."""
    at, held = now(), _held(home, state)
    return [ExemptionInForce(each, each.state(at), held.get(each.id, 0)) for each in found]


def author(name: str) -> str:
    """Return who decides: the given name, else the user of the operating system.

    Raises:
        UsageError: neither is known.
    """
    try:
        return name.strip() or getpass.getuser()
    except (KeyError, OSError) as error:
        raise UsageError("the name of the current user is not known; say who decides this with --author") from error


def _check_width(request: ExemptionRequest) -> None:
    """Refuse what would exempt more than was said: nothing narrows it, and nobody said that all is meant."""
    is_narrower = bool(request.resource or request.scope or request.tag)
    if request.everywhere and is_narrower:
        raise UsageError("everywhere, and a resource, scope or tag, contradict each other; drop one")
    if request.everywhere and not request.rule.strip("*"):
        raise UsageError("everywhere needs a rule: an exemption of every finding there is would say nothing")
    if not request.everywhere and not is_narrower:
        raise UsageError(
            "say where: on a resource, in a scope or with a tag, or everywhere for all resources of the rule"
        )


def _check_tag(tag: str) -> None:
    key, _, value = tag.partition("=")
    if tag and not (key and value):
        raise UsageError(f"tag {tag!r}: give it as key=value, such as environment=test")


def end_of(at: datetime.datetime, until: str, days: int | None) -> datetime.datetime | None:
    """Return the moment of expiry, UTC: the end of the day given, or so many days from now; None for no expiry."""
    if until and days:
        raise UsageError("give a last day or a number of days, not both")
    if days:
        return at + datetime.timedelta(days=days)
    if not until:
        return None
    try:
        end = datetime.datetime.combine(datetime.date.fromisoformat(until), datetime.time.min)
        end += datetime.timedelta(days=1)
    except (ValueError, OverflowError) as error:
        raise UsageError(f"until {until!r}: give a day such as 2027-01-31") from error
    if end <= at:
        raise UsageError(f"until {until}: that day is over; give a day to come")
    return end


def _held(home: Path, state: Reading) -> dict[str, int]:
    """Return how many findings of the latest snapshot each exemption holds."""
    if state.manifest is None:
        return {}
    with opened(home, state.manifest, state) as published:
        rows = published.engine.rows("select exemption_id, count(*) as n from exempted group by all")
        return {row["exemption_id"]: row["n"] for row in rows}
