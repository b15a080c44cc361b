"""Insights: expressions with a name, one YAML file each in ``insights/``."""

from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from bartizan.base.yaml_document import DocumentError, read_document
from bartizan.explore.parse import parse_expression
from bartizan.explore.tree import Expression
from bartizan.explore.words import QueryError

_FOLDER = Path(__file__).parent / "insights"


class InsightFile(BaseModel):
    """What an insight's file says: a sentence, and for types (several with spaces between) what it means of them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    description: str
    means: dict[str, str]

    def expression(self, type_: str) -> Expression | None:
        """Return what the insight means of a type, None where it says nothing of it."""
        for types, text in self.means.items():
            if type_ in types.split():
                return parse_expression(text)
        return None

    @property
    def types(self) -> list[str]:
        """The types that it says something of."""
        return [type_ for types in self.means for type_ in types.split()]


@cache
def insights() -> dict[str, InsightFile]:
    """Return the insights by name.

    Raises:
        QueryError: a file is wrong.
    """
    return {file.stem: _read(file) for file in sorted(_FOLDER.glob("*.yaml"))}


def _read(file: Path) -> InsightFile:
    try:
        document = read_document(file)
        return InsightFile.model_validate(document.content)
    except DocumentError as error:
        raise QueryError(str(error)) from error
    except ValidationError as error:
        raise QueryError(document.refusal(error, InsightFile)) from error
