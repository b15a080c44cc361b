"""How far a feed of numbered changes got, as text: numbers count from one snapshot, and from no other."""


def progress_of(before: str, n: int, refused: int = 0) -> str:
    """Return the progress of a feed that is compared with a snapshot: its last number, and how many were refused."""
    return f"{before} {n} {refused}"


def numbers_of(progress: str, before: str) -> tuple[int, int]:
    """Return the number that a feed got to and how many were refused; 0 where it was compared with another snapshot."""
    basis, n, refused = progress.split(" ") if progress else ("", 0, 0)
    return (int(n), int(refused)) if basis == before else (0, 0)
