"""Check what people name in a decision against the snapshot, so that a slip is refused with the word that was meant."""

import fnmatch
import getpass
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from bartizan.model import UsageError

if TYPE_CHECKING:
    from bartizan.store import Engine

Author = Annotated[str, typer.Option("--author", help="Who decides this.", show_default="the user of this system")]
RulePattern = Annotated[str, typer.Option("--rule", help="Rule ID or a pattern such as 'aws.lambda.*'.")]


def author(name: str) -> str:
    """Return who decides: the given name, else the user of the operating system.

    Raises:
        UsageError: neither is known.
    """
    try:
        return name.strip() or getpass.getuser()
    except (KeyError, OSError) as error:
        raise UsageError("the name of the current user is not known; say who decides this with --author") from error


def check_rule(engine: "Engine", pattern: str) -> None:
    """Refuse a rule ID or pattern that matches no rule of the snapshot."""
    ids = [row["id"] for row in engine.rows("select id from rule")]
    if pattern and not any(fnmatch.fnmatchcase(id_, pattern) for id_ in ids):
        raise UsageError(f"unknown rule {pattern!r}{_meant(pattern, ids)}; see `bartizan rules list`")


def check_scope(engine: "Engine", scope: str) -> None:
    """Refuse an account or subscription that the snapshot does not hold."""
    scopes = [row["scope"] for row in engine.rows("select distinct scope from observation order by 1")]
    if scope and scope not in scopes:
        raise UsageError(f"unknown scope {scope!r}{_meant(scope, scopes)}; this snapshot holds {', '.join(scopes)}")


def known_resource(engine: "Engine", id_: str) -> str:
    """Return a resource's ID as the snapshot writes it (ARM IDs in lower case).

    Raises:
        UsageError: there is no such resource; the message names the nearest.
    """
    written = id_.lower() if id_.lower().startswith(("/subscriptions/", "/providers/")) else id_
    if not written or engine.rows("select id from resource where id = ? limit 1", [written]):
        return written
    # Nearest by the end, where the name is: that also finds the ID of somebody who gave the name alone.
    near = engine.rows(
        "select id from resource order by ends_with(id, $1) desc, levenshtein(id, $1), id limit 1", [written]
    )
    hint = f"; did you mean {near[0]['id']!r}?" if near else ""
    raise UsageError(f"unknown resource {id_!r}{hint}; see `bartizan inventory`")


def _meant(word: str, known: Iterable[str]) -> str:
    from bartizan.base.yaml_document import suggestion

    return suggestion(word, list(known))
