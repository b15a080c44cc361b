"""What a collector of one kind of Azure resource is: a value that says where to list it and what to ask."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

Body = dict[str, Any]
Answers = Mapping[str, Any]
"""Aspect name → body. A shape that a reader does not know raises ValueError, TypeError or KeyError."""


@dataclass(frozen=True)
class GraphQuery:
    """A Resource Graph query over some subscriptions at once.

    ``table`` is empty for what Resource Graph does not tell enough of, so that ARM lists it. ``reaches_up`` asks for
    what applies to a subscription from the management groups above it, too.
    """

    table: str
    types: tuple[str, ...]
    columns: tuple[str, ...] = ("id", "name", "type", "properties")
    reaches_up: bool = False

    @property
    def text(self) -> str:
        """The query in Kusto; the order makes paging stable."""
        types = ", ".join(f"'{each}'" for each in self.types)
        return f"{self.table} | where type in~ ({types}) | project {', '.join(self.columns)} | order by id asc"


@dataclass(frozen=True)
class Listing:
    """Where one or several kinds are listed: Resource Graph for many subscriptions at once, else ARM for each.

    ``path`` follows ``/subscriptions/{id}``. ``child_type`` names a child that ARM lists apart and without its
    properties, so that each is read by itself. ``permissions`` has the first for ``path``. Where the listing
    ``is_tenant_wide``, ``path`` stands by itself.
    """

    query: GraphQuery
    path: str
    api_version: str
    permissions: tuple[str, ...]
    child_type: str = ""
    is_above_subscriptions: bool = False
    is_tenant_wide: bool = False
    members: tuple[str, ...] = ()
    """The properties that each resource of the listing has: without them an item is no description of one."""
    condition: str = ""
    """The query that ``path`` takes, percent-encoded."""
    says_none: str = ""
    """The code of the error that says that there are none."""


@dataclass(frozen=True)
class Item:
    """One listed resource. ``is_whole`` where the body comes from a GET of the resource and not from a list."""

    id: str
    body: Body
    is_whole: bool = False

    @property
    def key(self) -> str:
        """The id as observations carry it."""
        return self.id.lower()

    @property
    def region(self) -> str:
        """The location's short name, such as ``westeurope``."""
        return str(self.body.get("location") or "").replace(" ", "").lower()

    @property
    def marker(self) -> str:
        """What the resource says of its own version: when it last changed and its etag; empty where it says neither."""
        stated = self.properties.get("lastModifiedTimeUtc"), self.body.get("etag")
        return " ".join(str(each) for each in stated if each)

    def slim(self) -> "Item":
        """Return the item with only what asking about it takes; a body that answers a question stays whole."""
        if self.is_whole:
            return self
        properties = {"lastModifiedTimeUtc": self.properties.get("lastModifiedTimeUtc")}
        body = {key: self.body.get(key) for key in ("location", "etag")}
        return Item(self.id, {**body, "properties": properties})

    @property
    def is_slot(self) -> bool:
        """Whether the resource is a deployment slot of an app."""
        return "/slots/" in self.key

    @property
    def properties(self) -> Body:
        """The properties, empty where the body has none."""
        found = self.body.get("properties")
        return found if isinstance(found, dict) else {}


def _always(_: Item) -> bool:
    return True


@dataclass(frozen=True)
class BulkAnswers:
    """A Resource Graph query that answers a question about many resources at once.

    ``owner`` names the resource (lower-case id) that a row is about, empty for none; ``answer`` returns the row in
    ARM's shape, None where it says too little and the question must be asked after all.
    """

    query: GraphQuery
    owner: Callable[[Body], str]
    answer: Callable[[Body], Body | None]


class Lane(Enum):
    """When a question is asked: first what decides exposure, then the rest; list actions have a quota of their own."""

    SOON = auto()
    ACTIONS = auto()
    LATE = auto()


@dataclass(frozen=True)
class Question:
    """One request about one resource, and the aspects that its answer buys.

    ``after`` names an aspect of an earlier question that needs the same permission on the same resource: where that
    was denied, this is too and is not sent. ``has_none`` where 404 says that there is none.
    """

    path: str
    aspects: tuple[str, ...]
    permission: str
    read: Callable[[Any], Answers]
    method: str = "GET"
    is_paged: bool = False
    has_none: bool = False
    after: str = ""
    bulk: BulkAnswers | None = None
    is_needed: Callable[[Item], bool] = _always
    owner: str = "Microsoft.Web/sites"
    """The type of the resources that are asked about."""
    api_version: str = ""
    """The version to ask for where it is not that of the listing."""
    is_soon: bool = False
    """Whether exposure depends on the answer, so that it is asked before the others."""
    is_about_app: bool = False
    """Whether only the app itself can answer: a slot's question then goes to the app that it belongs to."""
    tells_code: bool = False
    """Whether the answer says where the app's code is; with its secrets it goes no further than that."""
    max_age_hours: float = 168.0
    """How long an answer stands while the resource says that it is unchanged."""
    members: tuple[str, ...] = ("name", "type")
    """What each answer that is no list has beside its properties: an empty one without them is no answer."""

    @property
    def lane(self) -> Lane:
        """The lane in which the question is asked."""
        return Lane.ACTIONS if self.method != "GET" else Lane.SOON if self.is_soon else Lane.LATE

    def operation(self, item: Item) -> str:
        """Return the request's name in reports, such as ``arm:GET Microsoft.Web/sites/config/web``."""
        _, is_foreign, type_ = self.path.rpartition("/providers/")
        own = f"{self.owner}{'/slots' if self._asks_slot(item) else ''}{self.path}"
        return f"arm:{self.method} {type_ if is_foreign else own}"

    def needed_permission(self, item: Item) -> str:
        """Return the RBAC action that the request needs on this resource."""
        return slot_action(self.permission) if self._asks_slot(item) else self.permission

    def target(self, item: Item) -> str:
        """Return the ARM id of what is asked."""
        is_elsewhere = item.is_slot and self.is_about_app
        return item.id[: item.key.rindex("/slots/")] if is_elsewhere else item.id

    def _asks_slot(self, item: Item) -> bool:
        return item.is_slot and not self.is_about_app


@dataclass(frozen=True)
class AzureCollector:
    """How one kind of resource is found and read. ``claims`` picks the kind's own items out of a shared listing."""

    kind: str
    listing: Listing
    claims: Callable[[Body], bool] = field(default=lambda _: True)
    questions: tuple[Question, ...] = ()
    parts: Mapping[str, str] = field(default_factory=dict)
    """Aspect → kind: each element of that aspect's ``value`` is a resource of that kind."""
    has_principals: bool = False
    """Whether the resources act as principals, so that the directory is asked about those."""
    has_holders: bool = False
    """Whether the resources are roles that principals hold, so that the directory is asked who those are."""


def slot_action(action: str) -> str:
    """Return the action on deployment slots that corresponds to one on apps."""
    return action.replace("Microsoft.Web/sites/", "Microsoft.Web/sites/slots/", 1)
