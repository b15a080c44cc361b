"""The box that a list is filtered with by name."""

from htpy import Element, button, form, input, label  # noqa: A004 - the element's name

from bartizan.portal.links import changed
from bartizan.portal.view import View


def search_box(view: View, placeholder: str) -> Element:
    """Return the form that filters a list while somebody types; all else that is asked stays."""
    kept = changed(view.query, q=None)
    return form(".list-search", method="get", action=view.path, role="search", data_live="", data_rows="")[
        label(".hidden-text", for_="list-q")[placeholder],
        input(
            type="search",
            id="list-q",
            name="q",
            value=view.asked("q"),
            placeholder=placeholder,
            autocomplete="off",
            maxlength="200",
        ),
        (input(type="hidden", name=name, value=value) for name, value in kept),
        button(".hidden-text", type="submit", tabindex="-1")["Search this list"],
    ]
