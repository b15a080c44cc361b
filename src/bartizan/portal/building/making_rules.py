"""Rules that are made of queries: reviewed, kept by admins for the next scan, downloaded as files, and removed."""

import hashlib
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field

from bartizan.api.guard import Viewer, settings_of, state_of
from bartizan.api.problem import not_here
from bartizan.api.routes.door import own_path
from bartizan.explore.rules.as_rule import RuleWords
from bartizan.model import UsageError
from bartizan.portal.actions import PageForm, Text
from bartizan.portal.features import Workspace
from bartizan.portal.form import checked
from bartizan.portal.links import address
from bartizan.portal.opening import existing
from bartizan.service.published import Published
from bartizan.service.rules import own
from bartizan.state.access.nouns import Role
from bartizan.state.kept.own_rules import own_rules

router = APIRouter(include_in_schema=False)
YAML = "text/yaml; charset=utf-8"


class WordsOfRule(BaseModel):
    """A query and what it does not say of a rule."""

    q: Annotated[str, Field(max_length=20_000)] = ""
    name: Text = ""
    title: Text = ""
    severity: Literal["critical", "high", "medium", "low", "info"] = "medium"
    category: Text = RuleWords().category
    rationale: Text = ""
    remediation: Text = ""

    @property
    def words(self) -> RuleWords:
        """What was written."""
        return RuleWords(self.title.strip(), self.severity, self.category, self.rationale, self.remediation)

    def address(self, workspace: str, **more: str) -> str:
        """Return the address of the page that shows the rule for review."""
        own_ones = [(key, str(value)) for key, value in self.model_dump(include=set(WordsOfRule.model_fields)).items()]
        # A name that is empty was asked for, too: the page says what is wrong with it.
        asked = [("name", self.name or " "), *((key, value) for key, value in own_ones if key != "name")]
        return address(f"/{workspace}/explorer/rule", [*asked, *more.items()])


class OwnRuleForm(WordsOfRule, PageForm):
    """The rule, and the digest of the text that was shown for review, empty where none was."""

    what: Literal["review", "save"] = "review"
    seen: Text = ""


class RemoveForm(PageForm):
    """The rule to remove."""

    id: Text


@router.post("/{workspace}/rules/own")
def make(workspace: Workspace, request: Request, sent: Annotated[OwnRuleForm, Form()]) -> Response:
    """Show a rule for review, or keep the one that was shown."""
    caller = checked(request, sent.csrf, Role.VIEWER if sent.what == "review" else Role.ADMIN)
    if sent.what == "review":
        return RedirectResponse(sent.address(workspace), 303)
    with existing(request, caller.directory) as published:
        try:
            if digest(_text_of(published, sent)) != sent.seen:
                return RedirectResponse(sent.address(workspace, changed="1"), 303)
            id_ = own.make_rule(published, sent.q, sent.name, sent.words, caller.name)
        except UsageError:  # the page says what is wrong
            return RedirectResponse(sent.address(workspace), 303)
    return RedirectResponse(address(f"/{workspace}/settings", [("tab", "rules"), ("made", id_)]), 303)


@router.post("/{workspace}/rules/own/remove")
def remove(request: Request, sent: Annotated[RemoveForm, Form()]) -> Response:
    """Remove a rule."""
    caller = checked(request, sent.csrf, Role.ADMIN)
    if not own.remove_rule(settings_of(request).home, sent.id, caller.name, directory=caller.directory):
        raise not_here()
    return RedirectResponse(own_path(sent.next).split("?")[0] + "?tab=rules", 303)


@router.get("/{workspace}/explorer/rule.yaml")
def draft(request: Request, caller: Viewer, asked: Annotated[WordsOfRule, Query()]) -> Response:
    """Return the file of a rule that is not kept."""
    with existing(request, caller.directory) as published:
        reviewed = own.review(published, asked.q, asked.name, asked.words)
    if reviewed.refused:
        raise UsageError(reviewed.refused)
    return _file(own.own_rule_id(asked.name.strip() or "rule"), reviewed.text)


@router.get("/{workspace}/rules/own/{id_}.yaml")
def kept(id_: str, request: Request, caller: Viewer) -> Response:
    """Return the file of a rule that is kept."""
    found = own_rules(state_of(request), caller.directory).get(id_)
    if found is None:
        raise not_here()
    return _file(id_, found.text)


def digest(text: str) -> str:
    """Return what tells the text of a rule from others."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _text_of(published: Published, sent: WordsOfRule) -> str:
    return own.review(published, sent.q, sent.name, sent.words).text


def _file(id_: str, text: str) -> Response:
    """Return a rule's file; its first lines say where it belongs."""
    place = id_.replace(".", "/") + ".yaml"
    head = (
        f"# {place} below a folder that --rules or rules.directories of settings.yaml names.\n"
        f"# Try it: bartizan rules test --rules FOLDER FOLDER/{place}\n"
    )
    name = "".join(each if each.isalnum() or each in "._" else "_" for each in id_)
    headers = {"Content-Disposition": f'attachment; filename="{name.split(".")[-1]}.yaml"'}
    return Response(head + text, media_type=YAML, headers=headers)
