"""The screen of `bartizan package scan`: what is in one package."""

from collections.abc import Sequence

from bartizan.cli.screen.line import Line, Span, line, span
from bartizan.cli.screen.listed import PARTS
from bartizan.cli.screen.table import Row, table
from bartizan.cli.screen.vulnerabilities import vulnerabilities_screen
from bartizan.cli.screen.words import plural


def package_screen(result: Row, width: int | None) -> list[Line]:
    """Return a package's totals, its vulnerabilities, and the secrets and unreadable parts in it."""
    read = f"{result['bytes_read']:,} of {result['bytes_total']:,} bytes read"
    lines = [line(Span(f"  {plural(len(result['packages']), 'package')}", "bold"), f" · {read}"), line()]
    if result["vulnerabilities"]:
        lines += vulnerabilities_screen(result["vulnerabilities"], width, details=True)
    elif result["unadvised"]:
        named = ", ".join(map(str, result["unadvised"]))
        lines += [line(span(f"  whether its packages are vulnerable is unknown: no advisories for {named}", "warning"))]
        lines += [line("  Next: ", Span("bartizan advisories sync", "bold"))]
    else:
        lines += [line(Span("  no known vulnerabilities in what could be read", "ok"))]
    lines += _part("Secrets", result["secrets"], width)
    return [*lines, *_part("Could not be read", result["unreadable"], width)]


def _part(heading: str, rows: Sequence[Row], width: int | None) -> list[Line]:
    if not rows:
        return []
    return [line(), line(Span(f"  {heading}", "bold")), *table(PARTS, rows, width).lines]
