"""Listings that are answered from a shelf: what an estate put there, by account, region and kind.

For kinds of which a demo needs a handful of resources that nothing changes; moto's own models of them take more than a
second to start in each region.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from bartizan_demo.emulators.aws.front.answer import AwsError, EmulatedAnswer, json_answer
from bartizan_demo.emulators.aws.front.call import Call
from bartizan_demo.emulators.aws.services.xml import xml_answer

Item = dict[str, Any]

_shelves: defaultdict[tuple[str, str, str], list[Item]] = defaultdict(list)


def shelve(account: str, region: str, kind: str, *items: Item) -> None:
    """Put items of a kind where the listings of an account and region find them."""
    _shelves[account, region, kind].extend(items)


def empty_shelves() -> None:
    """Take everything away."""
    _shelves.clear()


@dataclass(frozen=True)
class Shelf:
    """One kind's items as answers; ``region`` is where they stand if it is not the caller's."""

    kind: str
    region: str = ""
    write: Callable[[Call, Item], EmulatedAnswer] = field(default=lambda _, body: json_answer(body))

    def items(self, call: Call) -> list[Item]:
        """Return what stands there for the caller."""
        return _shelves[call.account, self.region or call.region, self.kind]

    def listed(self, member: str, only: tuple[str, str] | None = None) -> Callable[[Call], EmulatedAnswer]:
        """Return what answers a listing; ``only`` names a member of the items and the parameter it must equal."""

        def answer(call: Call) -> EmulatedAnswer:
            items = self.items(call)
            if only:
                wanted = asked(call, only[1])
                items = [item for item in items if item.get(only[0]) == wanted]
            return self.write(call, {member: [_shown(item) for item in items]})

        return answer

    def told(
        self, key: str, parameter: str, code: str, member: str = "", inside: str = ""
    ) -> Callable[[Call], EmulatedAnswer]:
        """Return what answers about the one item whose ``key`` is the parameter: its ``inside``, below ``member``."""

        def answer(call: Call) -> EmulatedAnswer:
            wanted = asked(call, parameter)
            found = next((item for item in self.items(call) if item.get(key) == wanted), None)
            if found is None:
                raise AwsError(code, f"{wanted} does not exist", 400)
            body = found[inside] if inside else _shown(found)
            return self.write(call, {member: body} if member else body)

        return answer


XML = xml_answer


def asked(call: Call, name: str) -> str:
    """Return a parameter from wherever the protocol put it: path, query, form or JSON body."""
    if name in call.params:
        return call.params[name]
    body: Mapping[str, Any] = orjson.loads(call.body) if call.body[:1] == b"{" else {}
    return str(body.get(name, ""))


def _shown(item: Item) -> Item:
    """Leave out what answers other questions: the members whose names begin with an underscore."""
    return {name: value for name, value in item.items() if not name.startswith("_")}
