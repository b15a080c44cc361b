"""Putting it there, by calls of the SDK."""
