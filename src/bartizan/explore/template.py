"""Templates: questions that ship with Bartizan, one YAML file each in ``queries/``, and files of one's own."""

from pathlib import Path

import orjson
from pydantic import BaseModel, ConfigDict, ValidationError

from bartizan.base.bundled import bundled
from bartizan.base.suggestion import suggestion
from bartizan.base.yaml_document import DocumentError, read_document
from bartizan.explore.ask import from_json
from bartizan.explore.parse import Written, parse
from bartizan.explore.tree import Query
from bartizan.explore.words import QueryError

FOLDER = "queries"


class Template(BaseModel):
    """A query's file: its title, what it asks in a sentence, its text (or its tree), and the columns that it shows."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    description: str = ""
    text: str = ""
    tree: Query | None = None
    columns: tuple[str, ...] = ()

    def written(self) -> Written:
        """Return the query; the file's columns are shown where the query itself names none.

        Raises:
            QueryError: the text does not follow the grammar.
        """
        written = Written(self.tree, "") if self.tree else parse(self.text)
        if written.query.show or not self.columns:
            return written
        query = written.query.model_copy(update={"show": self.columns})
        return Written(query, written.text, {**written.places, id(query): 0})


def templates() -> dict[str, Template]:
    """Return the shipped templates by name."""
    return {file.stem: read_template(file) for file in sorted(bundled(FOLDER).glob("*.yaml"))}


def template(name: str) -> Template:
    """Return one shipped template.

    Raises:
        QueryError: there is none of this name.
    """
    file = bundled(FOLDER) / f"{name}.yaml"
    names = [each.stem for each in bundled(FOLDER).glob("*.yaml")]
    if name not in names:
        raise QueryError(f"unknown template {name!r}{suggestion(name, names)}; see `bartizan explore --templates`")
    return read_template(file)


def read_template(file: Path) -> Template:
    """Return the template in a YAML file.

    Raises:
        QueryError: it is not one; the message has file and line.
    """
    try:
        document = read_document(file)
        return Template.model_validate(document.content)
    except DocumentError as error:
        raise QueryError(str(error)) from error
    except ValidationError as error:
        raise QueryError(document.refusal(error, Template)) from error


def query_of_file(file: Path) -> Written:
    """Return the query in a file: a template in YAML, a tree in JSON, else the text form.

    Raises:
        QueryError: it holds none.
    """
    if not file.is_file():
        raise QueryError(f"{file}: no such file")
    if file.suffix in (".yaml", ".yml"):
        return read_template(file).written()
    try:
        told = file.read_text(encoding="utf-8")
        return from_json(orjson.loads(told)) if file.suffix == ".json" else parse(told)
    except (OSError, UnicodeDecodeError, orjson.JSONDecodeError) as error:
        raise QueryError(f"{file} cannot be read as a query: {error}") from error
