"""What a search for techniques finds."""

from dataclasses import dataclass

from bartizan.permit.aws.escalation.part import Sureness
from bartizan.permit.aws.escalation.technique import AwsTechnique
from bartizan.permit.aws.evaluate import Reach


@dataclass(frozen=True)
class GainedIdentity:
    """An identity that a principal gains by a technique; ``target`` is empty for the administrator of its account.

    ``is_privileged``: it has more than named data. ``is_granted``: no policy stands against it, but something that
    must be there was perhaps not read. ``in_organization`` is the effect within service and resource control policies,
    None where these were not read.
    """

    technique: AwsTechnique
    target: str
    through: str
    effect: Sureness
    condition: str
    grants: tuple[Reach, ...]
    is_privileged: bool
    is_granted: bool
    in_organization: str | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """What it is: the technique, what is gained and what it goes through."""
        return self.technique.id, self.target, self.through
