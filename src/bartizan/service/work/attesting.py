"""Attesting a control by hand: only of frameworks and controls that there are."""

from dataclasses import dataclass

from bartizan.base.bundled import bundled
from bartizan.base.framework import frameworks
from bartizan.contract.kept import AttestationItem
from bartizan.model import now
from bartizan.state import State
from bartizan.state.kept.attestations import Attestation, attest, attestations


@dataclass(frozen=True)
class AttestedWords:
    """What is said of a control."""

    framework: str
    control: str
    is_met: bool
    statement: str


def attest_by(state: State, directory: str, said: AttestedWords, by: str) -> AttestationItem | None:
    """Keep what somebody attests of a control, and return it; None where there is no such control.

    Raises:
        UsageError: the statement is empty or too long.
    """
    known = frameworks([bundled("rules")])
    if said.framework not in known or said.control not in known[said.framework].controls:
        return None
    at, words = now().replace(microsecond=0), said.statement.strip()
    new = Attestation(said.framework, said.control, said.is_met, words, by, at)
    attest(state, directory, new)
    return AttestationItem(**vars(new))


def attested(state: State, directory: str, framework: str) -> list[AttestationItem] | None:
    """Return what is attested of a framework's controls, in their order; None where there is no such framework."""
    if framework not in frameworks([bundled("rules")]):
        return None
    found = attestations(state, directory, framework)
    return [AttestationItem(**vars(found[control])) for control in sorted(found)]
