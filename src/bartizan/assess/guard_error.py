"""What the guard raises."""


class GuardError(ValueError):
    """A predicate that the guard refuses; the message says what is wrong with it."""
