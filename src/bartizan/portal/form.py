"""Forms: who sent one, and that it was sent from a page of this session."""

import hmac

from fastapi import Request

from bartizan.access.caller import ApiCaller
from bartizan.api.guard import anybody
from bartizan.api.problem import ProblemError, not_here
from bartizan.state.access.nouns import Role


def checked(request: Request, csrf: str, role: Role | None = None) -> ApiCaller:
    """Return who sent a form.

    Raises:
        ProblemError: nobody, from elsewhere, or someone without the role.
    """
    caller = anybody(request)
    if caller is None:
        raise ProblemError(401, "Sign in first.")
    if caller.via == "session" and not hmac.compare_digest(csrf.encode(), caller.csrf.encode()):
        raise ProblemError(403, "This change was not asked for on this page.", "Open the page again and repeat it.")
    if role is not None:
        if caller.role is None:
            raise not_here()
        if not caller.may(role):
            raise ProblemError(403, f"This needs the role {role}.", f"You are {caller.role} in this directory.")
    return caller
