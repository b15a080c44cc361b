"""What a rule's predicate says, by its syntax tree, and which SQL it may be.

A predicate is one scalar expression over the table's columns. Nothing in it may read a file, a table or the
network, and nothing may hide a null: null means unread (law 1), and three-valued logic must carry it through.
"""

from collections.abc import Iterator
from itertools import pairwise

import sqlglot
from sqlglot import TokenType, exp

from bartizan.assess.guard_error import GuardError
from bartizan.base.suggestion import suggestion

_ALLOWED: tuple[type[exp.Expr], ...] = (
    *(exp.And, exp.Or, exp.Not, exp.Paren, exp.Boolean, exp.Literal, exp.Null, exp.Array),
    *(exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.In, exp.Between, exp.Like, exp.ILike),
    *(exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod, exp.Neg, exp.Interval, exp.Var),
    *(exp.Column, exp.Identifier, exp.Cast, exp.DataType, exp.Placeholder),
    *(exp.CurrentDate, exp.Lower, exp.Upper, exp.Length, exp.ArraySize, exp.ArrayContains, exp.ArrayContainsAll),
    *(exp.ArrayOverlaps, exp.Contains, exp.StartsWith, exp.EndsWith, exp.Abs, exp.DateDiff),
)
_FUNCTIONS = {"len", "contains", "starts_with", "ends_with", "list_contains", "list_has_any", "list_has_all", "suffix"}
_CASTS = {"DATE", "INT", "BIGINT", "DOUBLE", "VARCHAR", "TEXT", "BOOLEAN"}
_FALLIBLE = (exp.Cast, exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod, exp.Neg, exp.Abs)
_MAX_LENGTH = 2_000
_MAX_NODES = 300


def without_errors(predicate: str) -> str:
    """Return an allowed predicate that is null where a cast, or a sum of one row's values, would be an error."""
    tree = _parsed(predicate)
    if tree.find(*_FALLIBLE) is None:
        return predicate
    return tree.transform(_tried).sql(dialect="duckdb")


def _tried(node: exp.Expr) -> exp.Expr:
    # Around each part: around the whole, the engine loses it where it simplifies x = x.
    if isinstance(node, exp.Cast):
        return exp.TryCast(**node.args)
    return exp.func("try", node.copy()) if isinstance(node, _FALLIBLE) and not _is_tried(node) else node


def _is_tried(node: exp.Expr) -> bool:
    return isinstance(node.parent, exp.Anonymous) and node.parent.name == "try"


def names(predicate: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the columns and the parameters that a predicate names.

    Raises:
        GuardError: something in it is not allowed.
    """
    tree = _parsed(predicate)
    nodes = list(tree.walk())
    if len(nodes) > _MAX_NODES:
        raise GuardError(f"the predicate has {len(nodes)} parts; the most is {_MAX_NODES}")
    for node in nodes:
        _check(node)
    columns = frozenset(column.name for column in tree.find_all(exp.Column))
    return columns, frozenset(placeholder.name for placeholder in tree.find_all(exp.Placeholder))


def _parsed(predicate: str) -> exp.Expr:
    if len(predicate) > _MAX_LENGTH:
        raise GuardError(f"the predicate is longer than {_MAX_LENGTH} characters")
    try:
        statements = sqlglot.parse(f"select 1 where {predicate}", dialect="duckdb")
    except (sqlglot.errors.SqlglotError, RecursionError) as error:
        raise GuardError(f"not an SQL expression: {str(error).splitlines()[0]}") from error
    select = statements[0]
    if len(statements) != 1 or not isinstance(select, exp.Select) or set(_clauses(select)) != {"expressions", "where"}:
        raise GuardError("a predicate is one expression, without further clauses or statements")
    condition: exp.Expr = select.args["where"].this
    if any(node.comments for node in select.walk()):
        raise GuardError("a predicate holds no comment; say why in the rationale")
    return condition


def _clauses(select: exp.Select) -> list[str]:
    return [name for name, value in select.args.items() if value]


def _check(node: exp.Expr) -> None:
    if isinstance(node, exp.Is | exp.Coalesce | exp.Case | exp.If | exp.NullSafeEQ | exp.NullSafeNEQ | exp.Null):
        raise GuardError(f"{node.sql(dialect='duckdb')!r} could hide a null, and null means unread")
    if isinstance(node, exp.Array | exp.In) and any(item.find(exp.Column) for item in node.expressions):
        # [url_auth] is a list even where url_auth is null, and what is asked of a list is not null then.
        raise GuardError(f"{node.sql(dialect='duckdb')!r} could hide a null: a list holds constants only")
    if isinstance(node, exp.Anonymous):
        if node.name.lower() not in _FUNCTIONS:
            raise GuardError(f"the function {node.name!r} is not allowed{suggestion(node.name, _FUNCTIONS)}")
    elif not isinstance(node, _ALLOWED):
        raise GuardError(f"{node.sql(dialect='duckdb')!r} ({node.key}) is not allowed in a predicate")
    if isinstance(node, exp.Column) and node.table:
        raise GuardError(f"{node.sql()!r}: name the column alone")
    if isinstance(node, exp.DataType) and node.this.name not in _CASTS | {"DECIMAL", "UNKNOWN"}:
        raise GuardError(f"a cast to {node.sql()} is not allowed")
    if isinstance(node, exp.In) and (node.args.get("query") or node.args.get("unnest")):
        raise GuardError("a predicate holds no subquery")


def marks(predicate: str) -> Iterator[tuple[str, int, int]]:
    """Yield each parameter's name and where its mark and name begin and end; one inside a string is text."""
    for mark, name in pairwise(sqlglot.tokenize(predicate, dialect="duckdb")):
        if mark.token_type is TokenType.PARAMETER and name.start == mark.end + 1:
            yield name.text, mark.start, name.end + 1
