"""The controls of published frameworks, and how a snapshot answers each."""

from collections.abc import Sequence

from bartizan.base.bundled import bundled
from bartizan.base.framework import frameworks
from bartizan.base.suggestion import suggestion
from bartizan.contract import ControlResult
from bartizan.model import UsageError
from bartizan.report.views.compliance import compliance
from bartizan.service.published import Published


def controls(
    published: Published, framework: str = "", status: str = "", scopes: Sequence[str] = ()
) -> list[ControlResult]:
    """Return the controls in the order of their frameworks, of one framework or status where these are given.

    Of ``scopes`` only what was judged there counts.

    Raises:
        UsageError: there is no such framework.
    """
    known = frameworks([bundled("rules")])
    if framework and framework not in known:
        near = suggestion(framework, known)
        raise UsageError(f"unknown framework {framework!r}{near}; choose one of {', '.join(known)}")
    rows = compliance(published.engine, known, framework, scopes)
    return [ControlResult.model_validate(row) for row in rows if not status or row["status"] == status]
