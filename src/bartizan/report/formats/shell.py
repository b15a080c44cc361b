"""The frame of every printable page: one file, no script, nothing from the network."""

from pathlib import Path

from bartizan.model import Severity
from bartizan.report.formats.markup import Markup, joined, tag
from bartizan.state import Manifest

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_TURRET = Markup(
    '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M4 3h3v2h3V3h4v2h3V3h3v6l-2 2v4l-3 3v3H9v-3l-3-3v-4L4 9z'
    'M11 11v4h2v-4z" fill-rule="evenodd"/></svg>'
)


def shell(title: str, manifest: Manifest, *content: object) -> str:
    """Return a whole HTML document: the title, when the snapshot was made, then the content."""
    made = f"Snapshot {manifest.id}, published {manifest.published_at:%d %B %Y, %H:%M} UTC"
    named = tag("div", tag("h1", title), tag("p", made, class_="quiet small"))
    head = joined(
        Markup('<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'),
        Markup(f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'),
        tag("title", title),
        tag("style", Markup(Path(__file__).with_name("page.css").read_text(encoding="utf-8"))),
    )
    body = tag("body", tag("header", _TURRET, named), tag("main", *content), tag("footer", "Made by Bartizan."))
    return f"<!doctype html>\n{tag('html', tag('head', head), body, lang='en')}\n"


def pill(word: str) -> Markup:
    """Return a severity or a status as a small coloured label."""
    return tag("span", word.replace("_", " "), class_=f"pill {word}")


def bar(counts: dict[str, int]) -> Markup:
    """Return counts, keyed by severity or status, as one stacked bar; empty counts take no room."""
    total = sum(counts.values()) or 1
    spans = (
        tag("span", class_=name, style=f"width:{100 * n / total:.2f}%", title=f"{n} {name.replace('_', ' ')}")
        for name, n in counts.items()
        if n
    )
    return tag("div", *spans, class_="bar")


def legend(counts: dict[str, int]) -> Markup:
    """Return counts with the colours that ``bar`` gives them."""
    return tag(
        "div",
        *(
            tag("span", tag("i", class_=name), f"{n} {name.replace('_', ' ')}")
            for name, n in counts.items()
            if n or name in list(Severity)
        ),
        class_="legend small quiet",
    )


def tile(number: object, words: str) -> Markup:
    """Return one figure with what it counts."""
    return tag("div", tag("b", number), tag("span", words, class_="quiet small"), class_="tile")


def counted(n: int, one: str, many: str = "") -> str:
    """Return a count with its noun, such as ``1 resource`` or ``2 resources``."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"
