"""What a page is made of and what it is given: one request, one caller, one snapshot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from urllib.parse import parse_qsl, quote

from fastapi import Request
from htpy import Node

from bartizan.access.caller import ApiCaller
from bartizan.api.guard import settings_of
from bartizan.api.problem import Problem
from bartizan.contract.onboarding import ConnectorScans
from bartizan.model import now
from bartizan.portal.features import Feature, Workspace
from bartizan.portal.links import Query, address, changed, resource_path
from bartizan.service.answers.scopes.evaluated import connector_scans
from bartizan.service.published import Published
from bartizan.state import State
from bartizan.state.access.nouns import Role
from bartizan.state.kept.usual import usual
from bartizan.state.kept.views import ViewOwner

THEME = "bartizan-theme"
"""The cookie that keeps the theme."""
DENSITY = "bartizan-density"
"""The cookie that keeps how high rows are."""


@dataclass(frozen=True)
class View:
    """A request for a page. ``query`` is the address's, as pairs; ``published`` is None where nothing was scanned.

    ``mark`` says how far the directory was before anything of it was read: an open page learns what comes after.
    ``outcome`` is what came of a form that was just sent, by the name of what it is about; ``unread`` says why the
    snapshot cannot be read.
    """

    request: Request
    workspace: Workspace
    feature: Feature
    caller: ApiCaller
    state: State
    directories: Sequence[tuple[str, str]]
    snapshot: Published | None = None
    mark: str = ""
    outcome: Mapping[str, Node] = field(default_factory=dict)
    unread: Problem | None = None

    @property
    def published(self) -> Published:
        """The snapshot that is open, for pages of which ``needs_snapshot`` is true."""
        assert self.snapshot is not None  # noqa: S101 - the router shows the first run instead
        return self.snapshot

    @cached_property
    def query(self) -> list[tuple[str, str]]:
        """The address's query."""
        return self.request.query_params.multi_items()

    @cached_property
    def usual(self) -> list[tuple[str, str]]:
        """What the caller keeps of this page: what it shows them as long as the address asks for nothing else."""
        return parse_qsl(usual(self.state, self.owner))

    @property
    def wants_rows(self) -> bool:
        """Whether the first rows of a list are asked for, which come before all else while somebody types."""
        return self.request.headers.get("X-Fragment") == "rows"

    @property
    def owner(self) -> ViewOwner:
        """Whose views of which page are shown."""
        return ViewOwner(self.caller.directory, self.caller.person_id, self.feature.id)

    @property
    def path(self) -> str:
        """The address's path, as addresses write it."""
        return quote(self.request.url.path, safe="/~")

    def asked(self, name: str, default: str = "") -> str:
        """Return a value of the query, the last one where there are several."""
        return str(self.request.query_params.get(name, default))

    def of_path(self, name: str) -> str:
        """Return a part of the path."""
        return str(self.request.path_params[name])

    def here(self, **changes: str | None) -> str:
        """Return this page's address with other values."""
        return address(self.path, changed(self.query, **changes))

    def to(self, path: str, query: Query = ()) -> str:
        """Return the address of a page of this workspace, at the snapshot that this page shows."""
        at = self.asked("at")
        return address(f"/{self.workspace}{path}", [*query, *([("at", at)] if at else [])])

    def to_resource(self, id_: str, name: str = "", query: Query = ()) -> str:
        """Return the address of a resource's page."""
        return self.to(resource_path(id_, name), query)

    @property
    def theme(self) -> str:
        """The theme that the visitor chose, empty for the system's."""
        kept = self.request.cookies.get(THEME, "")
        return kept if kept in ("light", "dark") else ""

    @property
    def density(self) -> str:
        """How high rows are, empty for as low as can be read well."""
        return "cosy" if self.request.cookies.get(DENSITY, "") == "cosy" else ""

    def may(self, role: Role) -> bool:
        """Return whether the caller may do what a role may."""
        return self.caller.may(role)

    @cached_property
    def scans(self) -> Mapping[str, ConnectorScans]:
        """How the scans of each connector go, by the connector's ID: several parts of a page say so."""
        return connector_scans(self.home, self.snapshot, now(), directory=self.caller.directory)

    @property
    def home(self) -> Path:
        """The home that is served."""
        return settings_of(self.request).home


@dataclass(frozen=True)
class Content:
    """What a page shows: its title and heading, what stands beside the heading, and its body."""

    title: str
    body: Node
    beside: Node = None
    actions: Node = None
    trail: Sequence[tuple[str, str]] = field(default_factory=tuple)
    """Links that stand before the heading of an object's page, each with its label and address."""
