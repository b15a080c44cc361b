"""Snapshots that stay open in a server: what is made of them once, and what each decision changes."""
