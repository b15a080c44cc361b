"""The rules of a release, and judging healthy rows again by those of a snapshot."""
