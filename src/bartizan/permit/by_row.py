"""Tables whose rows about a resource stand on one row of another table, and on no other resource."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ByRow:
    """Tables whose rows with an ID are made from the one row of the table ``of`` that has it.

    All else that they are made from are the whole tables ``beside``. IDs in the table ``but`` (empty: none) are not
    of this kind. Where the rows of some IDs are there already, the table ``standing`` names these IDs.
    """

    tables: tuple[str, ...]
    of: str
    beside: tuple[str, ...]
    but: str = ""

    @property
    def standing(self) -> str:
        """The name of the table of IDs whose rows need not be made."""
        return f"standing_{self.of}"
