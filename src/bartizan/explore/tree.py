"""The query tree: what a question is in any of its forms. Its JSON is what ``docs/explorer.md`` describes."""

from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    AliasChoices,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    StrictBool,
    StrictFloat,
    StrictInt,
    Tag,
)

from bartizan.explore.words import LARGEST

Op = Literal["=", "!=", "<", "<=", ">", ">=", "~", "has", "in", "not in"]
_Int = Annotated[StrictInt, Field(ge=-LARGEST, le=LARGEST)]
Scalar = StrictBool | _Int | Annotated[StrictFloat, Field(allow_inf_nan=False)] | str
Unknown = Literal["with", "without", "only"]
MOST_ROWS = 10_000
MOST_HOPS = 4


class Node(BaseModel):
    """One part of a query."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Ago(Node):
    """A moment before now, such as 90 days ago."""

    ago: Annotated[str, Field(pattern=r"^[0-9]{1,5}[dh]$")]


class All(Node):
    """Every one of these holds."""

    all: Annotated[tuple["Expression", ...], Field(min_length=1)]


class Any_(Node):  # noqa: N801 - Any is another thing
    """At least one of these holds."""

    any: Annotated[tuple["Expression", ...], Field(min_length=1)]


class Not(Node):
    """This does not hold."""

    not_: "Expression" = Field(validation_alias=AliasChoices("not", "not_"), serialization_alias="not")


class Compare(Node):
    """What a column holds: ``column op value``; the value is a list for ``in`` and ``not in`` alone."""

    column: str
    op: Op = "="
    value: Scalar | Ago | tuple[Scalar, ...]


class Unread(Node):
    """A column could not be read."""

    unread: str


class Insight(Node):
    """An expression by its name."""

    insight: str


class Count(Node):
    """How many related rows there must be: exactly one of these."""

    at_least: Annotated[StrictInt, Field(ge=0)] | None = None
    at_most: Annotated[StrictInt, Field(ge=0)] | None = None
    exactly: Annotated[StrictInt, Field(ge=0)] | None = None
    every: Literal[True] | None = None

    def model_post_init(self, _: Any, /) -> None:
        """Refuse none and several."""
        if len(self.model_fields_set) != 1:
            raise ValueError("one of at_least, at_most, exactly and every")


class Inner(Node):
    """The rows on the other side of a relation: of one type, of any type, and what holds of them."""

    find: str | None = None
    where: "Expression | None" = None


class Related(Node):
    """Rows that an edge, a part or a list leads to; without ``count`` one of them is enough.

    ``through`` names a relation that may be taken up to ``within`` times (four by default) before this one.
    """

    related: str
    to: "Inner" = Field(default_factory=lambda: Inner())  # noqa: PLW0108 - it is not whole yet
    count: Count | None = None
    through: str | None = None
    within: Annotated[StrictInt, Field(ge=1, le=MOST_HOPS)] | None = None


_KEYS = {"all": "all", "any": "any", "not": "not", "not_": "not", "column": "column", "unread": "unread"}
_KEYS |= {"insight": "insight", "related": "related"}


def _kind(value: Any) -> str | None:
    keys = value if isinstance(value, dict) else type(value).model_fields if isinstance(value, Node) else ()
    return next((_KEYS[key] for key in keys if key in _KEYS), None)


def _unwrapped(value: Any) -> Any:
    """Return what stands alone in an ``all`` or ``any``: it says the same."""
    inner = value.all if isinstance(value, All) else value.any if isinstance(value, Any_) else ()
    return inner[0] if len(inner) == 1 else value


Expression = Annotated[
    Annotated[All, Tag("all")]
    | Annotated[Any_, Tag("any")]
    | Annotated[Not, Tag("not")]
    | Annotated[Compare, Tag("column")]
    | Annotated[Unread, Tag("unread")]
    | Annotated[Insight, Tag("insight")]
    | Annotated[Related, Tag("related")],
    Discriminator(
        _kind,
        custom_error_type="expression",
        custom_error_message="an expression is one of all, any, not, column, unread, insight and related",
    ),
    AfterValidator(_unwrapped),
]


class Sort(Node):
    """A column to sort by."""

    column: str
    desc: bool = False


class Query(Node):
    """One question: rows of a type, what holds of them, and what to show of them."""

    find: str
    where: Expression | None = None
    show: tuple[str, ...] = ()
    sort: tuple[Sort, ...] = ()
    limit: Annotated[StrictInt, Field(ge=1, le=MOST_ROWS)] | None = None
    unknown: Unknown = "with"

    def json_tree(self) -> dict[str, Any]:
        """Return the tree as JSON holds it, without what was not said."""
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True)


for _model in (All, Any_, Not, Inner, Related, Query):
    _model.model_rebuild()


def parts(expression: Expression) -> tuple[Expression, ...]:
    """Return the expressions that one is made of directly."""
    match expression:
        case All():
            return expression.all
        case Any_():
            return expression.any
        case Not():
            return (expression.not_,)
        case Related() if expression.to.where is not None:
            return (expression.to.where,)
    return ()
