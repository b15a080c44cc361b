"""Which words of a column hold a text: found among the words, and said of rows by the numbers that stand for them."""

from bartizan.report.listing.lists import ListTable
from bartizan.report.listing.word_type import holding, word_type
from bartizan.store.engine import Engine, literal, quoted

_LONGEST_TEXT = 200
_MOST_RUNS = 16
"""Comparisons with as many ranges of numbers take a row less time than to look into a bit for each word."""


def words_table(listing: str, column: str) -> str:
    """Return the name of the table of a column's words, in lower case, with their numbers."""
    return f"{word_type(listing, column)}_words"


def contains(engine: Engine, listing: ListTable, column: str, text: str) -> str:
    """Return the condition that a column of the rows ``t`` holds a text, in whatever case; null where the column is."""
    wanted = literal(text[:_LONGEST_TEXT].lower())
    if column not in listing.words or column not in listing.texts:
        return f"contains(lower(t.{quoted(column)}::varchar), {wanted})"
    code = f"enum_code(t.{quoted(column)})::integer"
    # Words are numbered by the alphabet, so that those with the same beginning are neighbours.
    runs = engine.rows(
        "select min(code) as first, max(code) as last from "
        "(select code, code - row_number() over (order by code) as run "
        f"from {words_table(listing.name, column)} where contains(word, {wanted})) group by run "
        f"order by first limit {_MOST_RUNS + 1}"
    )
    if len(runs) > _MOST_RUNS:
        return f"get_bit({holding(listing.name, column)}({wanted}), {code}) = 1"
    if not runs:
        return f"t.{quoted(column)} is null and null"
    return " or ".join(f"{code} between {row['first']} and {row['last']}" for row in runs)
