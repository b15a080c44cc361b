"""Observations made of answers, counted, and handed to the sink."""

from dataclasses import dataclass

from bartizan.collect.aws.engine.collector import AwsCall
from bartizan.collect.aws.engine.subject import AskedResource
from bartizan.collect.aws.transport.operation import Body
from bartizan.collect.shared.failure import CallError
from bartizan.collect.shared.target import Sink
from bartizan.model import LIST, SELF, Observation, Outcome, Usage


@dataclass(frozen=True)
class Landing:
    """Where the answers of one account go."""

    scope: str
    sink: Sink
    usage: Usage

    def plan(self, kind: str) -> None:
        """Count a question that will be answered."""
        self.usage.plan(self.scope, kind)

    def item(self, subject: AskedResource, body: Body, operation: str = "") -> None:
        """Land a resource's own row."""
        self._land(subject, SELF, Outcome.OK, body, operation)

    def answer(self, subject: AskedResource, aspect: str, came: AwsCall | CallError, body: Body | None = None) -> None:
        """Land one answer and count it: an error, a body, or a call that found none."""
        if isinstance(came, CallError) and came.outcome is not Outcome.ABSENT:
            self._land(subject, aspect, came.outcome, None, came.operation, came.permission, came.detail)
        else:
            is_known = aspect == LIST or body is not None
            self._land(subject, aspect, Outcome.OK if is_known else Outcome.ABSENT, body, came.operation)
        self.usage.answer(self.scope, subject.kind)

    def kept(self, subject: AskedResource, aspect: str, operation: str) -> None:
        """Land that the last scan's answer stands."""
        self._land(subject, aspect, Outcome.KEPT, None, operation)
        self.usage.answer(self.scope, subject.kind)

    def needless(self, subject: AskedResource, needs: str) -> None:
        """Land a listing that was not made because nothing in its place could refer to what it names."""
        self._land(subject, LIST, Outcome.OK, None, "", "", f"not listed: there is no {needs} here")
        self.usage.answer(self.scope, subject.kind)

    def _land(  # noqa: PLR0917 - the fields of an observation
        self,
        subject: AskedResource,
        aspect: str,
        outcome: Outcome,
        body: Body | None,
        operation: str,
        permission: str = "",
        detail: str = "",
    ) -> None:
        marker = subject.marker if aspect == SELF else ""
        where = (self.scope, subject.region)
        self.sink(
            Observation(subject.kind, subject.id, aspect, outcome, *where, body, operation, permission, detail, marker)
        )
