"""How far a feed of numbered changes got, as text: numbers count from one snapshot, and from no other."""


def progress_of(before: str, n: int) -> str:
    """Return the progress of a feed that is compared with a snapshot and got to a number."""
    return f"{before} {n}"


def number_of(progress: str, before: str) -> int:
    """Return the number that a feed got to; 0 where it was compared with another snapshot, which may be gone."""
    basis, _, n = progress.rpartition(" ")
    return int(n) if progress and basis == before else 0
