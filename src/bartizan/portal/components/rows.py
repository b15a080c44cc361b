"""A table of few rows in a card, with headings and nothing to filter."""

from htpy import Element, Node, div, table, tbody, td, th, thead, tr

from bartizan.portal.components.parts import card


def simple_table(title: str, words: tuple[str, ...], rows: list[list[Node]], beside: Node, empty: Node) -> Element:
    """Return a card with a table, or what stands there instead of rows."""
    if not rows:
        return card(title, div(".state")[empty])
    head = thead[tr[(th(scope="col")[word] for word in words)]]
    return card(
        title,
        div(".table-box")[table[head, tbody[(tr(data_row="")[(td[cell] for cell in row)] for row in rows)]]],
        beside=beside,
    )
