"""How what stands for the words of a list's columns is called."""


def word_type(listing: str, column: str) -> str:
    """Return the name of the type of a column's words."""
    return f"list_{listing}_{column}"


def holding(listing: str, column: str) -> str:
    """Return the name of the macro that says which of a column's words hold a text, a bit for each."""
    return f"{word_type(listing, column)}_holding"
