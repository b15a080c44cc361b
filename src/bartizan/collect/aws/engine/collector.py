"""What a collector is made of: values that say which calls to make and what to keep of the answers."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from bartizan.collect.aws.transport.errors import NO_SUCH_HOST
from bartizan.model import CODE

NOT_OFFERED = frozenset({NO_SUCH_HOST})
"""The ``absent`` code of listings of services that AWS does not offer in every region."""


@dataclass(frozen=True)
class AwsCall:
    """One operation and how to ask it.

    ``params`` are botocore's parameters; their texts are templates over the listed item plus ``scope``, ``region``
    and ``partition``. ``items`` names the member that pages fill: with it the answer's pages are joined.
    ``absent`` are the error codes that say "there is none". ``permission`` is the IAM action where it is not
    the operation's own name. ``settings``, ``documents``, ``tables`` and ``drop`` are paths in the answer (``A.B``,
    ``A[].B``, ``*`` for any key): settings to mask, texts that hold a JSON document or a CSV file, members to leave out
    (``A.B!start``: but for texts that begin so).
    """

    operation: str
    params: Mapping[str, object] = field(default_factory=dict)
    items: str = ""
    absent: frozenset[str] = frozenset()
    permission: str = ""
    settings: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()

    @property
    def action(self) -> str:
        """The IAM action that the caller needs."""
        return self.permission or self.operation


@dataclass(frozen=True)
class Overview:
    """One listing of a region that answers an aspect of all its resources, asked in place of a question about each.

    ``id`` is the member of its items that names the resource; ``body`` makes of an item (None: the listing does not
    name the resource) what the question itself would have brought. Where the listing cannot be read, each resource is
    asked about.
    """

    call: AwsCall
    id: str
    body: Callable[[Mapping[str, Any] | None], dict[str, Any]]


@dataclass(frozen=True)
class Job:
    """A report that AWS only writes when asked: ``begin`` asks, and its answer fills templates of the call that reads.

    ``state`` is the member of what is read that says how far the report is: ``done``, ``failed`` (then ``error`` holds
    code and message), or anything else while it is being written. With ``is_told_at_begin`` it is a member of the
    answer to ``begin``, which is asked again until then.
    """

    begin: AwsCall
    state: str = "JobStatus"
    done: str = "COMPLETED"
    failed: str = "FAILED"
    error: str = "Error"
    is_told_at_begin: bool = False


@dataclass(frozen=True)
class CodeAt:
    """Where an answer describes a package: paths (``A.B``) of its signed URL, its SHA-256 in base64, its bytes."""

    url: str
    digest: str
    size: str


@dataclass(frozen=True)
class Each:
    """An aspect asked once per resource.

    ``unless`` names a member of the item and its value that make it absent; ``only`` is a template and the texts one of
    which it must come to, or other templates. ``finds`` are resources that the answer lists.
    ``is_soon``: the answer decides exposure, so it is asked for and published before others. ``soon_after`` says the
    same of those resources only whose answer to another aspect holds one of the texts (compact JSON), or could not be
    had; this aspect is then asked after that one. An answer older than ``max_age_hours`` is asked for again though
    the resource's marker did not move.
    ``overview`` is a listing that may answer in the question's place; ``job`` must be begun before and waited for.
    ``code`` says where the answer describes the resource's package. An aspect called ``code`` is asked for nothing
    else, and not at all where packages are not read; with ``if_used`` only of resources that another answer shows to be
    in use: one that ``Finds.uses`` names, or has an answer to an aspect that ``shows_use``.
    """

    call: AwsCall
    unless: tuple[str, object] | None = None
    only: tuple[str, ...] | None = None
    finds: "Finds | None" = None
    is_soon: bool = False
    soon_after: tuple[str, tuple[str, ...]] | None = None
    max_age_hours: float = 168
    overview: Overview | None = None
    job: Job | None = None
    code: CodeAt | None = None
    if_used: bool = False
    shows_use: bool = False

    def is_moot(self, facts: Mapping[str, Any]) -> bool:
        """Return whether the item itself says that there is nothing to ask about."""
        if self.unless and facts.get(self.unless[0]) == self.unless[1]:
            return True
        return self.only is not None and not _is_one_of(self.only, facts)

    @property
    def calls(self) -> tuple[AwsCall, ...]:
        """All calls that this aspect makes."""
        followed = (call for each in self.finds.aspects.values() for call in each.calls) if self.finds else ()
        instead = (self.overview.call,) if self.overview else ()
        before = (self.job.begin,) if self.job else ()
        return (*before, self.call, *instead, *followed)


def _is_one_of(templates: tuple[str, ...], facts: Mapping[str, Any]) -> bool:
    try:
        one, *others = (template.format_map(facts) for template in templates)
    except (LookupError, TypeError):
        return False
    return one in others


@dataclass(frozen=True)
class Finds:
    """Resources that the answer about another one lists in its member ``items``.

    Each is a ``self`` row of ``kind``; templates of ``id`` and of the aspects' calls see its item and, behind that,
    the facts of the resource that was asked about. ``uses`` returns the ids of the resources that an item leads to.
    """

    kind: str
    items: str
    id: str
    aspects: Mapping[str, Each]
    uses: Callable[[Mapping[str, Any]], Iterable[str]] = lambda _item: ()


@dataclass(frozen=True, eq=False)
class Bulk:
    """An aspect that a few listings answer for all resources: ``members`` of each of ``groups`` names their ids.

    The body of a named resource is the group's own item; resources that no group names are absent.
    """

    groups: AwsCall
    members: AwsCall

    @property
    def calls(self) -> tuple[AwsCall, ...]:
        """All calls that this aspect makes."""
        return (self.groups, self.members)


Aspect = Each | Bulk


@dataclass(frozen=True)
class Mentions:
    """Resources of another kind that listed items name though the account does not own them.

    ``path`` leads to their ARNs in the listed item; ``id`` takes the resource's part of one (a regular expression's
    first group). Each is a ``self`` row of ``kind`` with ``{member: id}`` and the expression's named groups, and is
    asked about once by ``aspects``. ``is_own`` turns it around: resources of the account itself and no others.
    ``is_listed`` ones have their ``self`` row from a listing of their own. ``level`` is that of their kind. With
    an ``option``, nothing is asked unless the target turns the option of that name on.
    """

    kind: str
    path: str
    id: str
    member: str
    aspects: Mapping[str, Each]
    is_own: bool = False
    is_listed: bool = False
    level: Literal["region", "account"] = "region"
    option: str = ""

    @property
    def subject(self) -> str:
        """What is asked only once of what two resources name: by two mentions, where one asks for code alone."""
        return f"{self.kind} {CODE}" if set(self.aspects) == {CODE} else self.kind

    @property
    def calls(self) -> tuple[AwsCall, ...]:
        """All calls that are made about what is named."""
        return tuple(call for each in self.aspects.values() for call in each.calls)


@dataclass(frozen=True)
class ByName:
    """How one resource is read with its parts, where the others of its kind need not be listed.

    The answer's items are what the listing would say of them: the resource itself, and parts whose IDs have a colon and
    more. ``id`` is a regular expression of the resource's ID, whose named groups fill the templates of the call.
    With ``is_prefix`` the answer has others, too, whose names begin as the resource's does, and is empty if it is gone.
    """

    call: AwsCall
    id: str
    is_prefix: bool = False


@dataclass(frozen=True)
class AwsCollector:
    """A kind of resource: the call that lists it and the aspects asked of each.

    Collectors whose ``list`` call is the same share one read of it; ``items`` is the path (``A.B``) of the kind's own
    member of the pages (empty: the answer itself is the one item). ``settings`` and ``documents`` are paths in an item;
    ``unless`` names a member and its value in items that are not of this kind, ``only`` those of items that are;
    ``leaves_out`` says of an item that nothing can come of it. ``marker`` are the members of an item that tell which
    version of the resource it shows: while they stay, answers can be kept. ``drop`` are paths that say no more than
    that: left out of what is kept, they do not make all anew that is made of an item.
    With ``by_name``, which collectors that share a listing share, too, a resource is read without listing all.
    ``needs`` is a kind without which this one is of no use: it is only listed where one of that kind is. A listing
    younger than ``max_age_hours`` is taken over from the last scan with all that was asked about what it named, unless
    what it ``needs`` has changed; 0 lists it in every scan. With an ``option``, it is not listed unless the target
    turns the option of that name on.
    """

    kind: str
    list: AwsCall
    id: str
    items: str = ""
    aspects: Mapping[str, Aspect] = field(default_factory=dict)
    mentions: tuple[Mentions, ...] = ()
    level: Literal["region", "account"] = "region"
    region: str = ""
    settings: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    unless: tuple[str, str] | None = None
    only: tuple[str, ...] | None = None
    leaves_out: Callable[[Mapping[str, Any]], bool] = lambda _item: False
    marker: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    needs: str = ""
    max_age_hours: float = 0
    option: str = ""
    by_name: ByName | None = None

    @property
    def is_soon(self) -> bool:
        """Whether any of its aspects decides exposure."""
        asked = (aspect for aspect in self.aspects.values() if isinstance(aspect, Each))
        return any(each.is_soon or each.soon_after for each in asked)

    @property
    def calls(self) -> tuple[AwsCall, ...]:
        """All calls that this collector makes."""
        asked = (call for aspect in self.aspects.values() for call in aspect.calls)
        followed = (call for mention in self.mentions for call in mention.calls)
        alone = (self.by_name.call,) if self.by_name else ()
        return (self.list, *alone, *asked, *followed)

    @property
    def optional_calls(self) -> Mapping[str, tuple[AwsCall, ...]]:
        """Those of its calls that are only made where an option is on, by option."""
        if self.option:
            return {self.option: self.calls}
        return {mention.option: mention.calls for mention in self.mentions if mention.option}

    @property
    def parts(self) -> Iterator[tuple[str, Mapping[str, Aspect]]]:
        """Every kind that the listing fills, with its aspects: its own, and those that answers about it list."""
        return _parts(self.kind, self.aspects)

    def has(self, item: Mapping[str, Any]) -> bool:
        """Return whether a listed item is of this kind."""
        if (self.unless and item.get(self.unless[0]) == self.unless[1]) or self.leaves_out(item):
            return False
        return not self.only or item.get(self.only[0]) == self.only[1]


def _parts(kind: str, aspects: Mapping[str, Aspect]) -> Iterator[tuple[str, Mapping[str, Aspect]]]:
    yield kind, aspects
    for aspect in aspects.values():
        if isinstance(aspect, Each) and aspect.finds:
            yield from _parts(aspect.finds.kind, aspect.finds.aspects)
