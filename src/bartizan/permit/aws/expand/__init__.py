"""Expand permissions to the single resources that matter, for all of them at once."""
