"""What is to be said of a resource in one sentence."""

from htpy import Element, div

from bartizan.portal.components import cells
from bartizan.portal.components.cells import Row
from bartizan.portal.components.states import nothing_wrong, notice
from bartizan.portal.words import LOGINS, counted


def verdict(row: Row) -> Element:
    """Return whether it is safe; never that it is where something could not be read."""
    failing = sum(row[level] for level in cells.LEVELS)
    lost, paths = int(row["not_evaluated"] or 0), row["attack_paths"]
    said = []
    if row["exposure"] == "internet":
        said.append(f"Reachable from the internet; {LOGINS.get(row['authentication'], row['authentication'])}.")
    if paths:
        said.append(f"{counted(paths, 'attack path')} through it.")
    if failing:
        return notice(
            "high" if row["risk_level"] in ("critical", "high") else "info",
            " ".join(said),
            " ",
            counted(failing, "finding"),
            " to fix",
            f"; {counted(lost, 'check')} unknown." if lost else ".",
        )
    return div(".card")[nothing_wrong("No check fails. " + " ".join(said), lost)]
