"""What a collector is made of: values that say which calls to make and what to keep of the answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class Call:
    """One operation and how to ask it.

    ``params`` are botocore's parameters; their texts are templates over the listed item plus ``scope``, ``region``
    and ``partition``. ``items`` names the member that pages fill: with it the answer's pages are joined.
    ``absent`` are the error codes that say "there is none". ``permission`` is the IAM action where it is not
    the operation's own name. ``settings``, ``documents`` and ``drop`` are paths in the answer (``A.B``, ``A[].B``,
    ``*`` for any key): settings to mask, texts that hold a JSON document, members to leave out.
    """

    operation: str
    params: Mapping[str, object] = field(default_factory=dict)
    items: str = ""
    absent: frozenset[str] = frozenset()
    permission: str = ""
    settings: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()

    @property
    def action(self) -> str:
        """The IAM action that the caller needs."""
        return self.permission or self.operation


@dataclass(frozen=True)
class Each:
    """An aspect asked once per resource; ``unless`` names a member of the item and its value that make it absent."""

    call: Call
    unless: tuple[str, str] | None = None

    @property
    def calls(self) -> tuple[Call, ...]:
        """All calls that this aspect makes."""
        return (self.call,)


@dataclass(frozen=True, eq=False)
class Bulk:
    """An aspect that a few listings answer for all resources: ``members`` of each of ``groups`` names their ids.

    The body of a named resource is the group's own item; resources that no group names are absent.
    """

    groups: Call
    members: Call

    @property
    def calls(self) -> tuple[Call, ...]:
        """All calls that this aspect makes."""
        return (self.groups, self.members)


Aspect = Each | Bulk


@dataclass(frozen=True)
class Mentions:
    """Resources of another kind that listed items name though the account does not own them.

    ``path`` leads to their ARNs in the listed item; ``id`` takes the resource's part of one (a regular expression's
    first group). Each is a ``self`` row of ``kind`` with ``{member: id}``, asked about once per region by ``aspects``.
    """

    kind: str
    path: str
    id: str
    member: str
    aspects: Mapping[str, Each]


@dataclass(frozen=True)
class Collector:
    """A kind of resource: the call that lists it and the aspects asked of each.

    Collectors whose ``list`` call is the same share one read of it; ``items`` names the kind's own member of the pages
    (empty: the answer itself is the one item). ``settings`` and ``documents`` are paths in an item.
    """

    kind: str
    list: Call
    id: str
    items: str = ""
    aspects: Mapping[str, Aspect] = field(default_factory=dict)
    mentions: tuple[Mentions, ...] = ()
    level: Literal["region", "account"] = "region"
    region: str = ""
    settings: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()

    @property
    def calls(self) -> tuple[Call, ...]:
        """All calls that this collector makes."""
        asked = (call for aspect in self.aspects.values() for call in aspect.calls)
        followed = (call for mention in self.mentions for each in mention.aspects.values() for call in each.calls)
        return (self.list, *asked, *followed)
