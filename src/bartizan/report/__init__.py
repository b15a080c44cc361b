"""Report: readers of a snapshot. They never write to it."""
