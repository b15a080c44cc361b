"""Read the text form: ``find TYPE where …``. By hand, as a parser's import would cost more than a query."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NoReturn, TypeVar

from pydantic import ValidationError

from bartizan.base.suggestion import suggestion
from bartizan.explore.tree import (
    Ago,
    All,
    Any_,
    Compare,
    Count,
    Expression,
    Inner,
    Insight,
    Node,
    Not,
    Op,
    Query,
    Related,
    Scalar,
    Sort,
    Unknown,
    Unread,
)
from bartizan.explore.vocabulary import is_type
from bartizan.explore.words import CLAUSES, RESERVED, QueryError, Token, number, path_of, pointed, unescaped, words

N = TypeVar("N", bound=Node)
T = TypeVar("T")
DEEPEST = 40
"""Brackets within each other that are read at all; the guard allows fewer levels, and says so better."""
_OPS: dict[str, Op] = {op: op for op in ("=", "!=", "<", "<=", ">", ">=", "~", "has")}
_UNKNOWN: dict[str, Unknown] = {"with": "with", "without": "without", "only": "only"}


@dataclass(frozen=True)
class Written:
    """A query and where in its text each part begins, by the part's identity."""

    query: Query
    text: str
    places: dict[int, int] = field(default_factory=dict)

    def message(self, node: object, message: str) -> str:
        """Return a message that points at a part of the text."""
        return pointed(self.text, self.places[id(node)], message) if id(node) in self.places else message


def parse(text: str) -> Written:
    """Return the query that a text says.

    Raises:
        QueryError: it does not follow the grammar; the message points at the word.
    """
    return _Parser(text).query()


def parse_expression(text: str) -> Expression:
    """Return the expression that a text says.

    Raises:
        QueryError: as ``parse``.
    """
    parser = _Parser(text)
    found = parser.expression()
    parser.end()
    return found


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._words = words(text)
        self._at = 0
        self._depth = 0
        self._places: dict[int, int] = {}

    # Words

    @property
    def _word(self) -> Token:
        return self._words[self._at]

    def _next(self) -> Token:
        word = self._word
        self._at += word.kind != "end"
        return word

    def _is(self, text: str) -> bool:
        return self._word.text == text and self._word.kind != "string"

    def _take(self, *texts: str) -> str:
        """Return and pass the word if it is one of these, else nothing."""
        return self._next().text if any(map(self._is, texts)) else ""

    def _expect(self, text: str) -> None:
        if not self._take(text):
            self._refuse(f"expected {text!r}, found {self._found()}")

    def _found(self) -> str:
        return repr(self._word.text) if self._word.text else "the end"

    def _refuse(self, message: str, at: int | None = None) -> NoReturn:
        raise QueryError(pointed(self._text, self._word.at if at is None else at, message))

    def _name(self, what: str) -> str:
        word = self._word
        if word.kind != "word" or word.text in RESERVED or not (word.text[0].isalpha() or word.text[0] == "_"):
            self._refuse(f"expected {what}, found {self._found()}")
        return path_of(self._next().text)

    def _int(self) -> int:
        if not self._word.text.isdecimal() or len(self._word.text) > 9:
            self._refuse(f"expected a number, found {self._found()}")
        return int(self._next().text)

    def _made(self, at: int, node: N) -> N:
        self._places[id(node)] = at
        return node

    # Grammar

    def query(self) -> Written:
        self._expect("find")
        find = self._name("a type")
        where = self.expression() if self._take("where") else None
        show = self._listed("show", self._path)
        sort = self._listed("sort", self._key)
        at = self._word.at
        limit = self._int() if self._take("limit") else None
        unknown: Unknown = "with"
        if word := self._take(*_UNKNOWN):
            unknown = _UNKNOWN[word]
            self._expect("unknown")
        self.end()
        try:
            query = Query(find=find, where=where, show=tuple(show), sort=tuple(sort), limit=limit, unknown=unknown)
        except ValidationError as error:
            self._refuse(f"limit: {error.errors()[0]['msg'].lower()}", at)
        self._places |= {id(query): 5}
        return Written(query, self._text, self._places)

    def end(self) -> None:
        if self._word.kind != "end":
            self._refuse(f"unexpected {self._word.text!r}{suggestion(self._word.text, ('and', 'or', *CLAUSES))}")

    def _listed(self, keyword: str, item: Callable[[], T]) -> list[T]:
        found: list[T] = []
        if self._take(keyword):
            found.append(item())
            while self._take(","):
                found.append(item())
        return found

    def _path(self) -> str:
        return self._name("a column")

    def _key(self) -> Sort:
        at, column = self._word.at, self._name("a column")
        return self._made(at, Sort(column=column, desc=self._take("asc", "desc") == "desc"))

    def expression(self) -> Expression:
        return self._joined("or", self._conjunction, lambda found: Any_(any=found))

    def _conjunction(self) -> Expression:
        return self._joined("and", self._negation, lambda found: All(all=found))

    def _joined(
        self, word: str, part: Callable[[], Expression], made: Callable[[tuple[Expression, ...]], Expression]
    ) -> Expression:
        at, found = self._word.at, [part()]
        while self._take(word):
            found.append(part())
        return self._made(at, made(tuple(found))) if len(found) > 1 else found[0]

    def _negation(self) -> Expression:
        at = self._word.at
        if not self._take("not"):
            return self._atom()
        with self._deeper():
            return self._made(at, Not(not_=self._negation()))

    def _deeper(self) -> "_Deeper":
        if self._depth >= DEEPEST:
            self._refuse(f"more than {DEEPEST} levels of brackets")
        return _Deeper(self)

    def _atom(self) -> Expression:
        at = self._word.at
        if self._take("("):
            with self._deeper():
                found = self.expression()
            self._expect(")")
            return found
        if self._take("is"):
            return self._made(at, Insight(insight=self._name("an insight")))
        count = self._quantifier()
        name = self._name("a condition")
        if count is not None or self._is("(") or self._is("through") or self._is("within"):
            return self._made(at, self._related(name, count))
        return self._made(at, self._condition(name))

    def _quantifier(self) -> Count | None:
        if self._take("no"):
            return Count(at_most=0)
        if self._take("all"):
            return Count(every=True)
        if self._take("exactly"):
            return Count(exactly=self._int())
        if self._take("at"):
            which = self._take("least", "most") or self._refuse(f"expected 'least' or 'most', found {self._found()}")
            return Count(at_least=self._int()) if which == "least" else Count(at_most=self._int())
        return None

    def _related(self, name: str, count: Count | None) -> Related:
        through = self._name("a relation") if self._take("through") else None
        at = self._word.at
        within = self._int() if self._take("within") else None
        self._expect("(")
        with self._deeper():
            to = Inner() if self._is(")") else self._inner()
        self._expect(")")
        try:
            return Related(related=name, to=to, count=count, through=through, within=within)
        except ValidationError as error:
            self._refuse(f"within: {error.errors()[0]['msg'].lower()}", at)

    def _inner(self) -> Inner:
        at = self._word.at
        if self._word.kind == "word" and is_type(self._word.text) and self._words[self._at + 1].text in ("where", ")"):
            find = self._next().text
            return self._made(at, Inner(find=find, where=self.expression() if self._take("where") else None))
        return self._made(at, Inner(where=self.expression()))

    def _condition(self, column: str) -> Expression:
        if self._take("is"):
            self._expect("unknown")
            return Unread(unread=column)
        if op := self._take(*_OPS):
            return Compare(column=column, op=_OPS[op], value=self._value())
        if self._take("not"):
            self._expect("in")
            return Compare(column=column, op="not in", value=self._values())
        if self._take("in"):
            return Compare(column=column, op="in", value=self._values())
        return Compare(column=column, op="=", value=True)

    def _values(self) -> tuple[Scalar, ...]:
        self._expect("[")
        found = [self._scalar()]
        while self._take(","):
            found.append(self._scalar())
        self._expect("]")
        return tuple(found)

    def _value(self) -> Scalar | Ago:
        following = self._words[min(self._at + 1, len(self._words) - 1)]
        if following.text == "ago" and following.kind == "word":
            try:
                ago = Ago(ago=self._word.text)
            except ValidationError:
                self._refuse("expected a duration before 'ago', such as 90d or 12h")
            self._at += 2
            return ago
        return self._scalar()

    def _scalar(self) -> Scalar:
        if self._word.kind == "string":
            return unescaped(self._next().text)
        if self._word.kind != "word":
            self._refuse(f"expected a value, found {self._found()}")
        text = self._next().text
        return {"true": True, "false": False}[text] if text in ("true", "false") else number(text, text)


class _Deeper:
    def __init__(self, parser: _Parser) -> None:
        self._parser = parser

    def __enter__(self) -> None:
        self._parser._depth += 1

    def __exit__(self, *_: object) -> None:
        self._parser._depth -= 1
