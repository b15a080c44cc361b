"""What a person does about a state database that cannot be used."""

from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from bartizan.model import BartizanError, UsageError

_DAMAGED = ("not a database", "malformed", "unsupported file format")
_FULL = ("full", "disk i/o error")
_UNWRITABLE = ("readonly", "unable to open", "permission denied")


class StateError(BartizanError):
    """State cannot be used. The message names its place, which is for who runs Bartizan, not for who reads pages."""


class StateSetupError(StateError, UsageError):
    """State cannot be used as it is set up."""


def state_error(home: Path, database: str, error: SQLAlchemyError) -> StateError:
    """Return the error to raise for one of the engine's; its statement and parameters are for nobody to read."""
    reason = str(getattr(error, "orig", None) or error).splitlines()[0]
    if any(sign in reason.lower() for sign in _DAMAGED):
        return StateError(
            f"the state database {database} is damaged ({reason}): restore it from a backup, or move it away and scan "
            "again; exemptions, governance rules and the history of scores are in it alone"
        )
    if any(sign in reason.lower() for sign in _UNWRITABLE):
        return unwritable(home, reason)
    if any(sign in reason.lower() for sign in _FULL):
        return StateError(f"the disk of {home} takes no more ({reason}): make room for it and run this again")
    return StateError(f"the state database {database} cannot be used: {reason}")


def unwritable(home: Path, why: str) -> StateSetupError:
    """Return the error of a home that cannot be written to, or made."""
    return StateSetupError(
        f"the home {home} cannot be written to ({why}): make it writable, or name another with --home"
    )


def newer(what: str, revision: str, otherwise: str) -> StateSetupError:
    """Return the error of a state that a later release has written to."""
    return StateSetupError(
        f"{what} was written by a newer release (its state is at {revision!r}): upgrade Bartizan, or {otherwise}"
    )
