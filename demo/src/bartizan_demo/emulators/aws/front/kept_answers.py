"""Answers to reads, until something is written: whoever scans again asks the same, and moto takes long to answer."""

import re
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field

from bartizan_demo.emulators.aws.front.answer import EmulatedAnswer
from bartizan_demo.emulators.aws.front.call import Call, Sent

_READ = re.compile(r"(?:BatchGet|Describe|Get|Head|List|Search)[A-Z]")
_MOMENTARY = re.compile(
    r"sts:|sqs:GetQueueAttributes|lambda:Get(?:Function$|LayerVersion(?:ByArn)?$)|iam:\w+(?:LastAccessed|Report)"
)
"""Calls whose answers change by themselves: who asks, how deep a queue is, a link that ends, a report that is made."""
_HARMLESS = re.compile(
    r"sts:|sqs:(?:Receive|Send|Delete|ChangeMessage)\w*(?:Message|Visibility)(?:Batch)?$|iam:Generate|code:|unsigned:"
)
"""Calls that change nothing that reads are kept of."""
_OF_ONE_REQUEST = {"x-amz-date", "x-amz-security-token", "x-amz-content-sha256"}


@dataclass
class KeptAnswers:
    """Answers of one emulator by what was asked, and by whom."""

    answers: dict[Hashable, EmulatedAnswer] = field(default_factory=dict)
    writes: int = 0

    async def of(
        self, call: Call, sent: Sent, caller: str, make: Callable[[Call, Sent], Awaitable[EmulatedAnswer]]
    ) -> EmulatedAnswer:
        """Return the answer to a call, which ``make`` gives where none is kept."""
        if _READ.match(call.operation):
            return await self._read(call, sent, caller, make)
        if _HARMLESS.match(call.name):
            return await make(call, sent)
        self.writes += 1
        try:
            return await make(call, sent)
        finally:
            self.writes += 1  # what was read meanwhile may be of before
            self.answers.clear()

    async def _read(
        self, call: Call, sent: Sent, caller: str, make: Callable[[Call, Sent], Awaitable[EmulatedAnswer]]
    ) -> EmulatedAnswer:
        if _MOMENTARY.match(call.name):
            return await make(call, sent)
        key, writes = _key(call, sent, caller), self.writes
        if key not in self.answers:
            answer = await make(call, sent)
            if self.writes != writes:
                return answer
            self.answers[key] = answer
        return self.answers[key]


def _key(call: Call, sent: Sent, caller: str) -> Hashable:
    headers = {name.lower(): value for name, value in sent.headers.items()}
    more = sorted(each for each in headers.items() if each[0].startswith("x-amz-") and each[0] not in _OF_ONE_REQUEST)
    where = (call.name, call.account, call.region, caller, headers.get("host", ""), headers.get("range", ""))
    return (*where, sent.method, sent.path, sent.query, sent.body, *more)
