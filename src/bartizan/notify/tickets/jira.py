"""Issues of Jira, in the cloud and on servers: what both know, which is version 2 of its API.

Source: https://developer.atlassian.com/cloud/jira/platform/rest/v2/intro/
"""

import base64
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

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

_PROJECT = re.compile(r"[A-Z][A-Z0-9_]{1,79}", re.ASCII)
_KEY = re.compile(r"[A-Z][A-Z0-9_]*-\d+", re.ASCII)
_OPEN, _DONE = ("new", "indeterminate"), ("done",)
"""Categories of statuses, whatever a project calls these."""


def jira_project(rule: NotificationRule) -> tuple[str, str]:
    """Return the URL and the project's key of ``https://SITE/PROJECT``.

    Raises:
        UsageError: it is none.
    """
    url, _, project = rule.address.rpartition("/")
    check_url(url, allows_private=rule.allows_private)
    if not _PROJECT.fullmatch(project):
        raise UsageError("name a project as jira:https://SITE/PROJECT, by its key")
    return url, project


def jira_issue(rule: NotificationRule, key: str) -> str:
    """Return the address at which people read an issue of a project."""
    return f"{rule.address.rpartition('/')[0]}/browse/{key}"


class Jira:
    """The issues of a project that have our label. A token is ``ADDRESS:TOKEN`` in the cloud, else one alone."""

    def __init__(self, rule: NotificationRule) -> None:
        url, self._project = jira_project(rule)
        token = referred_secret(rule.secret)
        basic = f"Basic {base64.b64encode(token.encode()).decode()}"
        headers = {"Authorization": basic if ":" in token else f"Bearer {token}", "Accept": "application/json"}
        self._api = TrackerApi(f"{url}/rest/api/2", headers, rule.allows_private)

    def known(self) -> dict[str, str]:
        """Return the keys of all issues that were made here, by marker."""
        keys: dict[str, str] = {}
        for issue in self._search(f'project = "{self._project}" and labels = "{LABEL}" order by created'):
            key, labels = member(issue, "key"), member(member(issue, "fields"), "labels")
            for label in labels if isinstance(labels, list) else ():
                prefix, _, marker = str(label).partition(f"{LABEL}-")
                if not prefix and marker and isinstance(key, str) and _KEY.fullmatch(key):
                    keys.setdefault(marker, key)
        return keys

    def create(self, text: TicketText) -> str:
        """Make an issue and return its key."""
        fields = {
            **_content(text),
            "project": {"key": self._project},
            "issuetype": {"name": "Task"},
            "labels": [LABEL, f"{LABEL}-{text.marker}"],
        }
        answer, made = self._api.ask("POST", "/issue", {"fields": fields})
        if answer.status == 400:
            raise TicketRefusedError(f"Jira refused an issue: {_errors(made)}")
        key = member(made, "key")
        if answer.status != 201 or not (isinstance(key, str) and _KEY.fullmatch(key)):
            raise PostError(f"Jira answered {answer.status} and made no issue")
        return key

    def write(self, key: str, text: TicketText, is_open: bool | None) -> None:
        """Write what an issue says and, unless None, open or close it."""
        answer, said = self._api.ask("PUT", f"/issue/{key}", {"fields": _content(text)})
        if answer.status == 404:
            raise TicketGoneError(f"Jira has no issue {key} any more")
        if answer.status >= 400:
            raise TicketRefusedError(f"Jira refused a change of {key}: {_errors(said)}")
        if is_open is not None:
            self._move(key, _OPEN if is_open else _DONE)

    def _move(self, key: str, wanted: tuple[str, ...]) -> None:
        """Move an issue to a status of a category, by the first transition of its workflow that leads there."""
        _, issue = self._api.ask("GET", f"/issue/{key}?fields=status")
        if _category(member(member(issue, "fields"), "status")) in wanted:
            return
        _, found = self._api.ask("GET", f"/issue/{key}/transitions")
        transitions = member(found, "transitions")
        there = transitions if isinstance(transitions, list) else []
        ids = {_category(member(each, "to")): member(each, "id") for each in reversed(there)}
        id_ = next((ids[category] for category in wanted if ids.get(category)), None)
        if id_ is None:
            raise TicketRefusedError(f"Jira has no transition of {key} to a status of the category {wanted[0]}")
        answer, said = self._api.ask("POST", f"/issue/{key}/transitions", {"transition": {"id": id_}})
        if answer.status >= 400:
            raise TicketRefusedError(f"Jira refused to move {key}: {_errors(said)}")

    def _search(self, jql: str) -> Iterator[object]:
        query = f"jql={quote(jql)}&fields=labels&maxResults=100"
        is_cloud, following, n = True, "", 0
        for _ in pages():
            path = f"/search/jql?{query}{following}" if is_cloud else f"/search?{query}&startAt={n}"
            answer, found = self._api.ask("GET", path)
            if answer.status in (404, 410) and is_cloud and not n:
                is_cloud = False  # servers have the older of both
                continue
            issues = member(found, "issues")
            if not isinstance(issues, list):
                raise PostError(f"Jira answered {answer.status} and no list of issues")
            yield from issues
            n += len(issues)
            token = member(found, "nextPageToken")
            following = f"&nextPageToken={quote(str(token))}"
            if not issues or (not token if is_cloud else n >= (member(found, "total") or 0)):
                return


def _category(status: object) -> Any:
    return member(member(status, "statusCategory"), "key")


def _errors(said: object) -> str:
    messages, fields = member(said, "errorMessages"), member(said, "errors")
    parts = [str(each) for each in messages] if isinstance(messages, list) else []
    parts += [f"{name}: {why}" for name, why in fields.items()] if isinstance(fields, dict) else []
    return "; ".join(parts)[:200]


def _content(text: TicketText) -> dict[str, str]:
    """Return summary and description; names are in a block in which Jira finds no markup."""
    names = "\n".join(text.resources).replace("{noformat}", "{ noformat}")
    block = [f"{{noformat}}\n{names}\n{{noformat}}"] if names else []
    link = [f"[Open in Bartizan|{text.link}]"] if text.link else []
    return {"summary": text.title, "description": "\n\n".join([*text.paragraphs, *block, *link])}
