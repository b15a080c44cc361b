"""The rows that say which techniques a principal has, and their texts in the table of its power."""

from collections.abc import Iterable, Iterator
from typing import Any

from bartizan.permit.aws.escalation.gained import GainedIdentity
from bartizan.permit.aws.escalation.part import Sureness
from bartizan.permit.aws.evaluate import Reach
from bartizan.permit.aws.power import Power, Way


def escalation_rows(id_: str, gains: Iterable[GainedIdentity]) -> Iterator[dict[str, Any]]:
    """Yield a row of ``escalation`` for each technique and each identity that is gained."""
    for gain in gains:
        yield {
            "principal_id": id_,
            "provider": "aws",
            "technique": gain.technique.id,
            "target_id": gain.target,
            "through_id": gain.through,
            "effect": gain.effect.word,
            "effect_in_organization": gain.in_organization,
            "condition": gain.condition,
            "because": ", ".join(dict.fromkeys(map(grant_text, gain.grants))),
            "steps": [need.action for need in gain.technique.needs],
        }


def ways(power: Power, gains: Iterable[GainedIdentity]) -> tuple[list[Way], bool]:
    """Return the techniques of a power and those that lead to more than named data, and whether all were read."""
    known = {way.name for way in power.escalations}
    found, is_whole = list(power.escalations), True
    for gain in gains:
        is_whole = is_whole and gain.effect is not Sureness.UNKNOWN
        if gain.is_granted and gain.is_privileged and gain.technique.name not in known:
            found.append(Way(_text(gain), gain.grants))
    return list({way.name: way for way in found}.values()), is_whole


def _text(gain: GainedIdentity) -> str:
    """Return a technique's name, with what it leads through but for what is the principal's own."""
    through = gain.through or gain.target
    if gain.technique.gains == "own" or not through:
        return gain.technique.name
    return f"{gain.technique.name} on {through.split(':', 5)[5]}"


def grant_text(grant: Reach) -> str:
    """Return which statement of which policy grants something."""
    return f"{grant.source} statement {grant.sid}" if grant.sid else grant.source
