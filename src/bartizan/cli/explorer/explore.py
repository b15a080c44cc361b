"""`bartizan explore`: ask what is related to what."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bartizan.cli.help import App
from bartizan.cli.home import Home, scanned_home
from bartizan.cli.options import Author, Snapshot, published
from bartizan.cli.output import Output, emit, emit_json, emit_page, note, prints_rows
from bartizan.model import UsageError

if TYPE_CHECKING:
    from bartizan.explore.parse import Written
    from bartizan.service.published import Published

_SCREENFUL = 50
_TYPES = "types"
_ASK, _KEEP, _LEARN = "Instead of the rows", "Saved queries and rules", "What can be asked"


def register(app: App) -> None:
    """Add the explore command."""
    app.command("explore")(explore_command)


def _flag(name: str, help_: str, panel: str) -> Any:
    return typer.Option(name, help=help_, rich_help_panel=panel)


@prints_rows
def explore_command(
    home: Home,
    query: Annotated[
        list[str] | None,
        typer.Argument(help="'find TYPE where …', a file, a saved query or a template; `types [TYPE]` lists words."),
    ] = None,
    template: Annotated[str, typer.Option(metavar="NAME", help="A query that ships with Bartizan.")] = "",
    counts: Annotated[bool, _flag("--counts", "How many are left after each line.", _ASK)] = False,
    near_misses: Annotated[bool, _flag("--near-misses", "What fails by one or two lines.", _ASK)] = False,
    graph: Annotated[bool, _flag("--graph", "Nodes and edges as JSON.", _ASK)] = False,
    sql: Annotated[bool, _flag("--sql", "The SQL; nothing is asked.", _ASK)] = False,
    tree: Annotated[bool, _flag("--tree", "The query as a JSON tree; nothing is asked.", _ASK)] = False,
    save: Annotated[
        str, typer.Option("--save", metavar="NAME", help="Save the query, too.", rich_help_panel=_KEEP)
    ] = "",
    forget: Annotated[
        str, typer.Option("--forget", metavar="NAME", help="Remove a saved query.", rich_help_panel=_KEEP)
    ] = "",
    saved: Annotated[bool, _flag("--saved", "List saved queries.", _KEEP)] = False,
    by: Author = "",
    rule: Annotated[
        str,
        typer.Option("--rule", metavar="ID", help="Print a rule that fails what is found.", rich_help_panel=_KEEP),
    ] = "",
    templates: Annotated[bool, _flag("--templates", "List the queries that ship.", _LEARN)] = False,
    schema: Annotated[bool, _flag("--schema", "The JSON schema of query trees.", _LEARN)] = False,
    snapshot: Snapshot = "",
    *,
    output: Output,
) -> None:
    """Find resources by what is related to them, and say how many are unknown."""
    words = query or []
    if schema:
        _emit_schema()
    elif templates or saved or forget:
        _emit_kept(home, output, forget, by, is_saved=saved)
    elif words[:1] == [_TYPES]:
        _emit_words(home, snapshot, output, *words[1:2])
    else:
        home = scanned_home(home, quiet=output.quiet)  # once, as it says so
        found = _query(home, words, template)
        if save:
            _save(home, save, found, by, quiet=output.quiet)
        asked = _with_options(found, output)
        with published(home, snapshot, quiet=output.quiet) as opened:
            modes = {"counts": counts, "near": near_misses, "graph": graph, "sql": sql, "tree": tree, "rule": rule}
            _emit(opened, asked, output, [name for name, wanted in modes.items() if wanted], rule)


def _query(home: Path, words: list[str], template: str) -> "Written":
    from bartizan.explore import template as shipped
    from bartizan.service.exploring import named_query

    if bool(words) == bool(template):
        raise UsageError(
            "name one query: 'find TYPE where …', a file, a saved query or --template NAME (see --templates)"
        )
    return shipped.template(template).written() if template else named_query(home, " ".join(words))


def _with_options(found: "Written", output: Output) -> "Written":
    """Return a query in the order and number that options say."""
    from bartizan.explore.parse import Written
    from bartizan.explore.tree import MOST_ROWS, Sort

    update: dict[str, Any] = {}
    if output.keys:
        update["sort"] = tuple(Sort(column=key.removeprefix("-"), desc=key.startswith("-")) for key in output.keys)
    if output.limit is not None:
        update["limit"] = min(output.limit, MOST_ROWS) or None
    changed = found.query.model_copy(update=update)
    return Written(changed, found.text, {**found.places, id(changed): found.places.get(id(found.query), 0)})


def _emit(opened: "Published", asked: "Written", output: Output, modes: list[str], rule: str) -> None:
    if len(modes) > 1:
        raise UsageError("one of --counts, --near-misses, --graph, --sql, --tree and --rule at a time")
    match modes:
        case ["counts" | "near"]:
            _emit_lines(opened, asked, output, modes[0])
        case ["graph"]:
            from bartizan.explore.ask import graph

            emit_json(graph(opened.engine, asked))
        case ["sql"]:
            from bartizan.explore.ask import compiled

            sys.stdout.write(compiled(opened.engine, asked).sql + "\n")
        case ["tree"]:
            emit_json(asked.query.json_tree())
        case ["rule"]:
            from bartizan.explore.rules.as_rule import as_rule

            place = f"{rule.replace('.', '/')}.yaml"
            sys.stdout.write(f"# {place} below a folder that --rules names\n{as_rule(opened.engine, asked.query)}")
        case _:
            _emit_answer(opened, asked, output)


def _emit_answer(opened: "Published", asked: "Written", output: Output) -> None:
    from bartizan.cli.screen.explorer import answer_screen
    from bartizan.explore.ask import ask

    answer = ask(opened.engine, asked)
    most = output.most(_SCREENFUL)
    if answer.is_cut and not output.quiet and output.limit is None and asked.query.limit is None:
        note(f"only the first {answer.limit:,} rows are shown; narrow the query")
    shown = {"with": answer.yes + answer.unknown, "without": answer.yes, "only": answer.unknown}[asked.query.unknown]
    unknown = 0 if asked.query.unknown == "without" else answer.unknown
    emit_page(answer.rows[:most], answer_screen, output, total=shown, unknown=unknown)


def _emit_lines(opened: "Published", asked: "Written", output: Output, mode: str) -> None:
    from bartizan.cli.screen.explorer import NEAR, counts_screen
    from bartizan.cli.screen.listed import listed
    from bartizan.explore.lines import counts, near_misses

    if mode == "counts":
        rows = [
            {"depth": each.depth, "line": each.text, "yes": each.yes, "unknown": each.unknown}
            for each in counts(opened.engine, asked)
        ]
        emit_page(rows, counts_screen, output, total=len(rows))
        return
    near = near_misses(opened.engine, asked)
    emit_page(
        near,
        lambda rows, width, total: listed(NEAR, rows, width, ("near miss", "near misses"), "no near misses", "", total),
        output,
        total=len(near),
    )


def _emit_words(home: Path, snapshot: str, output: Output, type_: str = "") -> None:
    from bartizan.cli.screen.explorer import WORDS
    from bartizan.cli.screen.listed import listed
    from bartizan.service.exploring import vocabulary

    with published(home, snapshot, quiet=output.quiet) as opened:
        words = vocabulary(opened, type_)
    next_ = "" if type_ else "bartizan explore types aws_lambda_function"
    emit(
        words,
        lambda rows, width, total: listed(WORDS, rows, width, ("word", ""), "no words", next_, total),
        output,
    )


def _emit_kept(home: Path, output: Output, forgotten: str, by: str, *, is_saved: bool) -> None:
    from bartizan.cli.screen.explorer import SAVED, TEMPLATES
    from bartizan.cli.screen.listed import listed
    from bartizan.service.exploring import forget, listed_templates, saved

    rows: list[dict[str, Any]]
    if forgotten or is_saved:
        known = scanned_home(home, quiet=output.quiet)
        rows = [vars(query) for query in ([forget(known, forgotten, by)] if forgotten else saved(known))]
        columns, noun, empty = SAVED, ("saved query", "saved queries"), "no saved queries"
        next_ = ""
    else:
        rows, columns, noun, empty = listed_templates(), TEMPLATES, ("template", ""), "no templates"
        next_ = "bartizan explore --template NAME"
    emit(rows, lambda shown, width, total: listed(columns, shown, width, noun, empty, next_, total), output)


def _save(home: Path, name: str, asked: "Written", by: str, *, quiet: bool) -> None:
    from bartizan.service.exploring import save

    save(home, name, asked.query, by)
    if not quiet:
        note(f"saved as {name}; run it with `bartizan explore {name}`")


def _emit_schema() -> None:
    from bartizan.explore.tree import Query

    emit_json(Query.model_json_schema(by_alias=True))
