"""Issues of GitHub.

Source: https://docs.github.com/en/rest/issues/issues
"""

import re

from bartizan.base.referred_secret import referred_secret
from bartizan.model import UsageError
from bartizan.notify.destination import check_url
from bartizan.notify.post import PostError
from bartizan.notify.tickets.tracker import (
    LABEL,
    TicketGoneError,
    TicketRefusedError,
    TicketText,
    TrackerApi,
    member,
    pages,
)
from bartizan.state.notify.nouns import NotificationRule

_REPOSITORY = re.compile(r"[\w.-]{1,100}/[\w.-]{1,100}", re.ASCII)
_MARKER = re.compile(r"<!-- bartizan:([0-9a-f]{32}) -->")
_PAGE = 100


def github_url(rule: NotificationRule) -> str:
    """Return the address of a repository in the API: of ``OWNER/NAME``, or of one on another server as it is.

    Raises:
        UsageError: it is neither.
    """
    server, found, name = rule.address.partition("/repos/")
    if not _REPOSITORY.fullmatch(name if found else rule.address):
        raise UsageError("name a repository as github:OWNER/NAME or github:https://SERVER/api/v3/repos/OWNER/NAME")
    if found:
        check_url(server, allows_private=rule.allows_private)
    return rule.address if found else f"https://api.github.com/repos/{rule.address}"


def github_issue(rule: NotificationRule, key: str) -> str:
    """Return the address at which people read an issue of a repository."""
    server, found, name = rule.address.partition("/repos/")
    site = server.removesuffix("/api/v3") if found else "https://github.com"
    return f"{site}/{name if found else rule.address}/issues/{key}"


class GitHub:
    """The issues of a repository that have our label."""

    def __init__(self, rule: NotificationRule) -> None:
        headers = {
            "Authorization": f"Bearer {referred_secret(rule.secret)}",
            "Accept": "application/vnd.github+json",
            "X-GitHub-Api-Version": "2022-11-28",
        }
        self._api = TrackerApi(github_url(rule), headers, rule.allows_private)

    def known(self) -> dict[str, str]:
        """Return the numbers of all issues that were made here, by marker."""
        keys: dict[str, str] = {}
        for page in pages():
            _, found = self._api.ask("GET", f"/issues?labels={LABEL}&state=all&per_page={_PAGE}&page={page}")
            if not isinstance(found, list):
                raise PostError("GitHub's list of issues cannot be read")
            for each in found:
                marker = _MARKER.search(str(member(each, "body") or ""))
                if marker and isinstance(member(each, "number"), int) and "pull_request" not in each:
                    keys[marker[1]] = str(each["number"])  # the oldest, which come last
            if len(found) < _PAGE:
                break
        return keys

    def create(self, text: TicketText) -> str:
        """Make an issue and return its number."""
        answer, made = self._api.ask("POST", "/issues", {**_content(text), "labels": [LABEL]})
        if answer.status == 422:
            raise TicketRefusedError(f"GitHub refused an issue: {str(member(made, 'message'))[:200]}")
        if answer.status != 201 or not isinstance(member(made, "number"), int):
            raise PostError(f"GitHub answered {answer.status} and made no issue")
        return str(made["number"])

    def write(self, key: str, text: TicketText, is_open: bool | None) -> None:
        """Write what an issue says and, unless None, open or close it."""
        state = {} if is_open is None else {"state": "open" if is_open else "closed"}
        answer, said = self._api.ask("PATCH", f"/issues/{int(key)}", {**_content(text), **state})
        if answer.status in (404, 410):
            raise TicketGoneError(f"GitHub has no issue {key} any more")
        if answer.status >= 400:
            raise TicketRefusedError(f"GitHub refused a change of issue {key}: {str(member(said, 'message'))[:200]}")


def _content(text: TicketText) -> dict[str, str]:
    """Return title and body in Markdown; names are in a code block, where they mention nobody and link nowhere."""
    names = "\n".join(text.resources)
    fence = "`" * (max((len(run) for run in re.findall("`+", names)), default=0) + 3)
    block = [f"{fence}text\n{names}\n{fence}"] if names else []
    link = [f"[Open in Bartizan]({text.link})"] if text.link else []
    marker = f"<!-- bartizan:{text.marker} -->"
    return {"title": text.title, "body": "\n\n".join([*text.paragraphs, *block, *link, marker])}
