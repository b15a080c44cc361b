"""HTML from nested calls. Text is escaped unless it already is markup, so no value of a cloud can become a tag."""

from html import escape

from bartizan.model import visible


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


def tag(name: str, *content: object, **attributes: str) -> Markup:
    """Return an element; ``class_`` gives the attribute class, and an empty attribute is left out."""
    given = "".join(f' {key.strip("_")}="{escape(value)}"' for key, value in attributes.items() if value)
    return Markup(f"<{name}{given}>{joined(*content)}</{name}>")


def joined(*content: object) -> Markup:
    """Return all parts one after another, text escaped, None and empty left out."""
    return Markup("".join(part if isinstance(part, Markup) else escape(_text(part)) for part in content))


def table(headings: list[str], rows: list[list[object]], class_: str = "") -> Markup:
    """Return a table with a head; a cell is text or markup."""
    head = tag("thead", tag("tr", *(tag("th", heading, scope="col") for heading in headings)))
    body = tag("tbody", *(tag("tr", *(tag("td", cell) for cell in row)) for row in rows))
    return tag("table", head, body, class_=class_)


def _text(part: object) -> str:
    return "" if part is None else visible(str(part), keep="\n\t")
